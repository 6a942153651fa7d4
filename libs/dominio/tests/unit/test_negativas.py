import re
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from icsoe_dominio.negativas import Negativa, catalogo, mensaje


def test_the_27_messages_of_the_dossier_are_in_the_catalogue() -> None:
    assert {f"MSG-{n:02d}" for n in range(1, 28)} <= set(catalogo())


def test_every_entry_tells_the_person_what_happened_and_what_to_do() -> None:
    for entrada in catalogo().values():
        assert entrada.estado is None or 400 <= entrada.estado < 600
        assert entrada.origen in ("cliente", "plataforma", "tercero")
        for texto in (entrada.titulo, entrada.detalle, entrada.remedio):
            assert texto.strip() == texto != ""
        assert entrada.detalle.endswith(".")
        assert entrada.remedio.endswith(".")


def test_the_catalogue_is_sorted_so_that_two_people_can_add_to_it() -> None:
    codigos = list(tomllib.loads(files("icsoe_dominio").joinpath("negativas.toml").read_text("utf-8")))
    assert codigos == sorted(codigos)


def test_a_refusal_fills_its_message_and_carries_its_data() -> None:
    negativa = Negativa("MSG-08", fecha=date(2026, 9, 1))
    assert negativa.detalle == "Podrás firmar a partir del 1 de septiembre de 2026."
    assert negativa.datos_json == {"fecha": "2026-09-01"}
    assert negativa.estado == 409


def test_instants_read_in_central_time_and_lists_as_words() -> None:
    assert mensaje("MSG-24", faltantes=["correo", "celular"]).startswith(
        "Tus datos generales están incompletos: correo, celular;"
    )
    vencida = mensaje("MSG-09", fecha=datetime(2026, 9, 18, 5, 59, 59, tzinfo=UTC))
    assert "La fecha límite fue el 17 de septiembre de 2026, 23:59:59 horas (hora del centro);" in vencida


def test_no_remedy_sends_anybody_to_a_screen_that_is_not_built() -> None:
    for codigo, entrada in catalogo().items():
        if "Modificar presentación" in f"{entrada.detalle} {entrada.remedio}":
            assert "Modificar presentación todavía no está disponible" in entrada.remedio, codigo


@pytest.mark.parametrize("codigo", ["no_existe", "MSG-20"])
def test_unknown_codes_and_notices_cannot_be_raised(codigo: str) -> None:
    with pytest.raises(KeyError):
        Negativa(codigo, folio="SI26000001")


def test_a_message_without_its_data_is_our_mistake() -> None:
    con_datos = [c for c, e in catalogo().items() if e.estado and re.search(r"{\w+}", e.detalle)]
    for codigo in con_datos:
        with pytest.raises(KeyError):
            Negativa(codigo)
