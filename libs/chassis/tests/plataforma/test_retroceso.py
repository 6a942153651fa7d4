"""After a restore: what was published since the backup comes again, what the backup holds is applied once."""

import json
import signal
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from icsoe_chassis import ops
from typer.testing import CliRunner, Result

APLICADOS = "select count(*) from aplicado"


@pytest.fixture
def orden(casa: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``icsoe-ops consumo retroceder …`` against the test's database and Kafka."""
    ambiente = {
        "MODO": "prueba",
        "CONFIANZA": "simulada",
        "BASE_DATOS": casa.dsn,
        "KAFKA_USUARIO": "admin",
        "KAFKA_CLAVE": casa.acceso()["sasl_plain_password"],
    }
    for nombre, valor in ambiente.items():
        monkeypatch.setenv(f"ICSOE_{nombre}", valor)
    punto = EntryPoint("prueba", "prueba_proceso:servicio", "icsoe.servicios")
    monkeypatch.setattr(ops, "servicios", lambda: {"prueba": punto})

    def correr(desde: str) -> Result:
        argumentos = ["retroceder", "--servicio", "prueba", "--desde", desde, "--quien", "ana"]
        return CliRunner().invoke(ops.consumo, argumentos)

    return correr


async def test_a_restored_database_gets_again_what_was_published_since_and_nothing_twice(
    casa: Any, orden: Any
) -> None:
    antes, despues = ([casa.medida() for _ in range(3)] for _ in range(2))
    worker = await casa.arrancar("consumer")
    await casa.publicar(antes)
    await casa.hasta(APLICADOS, 3)
    respaldo = datetime.now(UTC)
    await casa.publicar(despues)
    await casa.hasta(APLICADOS, 6)
    dicho = orden(respaldo.isoformat())
    assert dicho.exit_code == 1, dicho.output
    await casa.matar(worker, signal.SIGTERM)

    # The database as of the backup: it knows nothing of what came after.
    perdidos = [dict(r["headers"])["ce_id"].decode() for r in despues]
    for tabla in ("aplicado", "inbox"):
        await casa.conn.execute(f"delete from {tabla} where event_id = any($1::uuid[])", perdidos)
    while "sigue en uso" in (hecho := orden(respaldo.isoformat())).output:
        assert hecho.exit_code == 1
    assert hecho.exit_code == 0
    filas = [json.loads(linea) for linea in hecho.output.splitlines()]
    assert [(f["particion"], f["antes"], f["ahora"]) for f in filas if f["antes"]] == [(0, 6, 3)]
    assert await casa.conn.fetchval("select who from ops_log where act = 'consumo_retroceder'") == "ana"

    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 6)
    sin_repetir = "select count(*) = count(distinct event_id) from aplicado"
    assert await casa.conn.fetchval(sin_repetir)


@pytest.mark.parametrize("desde", ["2026-11-20T03:00:00", "ayer"])
async def test_an_instant_without_its_zone_moves_nothing(orden: Any, desde: str) -> None:
    hecho = orden(desde)
    assert hecho.exit_code == 2
    assert "con su zona" in hecho.output
