"""The browser's reports of a broken policy: anybody may send them, so they fill no log."""

from typing import Any

import pytest
import structlog
from icsoe_portal.entrypoints import salud
from structlog.testing import LogCapture

from .conftest import Navegador


@pytest.fixture
def dichas(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The lines of the log, on a clock that a test moves."""
    libreta = LogCapture()
    # Every level, whatever another test told the process to log.
    todo = structlog.make_filtering_bound_logger(0)
    linea = structlog.wrap_logger(None, processors=[libreta], wrapper_class=todo)
    monkeypatch.setattr(salud, "registro", lambda: linea)
    return libreta.entries


async def test_a_flood_of_reports_is_one_line_a_minute_that_says_how_many(
    navegador: Navegador, dichas: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    instantes = [0.0, *[30.0] * 498, 59.9, 60.0, 61.0]
    monkeypatch.setattr(salud, "_reportes", salud.Reportes(iter(instantes).__next__))
    for _ in instantes:
        assert (await navegador.http.post("/csp", content=b'{"body": "secreto"}')).status_code == 204
    assert [(d["event"], d["cuantos"]) for d in dichas] == [("csp_incumplida", 1), ("csp_incumplida", 500)]
    assert "secreto" not in str(dichas)


async def test_a_report_that_is_too_long_is_neither_read_nor_counted(
    navegador: Navegador, dichas: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salud, "_reportes", salud.Reportes())
    largo = b"x" * (salud.MAXIMO_REPORTE + 1)
    assert (await navegador.http.post("/csp", content=largo)).status_code == 413
    assert dichas == []
