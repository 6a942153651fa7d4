"""``ICSOE-Despues-De`` comes from outside: only what a stream can hold is a position."""

import pytest
from icsoe_chassis.peticion import Posicion

LEIDA = "/icsoe/signing/1;01900000-0000-7000-8000-000000000000;7"


def test_a_position_is_read_as_it_was_written() -> None:
    assert str(Posicion.leer(LEIDA)) == LEIDA


@pytest.mark.parametrize("secuencia", ["", "-5", "1_0", "+1", "1.0", "٣", "9" * 19, "9" * 40])
def test_a_sequence_that_no_stream_reaches_is_no_position(secuencia: str) -> None:
    with pytest.raises(ValueError, match="posición"):
        Posicion.leer(f"/icsoe/signing/1;x;{secuencia}")
