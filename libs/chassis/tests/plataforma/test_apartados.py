"""Dead letters on their way back, through the operator's own command: exactly once, and never by one person
alone.
"""

import json
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from icsoe_chassis import ops
from typer.testing import CliRunner

APLICADOS = "select count(*) from aplicado"


@pytest.fixture
def orden(casa: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """``icsoe-ops dlq …`` against the test's database."""
    for nombre, valor in {"MODO": "prueba", "CONFIANZA": "simulada", "BASE_DATOS": casa.dsn}.items():
        monkeypatch.setenv(f"ICSOE_{nombre}", valor)
    punto = EntryPoint("prueba", "prueba_proceso:servicio", "icsoe.servicios")
    monkeypatch.setattr(ops, "servicios", lambda: {"prueba": punto})

    def correr(*argumentos: str) -> Any:
        return CliRunner().invoke(ops.dlq, [*argumentos, "--servicio", "prueba"])

    return correr


async def apartado(casa: Any) -> tuple[int, bytes]:
    """One unreadable body in the dead letters, between two good records; (its id, the body it should have
    had).
    """
    bueno = casa.medida()
    await casa.publicar([casa.medida(), {**bueno, "value": b'{"numero": "uno"}'}, casa.medida()])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 2)
    return await casa.conn.fetchval("select id from dead_letter"), bueno["value"]


async def test_the_operator_sees_what_was_set_aside_and_why(casa: Any, orden: Any) -> None:
    id_, _ = await apartado(casa)
    linea = json.loads(orden("list").output)
    assert (linea["id"], linea["error_class"], linea["topic"]) == (id_, "esquema", casa.tema)
    detalle = json.loads(orden("show", str(id_)).output)
    assert detalle["value"] == '{"numero": "uno"}'


async def test_a_repaired_record_comes_back_exactly_once(casa: Any, orden: Any, tmp_path: Path) -> None:
    id_, cuerpo = await apartado(casa)
    reparado = tmp_path / "cuerpo.json"
    reparado.write_bytes(cuerpo)
    cambio = ("redrive", str(id_), "--cuerpo", str(reparado), "--quien", "ana")
    assert orden(*cambio).exit_code == 1
    assert orden(*cambio, "--segunda-persona", "ana").exit_code == 1
    assert await casa.conn.fetchval(APLICADOS) == 2
    hecho = orden(*cambio, "--segunda-persona", "luis")
    assert (hecho.exit_code, hecho.output) == (0, f"Reprocesado {id_}.\n")
    assert await casa.conn.fetchval(APLICADOS) == 3
    assert orden(*cambio, "--segunda-persona", "luis").exit_code == 1
    assert await casa.conn.fetchval(APLICADOS) == 3
    bitacora = await casa.conn.fetchrow("select who, act, detail from ops_log")
    assert (bitacora["who"], bitacora["act"]) == ("ana", "dlq_redrive")
    assert json.loads(bitacora["detail"])["segunda"] == "luis"
    assert orden("list").output == ""


async def test_a_record_that_is_still_bad_stays_where_it_is(casa: Any, orden: Any) -> None:
    id_, _ = await apartado(casa)
    hecho = orden("redrive", str(id_), "--quien", "ana")
    assert hecho.exit_code == 1
    assert await casa.conn.fetchval("select state from dead_letter") == "pendiente"
    assert await casa.conn.fetchval("select count(*) from ops_log") == 0
