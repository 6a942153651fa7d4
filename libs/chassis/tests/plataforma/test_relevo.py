"""The relay on real Kafka: no gap over SIGKILLs, and one bad topic never holds the others up."""

import asyncio
import json
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import psutil
import pytest
from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.broker import Kafka
from icsoe_chassis.medidas import MEDIDAS
from icsoe_chassis.relevo import Relevo
from icsoe_chassis.reloj import RelojSistema
from icsoe_deploy import gestor
from icsoe_deploy.perfil import Perfil

FLUJOS = 20
POR_CICLO = 120

# The service's own statement numbers events under the stream's lock; here the rows are made in bulk as it
# would.
_SEMBRAR = """
insert into outbox (event_id, topic, key, sequence, type, headers, payload)
select gen_random_uuid(), $1, 'flujo-' || (n % $2), n / $2 + 1, 'icsoe.prueba.medida.v1', $3::jsonb, $4
from generate_series($5::int, $6::int) n
"""
_CABECERAS = json.dumps(
    {"ce_source": "/icsoe/prueba/1", "ce_time": "2026-09-01T00:00:00Z", "ce_icsoemode": "prueba"}
)
PENDIENTES = "select count(*) from outbox"


async def sembrar(casa: Any, desde: int, hasta: int, tema: str | None = None, cuerpo: bytes = b"{}") -> None:
    """Outbox rows number ``desde`` to ``hasta`` over FLUJOS streams."""
    await casa.conn.execute(_SEMBRAR, tema or casa.tema, FLUJOS, _CABECERAS, cuerpo, desde, hasta)


