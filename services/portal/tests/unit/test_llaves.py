"""A private key that reaches the portal after all is dropped before any route, and told so (T-01)."""

import base64

import pytest
import structlog
from icsoe_efirma.huella import HUELLA_LLAVE_SAT
from icsoe_portal.entrypoints.web import llaves
from structlog.testing import LogCapture

from .conftest import Guion, Navegador, texto_de

LLAVE = b"0\x82\x05\x0e" + HUELLA_LLAVE_SAT + bytes(range(200, 256)) * 20


@pytest.mark.parametrize(
    "archivo",
    [
        ("Claveprivada.key", LLAVE),
        ("acuse.pdf", b"%PDF-1.7 " + LLAVE),
        ("acuse.pdf", base64.b64encode(LLAVE)),
    ],
    ids=["tal cual", "dentro de un PDF", "en base64"],
)
async def test_a_key_in_a_form_is_refused_with_what_to_do_and_nothing_of_it_is_kept(
    archivo: tuple[str, bytes], navegador: Navegador, guion: Guion, monkeypatch: pytest.MonkeyPatch
) -> None:
    libreta = LogCapture()
    linea = structlog.wrap_logger(None, [libreta], wrapper_class=structlog.make_filtering_bound_logger(0))
    monkeypatch.setattr(llaves, "registro", lambda: linea)
    navegador.ingresar()
    respuesta = await navegador.enviar(
        "/generales", {"correo": "x@ejemplo.mx"}, files={"acuse_repse": archivo}
    )
    assert respuesta.status_code == 422
    texto = texto_de(respuesta)
    assert "La petición traía el contenido de una llave privada (.key). Se descartó" in texto
    assert "regresa y elige el archivo correcto" in texto
    assert 'href="/generales"' in respuesta.text
    assert guion.pedidas == []
    assert libreta.entries == [{"metodo": "POST", "event": "llave_recibida", "log_level": "error"}]


async def test_a_key_is_judged_before_the_token_of_the_form(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    cabeceras = {"Sec-Fetch-Site": "same-origin"}
    respuesta = await navegador.http.post("/salir", data={"x": LLAVE.hex()}, headers=cabeceras)
    assert "Código: llave_recibida" in texto_de(respuesta)
    assert guion.pedidas == []
