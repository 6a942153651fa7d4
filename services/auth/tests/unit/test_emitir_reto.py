"""Challenges cost nothing that lasts (threats.md T-20)."""

from icsoe_auth.application.emitir_reto import EmitirReto, emitir_reto
from icsoe_auth.domain.reto import SelladorDeRetos
from icsoe_chassis.testing import RelojFijo


def test_a_hundred_thousand_challenges_are_all_different_and_need_no_store() -> None:
    """The command is given a key and a clock, nothing else: there is nowhere it could write a row."""
    sellador = SelladorDeRetos(b"k" * 32, "http://localhost:8080")
    reloj, orden = RelojFijo(), EmitirReto(b"v" * 32)
    emitidos = {emitir_reto(orden, sellador, reloj).reto for _ in range(100_000)}
    assert len({sellador.leer(reto).nonce for reto in emitidos}) == 100_000
