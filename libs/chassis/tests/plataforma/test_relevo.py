"""The relay on real Kafka: no gap over SIGKILLs, and one bad topic never holds the others up."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from icsoe_chassis.base import BaseDatos
from icsoe_chassis.broker import Kafka
from icsoe_chassis.medidas import MEDIDAS
from icsoe_chassis.relevo import Relevo
from icsoe_chassis.reloj import RelojSistema

FLUJOS = 20
POR_CICLO = 120
MUERTES = 50

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


@pytest.mark.timeout(600)
async def test_fifty_kills_of_the_relay_over_six_thousand_events_leave_no_gap(casa: Any) -> None:
    azar = random.Random(20260917)
    vivos = [await casa.arrancar("relay", n) for n in range(2)]
    muertes = 0
    for ciclo in range(MUERTES):
        await sembrar(casa, ciclo * POR_CICLO, (ciclo + 1) * POR_CICLO - 1)
        quedan = azar.randrange(POR_CICLO)
        await casa.hasta(f"select count(*) <= {quedan} from outbox", True)
        # Whoever leads has an advisory lock; its process dies in the middle of what it was doing.
        victima = vivos.pop(0)
        await casa.matar(victima)
        muertes += 1
        vivos.append(await casa.arrancar("relay", ciclo % 2))
    await casa.hasta(PENDIENTES, 0)
    registros = await casa.leer_todo(MUERTES * POR_CICLO)
    vistas: dict[bytes, list[int]] = defaultdict(list)
    for r in registros:
        sequence = int(dict(r.headers)["ce_sequence"])
        if sequence > (vistas[r.key][-1] if vistas[r.key] else 0):
            vistas[r.key].append(sequence)
    esperadas = list(range(1, MUERTES * POR_CICLO // FLUJOS + 1))
    assert muertes >= 50
    assert len(vistas) == FLUJOS
    assert all(v == esperadas for v in vistas.values())


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
        await casa.hasta("select count(*) from pg_locks where locktype = 'advisory' and granted", 1)
        await sembrar(casa, 0, 0)
        await casa.hasta(PENDIENTES, 0)
    (registro,) = await casa.leer_todo(1)
    cabeceras = dict(registro.headers)
    assert cabeceras["ce_specversion"] == b"1.0"
    assert cabeceras["ce_subject"] == registro.key == b"flujo-0"
    assert cabeceras["ce_sequence"] == b"1"
    assert cabeceras["ce_source"] == b"/icsoe/prueba/1"
