"""``make logs``: shows what a part wrote, or says which parts there are."""

import os
from pathlib import Path

import pytest
from icsoe_deploy import cli, perfil
from icsoe_deploy.rutas import Aviso


class Seguido(Exception):
    """tail would have taken this process."""


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def seguir(_: str, orden: list[str]) -> None:
        raise Seguido(*(Path(ruta).name for ruta in orden[4:]))

    monkeypatch.setattr(perfil, "VAR", tmp_path)
    monkeypatch.setattr(os, "execvp", seguir)
    perfil.abrir("una", base_libre=True)
    carpeta = tmp_path / "una" / "logs"
    carpeta.mkdir(exist_ok=True)
    for nombre, escrito in (("auth-http", "{}"), ("auth-worker", "{}"), ("kafka-1", "x"), ("portal", "\n\n")):
        (carpeta / f"{nombre}.log").write_text(escrito)
    return carpeta


@pytest.mark.parametrize(
    ("parte", "archivos"),
    [("auth", ["auth-http.log", "auth-worker.log"]), ("kafka", ["kafka-1.log"]), ("portal", ["portal.log"])],
)
def test_a_part_is_found_by_its_name_or_its_services(logs: Path, parte: str, archivos: list[str]) -> None:
    with pytest.raises(Seguido) as visto:
        cli.registro(parte, "una")
    assert list(visto.value.args) == archivos


def test_a_part_that_wrote_nothing_says_so(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Seguido):
        cli.registro("portal", "una")
    assert "«portal» no ha escrito nada todavía." in capsys.readouterr().err


def test_an_unknown_name_is_answered_with_those_that_exist(logs: Path) -> None:
    with pytest.raises(Aviso, match="Hay: auth, auth-http, auth-worker, kafka, kafka-1, portal"):
        cli.registro("puerta", "una")
