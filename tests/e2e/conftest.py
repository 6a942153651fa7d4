"""A contratista that may capture, and its browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from icsoe_deploy.sistema import Sistema

from .demo import Persona, generales, nueva_persona
from .visita import Efirma, Visita, navegador


@pytest.fixture(scope="module")
def persona(sistema: Sistema) -> Persona:
    """A contratista with complete Generales."""
    una = nueva_persona(sistema)
    hecho = una.icsoe(*generales(una))
    assert hecho.returncode == 0, hecho.stderr
    return una


@pytest.fixture
def patron(sistema: Sistema, persona: Persona) -> Iterator[Visita]:
    """That contratista at its browser, signed in."""
    with navegador(sistema.url) as visita:
        visita.ingresar(Efirma.leer(Path(persona.efirma[1]), Path(persona.efirma[5])))
        yield visita
