"""Dead letters on their way back, through the operator's
own command: exactly once, and never by one person alone.
"""

import json
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from uuid import uuid4

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
    """One unreadable body in the dead letters, between two
    good records; (its id, the body it should have had).
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


async def test_an_id_that_does_not_exist_is_said_so(casa: Any, orden: Any) -> None:
    for pedida in (("show", "77"), ("redrive", "77", "--quien", "ana")):
        hecho = orden(*pedida)
        assert hecho.exit_code == 1
        assert "77" in hecho.output
        assert "no existe" in hecho.output.lower()


async def test_a_repaired_header_needs_the_second_person_too_and_no_content_goes_to_the_bitacora(
    casa: Any, orden: Any
) -> None:
    sin_id = casa.medida()
    sin_id["headers"] = [(k, v) for k, v in sin_id["headers"] if k != "ce_id"]
    await casa.publicar([sin_id])
    await casa.arrancar("consumer")
    await casa.hasta("select count(*) from dead_letter", 1)
    id_ = await casa.conn.fetchval("select id from dead_letter")
    nuevo = str(uuid4())
    cambio = ("redrive", str(id_), "--cabecera", f"ce_id={nuevo}", "--quien", "ana")
    assert orden(*cambio, "--segunda-persona", " Ana ").exit_code == 1
    assert orden(*cambio, "--segunda-persona", "luis").exit_code == 0
    assert str(await casa.conn.fetchval("select event_id from aplicado")) == nuevo
    detalle = await casa.conn.fetchval("select detail from ops_log")
    assert json.loads(detalle)["cabeceras"] == ["ce_id"]
    assert nuevo not in detalle


async def test_a_handler_that_fails_again_leaves_the_record_pending(casa: Any, orden: Any) -> None:
    await casa.publicar([casa.medida("falla")])
    await casa.arrancar("consumer")
    await casa.hasta("select count(*) from dead_letter", 1)
    id_ = await casa.conn.fetchval("select id from dead_letter")
    hecho = orden("redrive", str(id_), "--quien", "ana")
    assert hecho.exit_code == 1
    assert "volvió a fallar (RuntimeError)" in hecho.output
    assert await casa.conn.fetchval("select state from dead_letter") == "pendiente"
    assert await casa.conn.fetchval("select count(*) from aplicado") == 0
