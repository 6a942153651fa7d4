"""Read your writes across services: whoever waits for a position can reach it."""

from typing import Any

import pytest
from icsoe_chassis.consumo import Consumidor
from icsoe_chassis.testing.gemelos import RelojFijo
from icsoe_contracts.catalogo import CAPTURISTA, CONTRATISTA, DEVOLUCION, ENVIO, Tema
from icsoe_informativa.entrypoints import events as informativa
from icsoe_signing.entrypoints import events as signing


def _nadie(*_: Any) -> Any:
    raise AssertionError


@pytest.mark.parametrize(
    ("consumidores", "tema"),
    [
        (informativa.consumidores(_nadie), CONTRATISTA),
        (informativa.consumidores(_nadie), CAPTURISTA),
        (informativa.consumidores(_nadie), DEVOLUCION),
        (signing.consumidores(_nadie, RelojFijo()), CAPTURISTA),
        (signing.consumidores(_nadie, RelojFijo()), ENVIO),
    ],
)
def test_every_event_that_a_request_makes_moves_the_position_at_its_readers(
    consumidores: list[Consumidor], tema: Tema
) -> None:
    """One without handler would leave who asked waiting until the limit: 503 on every page for minutes."""
    (uno,) = (c for c in consumidores if c.tema is tema)
    assert set(uno.manejadores) == set(tema.eventos)
