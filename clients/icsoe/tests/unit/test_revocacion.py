"""What the authority has or has not said about the certificate of a filing, told to people and programs."""

import json

import pytest
from icsoe import Cliente, EFirma
from icsoe.cli import ejecutar

from .conftest import Plataforma


@pytest.fixture
def orden(de_efirma: list[str]) -> list[str]:
    """``icsoe presentar`` against the platform of a few lines."""
    return ["presentar", "sin-informacion", *de_efirma, "--ejercicio", "2026", "--cuatrimestre", "2"]


def test_a_filing_the_authority_was_silent_about_says_por_confirmar(
    orden: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    plataforma.revocacion = "POR_CONFIRMAR"
    assert ejecutar(orden) == 0
    assert "Revocación del certificado: por confirmar." in capsys.readouterr().out
    assert ejecutar(["acuses"]) == 0
    assert "revocación del certificado: por confirmar" in capsys.readouterr().out


def test_a_filing_the_authority_answered_about_says_nothing_more_to_a_person(
    orden: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(orden) == 0
    assert "por confirmar" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("revocacion", "observada"), [("CONFIRMADA", False), ("POR_CONFIRMAR", False), ("CONFIRMADA", True)]
)
def test_a_program_reads_the_state_of_the_filing_and_of_every_acuse(
    orden: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str], revocacion: str,
    observada: bool,
) -> None:  # fmt: skip
    plataforma.revocacion, plataforma.observada = revocacion, observada
    esperado = (revocacion, observada)
    assert ejecutar([*orden, "--json"]) == 0
    dicho = json.loads(capsys.readouterr().out)
    assert (dicho["revocacion"], dicho["observada"]) == esperado
    assert ejecutar(["acuses", "--json"]) == 0
    (fila,) = json.loads(capsys.readouterr().out)
    assert (fila["revocacion"], fila["observada"]) == esperado


def test_a_filing_turned_observada_says_so_in_the_list(
    orden: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    plataforma.observada = True
    assert ejecutar(orden) == 0
    assert ejecutar(["acuses"]) == 0
    assert "observada: certificado revocado" in capsys.readouterr().out


def test_the_answer_of_the_filing_itself_says_it_and_nothing_is_asked_after_it(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.revocacion = "POR_CONFIRMAR"
    cliente.ingresar(efirma)
    presentada = cliente.presentar_sin_informacion(efirma, 2026, 2)
    assert (presentada.revocacion, presentada.observada) == ("POR_CONFIRMAR", False)
    assert plataforma.pedidos[-1].url.path.endswith("/presentacion")
