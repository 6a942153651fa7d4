import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.contrasena import MAXIMO, REGLAS, Contexto, comunes, incumplidas

VECTORES = json.loads((Path(__file__).parents[1] / "vectores" / "contrasenas.json").read_text("utf-8"))
ANA = Contexto("LOMA850312MDFPRN01", "Ana López Mar", "ana.lopez@empresa.mx", anio=2026)


@pytest.mark.parametrize("vector", VECTORES, ids=lambda v: v["caso"][:40])
def test_each_vector_breaks_exactly_the_rules_it_names(vector: dict[str, object]) -> None:
    contexto = Contexto(**vector["contexto"])  # type: ignore[arg-type]
    assert incumplidas(str(vector["contrasena"]), contexto) == vector["incumple"]


def test_every_rule_that_can_be_ticked_is_broken_alone_by_some_vector() -> None:
    solas = {v["incumple"][0] for v in VECTORES if len(v["incumple"]) == 1}
    assert solas == {r.codigo for r in REGLAS if r.en_vivo}


def test_the_four_rules_of_the_guide_come_first_and_every_other_one_is_shown_too() -> None:
    assert [r.codigo for r in REGLAS][:4] == ["clases", "especial", "forma", "repetidos"]
    assert all(r.texto for r in REGLAS)


def test_the_ten_thousand_commonest_passwords_are_refused_however_they_are_dressed() -> None:
    assert len(comunes()) == 10_000
    largas = [c for c in comunes() if len(c) >= 6 and c.isalpha()]
    for vestido in ("{}", "{}1!", "7*{}"):
        assert all("comun" in incumplidas(vestido.format(c.capitalize()), ANA) for c in largas)


@given(st.text(max_size=200))
def test_any_text_at_all_gets_an_answer_and_the_same_one_twice(texto: str) -> None:
    primera = incumplidas(texto, ANA)
    assert primera == incumplidas(texto, ANA)
    assert ("maximo" in primera) == (len(texto) > MAXIMO)


def test_a_text_of_a_megabyte_is_answered_like_any_other_too_long_one() -> None:
    assert "maximo" in incumplidas("Aa1-" * 250_000, ANA)
