"""Two accounts in one browser: the page of the first one is told whose session is open now."""

import httpx
import pytest
from icsoe_portal.application.sesion import Sesion

from .conftest import AHORA, CURP, Guion, Navegador, texto_de

OTRO = "EKU9003173C9"
DE_OTRO = f"En este navegador está abierta ahora la sesión de RFC {OTRO}."


async def enviar_con(navegador: Navegador, token: str, **cabeceras: str) -> httpx.Response:
    todas = {"Sec-Fetch-Site": "same-origin"} | cabeceras
    return await navegador.http.post("/domicilio/social/lugar", data={"_csrf": token}, headers=todas)


def token_de_otra_pestana(navegador: Navegador) -> str:
    """The first tab's; then the second one enters with another e.firma."""
    navegador.ingresar()
    assert navegador.sesion
    token = navegador.sesion.csrf
    navegador.ingresar(rfc=OTRO, tipo_persona="M")
    return token


async def test_a_page_of_the_earlier_account_is_told_whose_session_is_open_and_the_way_on(
    navegador: Navegador, guion: Guion
) -> None:
    respuesta = await enviar_con(navegador, token_de_otra_pestana(navegador))
    assert respuesta.status_code == 403
    pagina = texto_de(respuesta)
    assert DE_OTRO in pagina
    assert "para seguir con otra cuenta, ingresa de nuevo con su e.firma" in pagina
    assert 'href="/entrar/efirma"' in respuesta.text
    assert guion.escrituras() == []


@pytest.mark.parametrize(
    "cabecera", [{"Sec-Fetch-Dest": "empty"}, {"Sec-Fetch-Dest": "empty", "HX-Request": "true"}]
)
async def test_key_pages_and_fragments_are_told_the_same(
    cabecera: dict[str, str], navegador: Navegador
) -> None:
    respuesta = await enviar_con(navegador, token_de_otra_pestana(navegador), **cabecera)
    assert respuesta.status_code == 403
    assert DE_OTRO in respuesta.text


async def test_a_capturista_is_named_by_its_curp(navegador: Navegador) -> None:
    navegador.ingresar_capturista()
    respuesta = await enviar_con(navegador, "x")
    assert f"está abierta ahora la sesión de CURP {CURP}." in texto_de(respuesta)


async def test_where_no_session_is_open_none_is_named(navegador: Navegador) -> None:
    navegador.poner(Sesion())
    nadie = texto_de(await enviar_con(navegador, "x"))
    navegador.ingresar(usada=AHORA.replace(hour=1), abierta=AHORA.replace(hour=1))
    terminada = texto_de(await enviar_con(navegador, "x"))
    for pagina in (nadie, terminada):
        assert "Recárgala y vuelve a intentarlo; no se hizo ningún cambio." in pagina
        assert "está abierta" not in pagina


async def test_the_efirma_page_warns_that_a_session_is_open_and_would_be_replaced(
    navegador: Navegador,
) -> None:
    aviso = "está abierta la sesión de RFC CACX7605101P8. Si ingresas con otra cuenta, la reemplazas"
    assert "está abierta la sesión" not in texto_de(await navegador.ver("/entrar/efirma"))
    navegador.ingresar()
    assert aviso in texto_de(await navegador.ver("/entrar/efirma"))
