import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from icsoe_dominio.cadena import (
    CadenaAcuse,
    CadenaInvalida,
    CadenaLogin,
    CadenaPresentacion,
    instante,
)

LOGIN = CadenaLogin(
    "https://icsoe.imss.gob.mx", "n0nce", "2026-09-17T12:00:00.000-06:00", "2026-09-17T12:02:00.000-06:00"
)
campo = st.text(
    st.characters(blacklist_categories=("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"), blacklist_characters="|"),
    max_size=40,
).map(lambda texto: unicodedata.normalize("NFC", texto))
presentaciones = st.builds(CadenaPresentacion, *([campo] * 19))


def test_the_login_text_has_the_published_form() -> None:
    assert LOGIN.texto() == (
        "||efirma-login|1|https://icsoe.imss.gob.mx|n0nce|"
        "2026-09-17T12:00:00.000-06:00|2026-09-17T12:02:00.000-06:00||"
    )


def test_a_presentation_has_nineteen_fields_and_an_empty_one_keeps_its_place() -> None:
    texto = CadenaPresentacion(
        "o", "a", "i", "n", "SIN_INFORMACION", "", "", "CACX7605101P8", "", *["x"] * 10
    ).texto()
    assert texto.startswith("||icsoe-presentacion|1|o|a|i|n|SIN_INFORMACION|||CACX7605101P8||x|")
    assert len(texto[2:-2].split("|")) == 21


@given(presentaciones, presentaciones)
def test_two_different_records_never_give_one_text(una: CadenaPresentacion, otra: CadenaPresentacion) -> None:
    assume(una != otra)
    assert una.texto() != otra.texto()


@given(presentaciones)
def test_a_text_reads_back_as_its_record(cadena: CadenaPresentacion) -> None:
    assert CadenaPresentacion.leer(cadena.texto()) == cadena


@pytest.mark.parametrize(
    "malo", ["a|b", "a\nb", "a\rb", "a\x00b", "a\u202eb", "a\u200bb", "n\u0303", "a\u2028b"]
)
def test_forbidden_characters_are_refused_and_never_replaced(malo: str) -> None:
    with pytest.raises(CadenaInvalida):
        CadenaAcuse(malo, "", "", "", "", "", "").texto()


@given(st.sampled_from([CadenaPresentacion, CadenaAcuse]))
def test_a_text_of_one_purpose_is_refused_at_another(
    otra: type[CadenaPresentacion] | type[CadenaAcuse],
) -> None:
    with pytest.raises(CadenaInvalida):
        otra.leer(LOGIN.texto())


@pytest.mark.parametrize(
    "ajena",
    [
        "",
        "||",
        "||||",
        "||1.1|AAA|2026-09-17|CFDI||",
        "||efirma-login|2|o|n|e|x||",
        "||efirma-login|1|o|n|e||",
        "||efirma-login|1|o|n|e|x|y||",
        LOGIN.texto() + "\n",
        "||efirma-login|1|" + "o" * 5000 + "|n|e|x||",
    ],
)
def test_the_client_grammar_refuses_any_foreign_text(ajena: str) -> None:
    with pytest.raises(CadenaInvalida):
        CadenaLogin.leer(ajena)


def test_instants_are_written_in_central_time_to_the_millisecond() -> None:
    assert instante(datetime(2026, 9, 18, 5, 59, 59, 999999, UTC)) == "2026-09-17T23:59:59.999-06:00"
    with pytest.raises(ValueError, match="zona horaria"):
        instante(datetime(2026, 9, 18))  # noqa: DTZ001
