"""What is never signed (T-13), which addresses are never spoken to (T-14)."""

import pytest
from icsoe import TextoAjeno, UsoIncorrecto
from icsoe.canal import origen_de
from icsoe.textos import leer_login

ORIGEN = "https://icsoe.ejemplo.mx"
BUENO = f"||efirma-login|1|{ORIGEN}|{'n' * 32}|2026-09-10T12:00:00.000-06:00|2026-09-10T12:02:00.000-06:00||"


def test_the_login_text_of_this_origin_is_signed() -> None:
    assert leer_login(BUENO, ORIGEN).cadena == BUENO


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "||4.0|A|1|2026-01-01T00:00:00|01|30001000000500003416|100.00|MXN|116.00|I|01||",
        "||1.1|AD662D33-6934-459C-A128-BDF0393F0F44|2026-01-01T00:00:00|SAT970701NN3|sello|00001000||",
        BUENO.replace("efirma-login", "icsoe-acuse"),
        BUENO.replace("efirma-login", "efirma-autoriza"),
        BUENO.replace("|1|", "|2|"),
        BUENO.replace(ORIGEN, "https://icsoe.ejemplo.mx.example"),
        BUENO.replace(ORIGEN, "http://icsoe.ejemplo.mx"),
        BUENO.replace("n" * 32, "corto"),
        BUENO.replace("T12:02", "T18:00"),
        BUENO.replace("T12:02", "T11:00"),
        BUENO.replace(".000-06:00||", "||"),
        BUENO.replace("n" * 32, "n" * 31 + "\n"),
        BUENO.replace("n" * 32, "n" * 31 + "\u202e"),
        BUENO[:-2] + "|" + "x" * 5000 + "||",
        BUENO + " ",
    ],
)
def test_the_client_refuses_every_other_text(texto: str) -> None:
    with pytest.raises(TextoAjeno):
        leer_login(texto, ORIGEN)


@pytest.mark.parametrize(
    ("url", "origen"),
    [
        ("https://ICSOE.ejemplo.mx/", "https://icsoe.ejemplo.mx"),
        ("https://icsoe.ejemplo.mx:443", "https://icsoe.ejemplo.mx"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_address_is_reduced_to_its_origin(url: str, origen: str) -> None:
    assert origen_de(url) == origen


@pytest.mark.parametrize(
    "url",
    [
        "http://icsoe.ejemplo.mx",
        "http://localhost.ejemplo.mx",
        "http://10.0.0.1",
        "ftp://localhost",
        "https://usuario@icsoe.ejemplo.mx",
        "https://icsoe.ejemplo.mx/otra/ruta",
        "https://icsoe.ejemplo.mx:puerto",
        "icsoe.ejemplo.mx",
        "",
    ],
)
def test_an_unsafe_or_odd_address_is_refused(url: str) -> None:
    with pytest.raises(UsoIncorrecto):
        origen_de(url)