@asynccontextmanager
async def relevo_de(casa: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    """The relay in this process."""
    monkeypatch.setenv("ICSOE_KAFKA_USUARIO", "admin")
    monkeypatch.setenv("ICSOE_KAFKA_CLAVE", casa.acceso()["sasl_plain_password"])
    ajustes = casa.proceso.servicio.ajustes(modo="prueba", confianza="simulada", base_datos=casa.dsn)
    base = BaseDatos(ajustes, "prueba", RelojSistema())
    await base.abrir()
    parar = asyncio.Event()
    tarea = asyncio.create_task(Relevo(base, Kafka(ajustes, "prueba")).correr(parar))
    try:
        yield
    finally:
        parar.set()
        await tarea
        await base.cerrar()


async def sembrar_poco_a_poco(casa: Any, desde: int, hasta: int) -> None:
    """The same in small commits, as commands make them."""
    for n in range(desde, hasta, 10):
        await sembrar(casa, n, n + 9)


@dataclass
class Entregas:
    """What reached Kafka, by stream."""

    flujos: dict[bytes, list[int]]
    repetidos: int

    @property
    def huecos(self) -> int:
        """Sequences that are missing or came too late, over all streams."""
        return sum(len(set(range(1, max(v) + 1)) - set(v)) for v in self.flujos.values())


async def entregas(casa: Any, cuantas: int) -> Entregas:
    """Reads the topic; a record that goes back in its stream is a repetition if it was seen, else a gap."""
    flujos: dict[bytes, list[int]] = defaultdict(list)
    registros = await casa.leer_todo(cuantas)
    for r in registros:
        sequence = int(dict(r.headers)["ce_sequence"])
        if sequence > (flujos[r.key][-1] if flujos[r.key] else 0):
            flujos[r.key].append(sequence)
    return Entregas(flujos, len(registros) - sum(map(len, flujos.values())))


async def lider(casa: Any, vivos: list[Any]) -> Any:
    """The candidate that holds the advisory lock: its session's port tells the process."""
    sql = (
        "select a.client_port from pg_locks l join pg_stat_activity a using (pid)"
        " where l.locktype = 'advisory' and l.granted and a.datname = current_database()"
    )
    await casa.hasta(f"select exists ({sql})", True)
    puerto = await casa.conn.fetchval(sql)
    for proceso in vivos:
        with suppress(psutil.NoSuchProcess):
            if any(c.laddr.port == puerto for c in psutil.Process(proceso.pid).net_connections()):
                return proceso
    return vivos[0]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("muertes", [int(os.environ.get("ICSOE_RELEVO_MUERTES", "10"))])
async def test_kills_of_the_leading_relay_leave_no_gap(casa: Any, muertes: int) -> None:
    """``ICSOE_RELEVO_MUERTES=50``: the whole proof, 50 kills over 6,000 events, some three minutes."""
    azar = random.Random(20260917)
    vivos = [await casa.arrancar("relay", n) for n in range(2)]
    for ciclo in range(muertes):
        victima = await lider(casa, vivos)
        siembra = asyncio.create_task(sembrar_poco_a_poco(casa, ciclo * POR_CICLO, (ciclo + 1) * POR_CICLO))
        await asyncio.sleep(azar.random() * 0.2)  # the moment of death is the one thing left to chance
        vivos.remove(victima)
        await casa.matar(victima)
        vivos.append(await casa.arrancar("relay", ciclo % 2))
        await siembra
    await casa.hasta(PENDIENTES, 0)
    hechas = await entregas(casa, muertes * POR_CICLO)
    print(
        f"relevo: eventos={muertes * POR_CICLO} huecos={hechas.huecos}"
        f" repetidos={hechas.repetidos} muertes={muertes}"
    )
    esperadas = list(range(1, muertes * POR_CICLO // FLUJOS + 1))
    assert len(hechas.flujos) == FLUJOS
    assert all(v == esperadas for v in hechas.flujos.values())


async def test_an_oversized_record_and_a_missing_topic_are_set_aside_while_the_others_go_on(
    casa: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    estrecho = f"prueba.{uuid4().hex[:12]}.v1"
    ausente = f"prueba.{uuid4().hex[:12]}.v1"
    await casa.crear_tema(estrecho, 1, **{"max.message.bytes": "20000"})
    await sembrar(casa, 0, 0, estrecho, b"x" * 100_000)
    await sembrar(casa, 0, 0, ausente)
    await sembrar(casa, 0, 199)
    async with relevo_de(casa, monkeypatch):
        await casa.hasta(f"select count(*) from outbox where topic = '{casa.tema}'", 0)
        await sembrar(casa, 200, 399)
        await casa.hasta(f"select count(*) from outbox where topic = '{casa.tema}'", 0)
        assert await casa.conn.fetchval(PENDIENTES) == 2
        assert MEDIDAS.leer("relevo_fallas", tema=estrecho) >= 1
        assert MEDIDAS.leer("relevo_fallas", tema=ausente) >= 1
        await casa.crear_tema(ausente, 1)
        await casa.hasta(f"select count(*) from outbox where topic = '{ausente}'", 0)
    assert len(await casa.leer_todo(400)) >= 400


async def test_the_relay_goes_on_when_its_session_is_cut(casa: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with relevo_de(casa, monkeypatch):
        await sembrar(casa, 0, 99)
        await casa.hasta(PENDIENTES, 0)
        cortadas = await casa.conn.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert cortadas > 0
        await sembrar(casa, 100, 199)
        await casa.hasta(PENDIENTES, 0)
    assert len(await casa.leer_todo(200)) >= 200


async def test_an_event_leaves_at_once_after_idleness_and_carries_its_envelope(
    casa: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with relevo_de(casa, monkeypatch):
        suyo = "database = (select oid from pg_database where datname = current_database())"
        await casa.hasta(
            f"select count(*) from pg_locks where locktype = 'advisory' and granted and {suyo}", 1
        )
        await sembrar(casa, 0, 0)
        await casa.hasta(PENDIENTES, 0)
    (registro,) = await casa.leer_todo(1)
    cabeceras = dict(registro.headers)
    assert cabeceras["ce_specversion"] == b"1.0"
    assert cabeceras["ce_subject"] == registro.key == b"flujo-0"
    assert cabeceras["ce_sequence"] == b"1"
    assert cabeceras["ce_source"] == b"/icsoe/prueba/1"


async def test_a_broker_that_dies_and_comes_back_loses_and_doubles_no_place_in_a_stream(
    casa: Any, monkeypatch: pytest.MonkeyPatch, plataforma: Perfil
) -> None:
    async with relevo_de(casa, monkeypatch):
        await sembrar(casa, 0, 199)
        (broker,) = [e for e in gestor.estados(plataforma) or [] if e.nombre == "kafka-1"]
        os.kill(broker.pid, signal.SIGKILL)
        await sembrar(casa, 200, 599)
        await casa.hasta(PENDIENTES, 0, 120)
    hechas = await entregas(casa, 600)
    assert all(v == list(range(1, 31)) for v in hechas.flujos.values())


async def test_a_record_over_256_kib_can_not_even_be_inserted(casa: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="outbox_registro_grande"):
        await sembrar(casa, 0, 0, cuerpo=b"x" * 256 * 1024)
