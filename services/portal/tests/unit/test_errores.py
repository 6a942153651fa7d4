"""Pages of errors: whoever is signed in keeps menu and strip, and everyone finds a way on."""

import httpx
import pytest

from .conftest import CONTRATISTA, CURP, FOLIO, TOKEN, Guion, Navegador, problema, texto_de

AMBITO = f"/c/{CONTRATISTA}"
PENDIENTES = "GET /signing/pendientes"
ACUSES = "GET /signing/acuses"


def ofrece(respuesta: httpx.Response, *rutas: str) -> bool:
    return all(f'href="{ruta}"' in respuesta.text for ruta in rutas)


@pytest.mark.parametrize(
    ("ruta", "falla", "estado"),
    [
        ("/no-existe", None, 404),
        ("/mi-cuenta", None, 403),
        ("/acceso", None, 410),
        ("/firma", problema("interno", 500), 500),
        ("/firma", problema("no_disponible", 503), 503),
        ("/firma?x=" + "x" * 2048, None, 414),
    ],
)
async def test_a_contratista_keeps_its_menu_and_strip(
    ruta: str, falla: httpx.Response | None, estado: int, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    if falla:
        guion.poner(PENDIENTES, falla)
    respuesta = await navegador.ver(ruta)
    assert respuesta.status_code == estado
    assert "RFC CACX7605101P8 Nombre completo XOCHILT CASAS CHAVEZ" in texto_de(respuesta)
    assert "Cerrar sesión" in respuesta.text
    assert ofrece(respuesta, "/inicio", "/captura", "/firma", "/acuses", "/generales", "/centro-de-ayuda")
    assert ("Volver a intentar" in respuesta.text) == (estado >= 500)


@pytest.mark.parametrize(
    ("ruta", "falla", "estado"),
    [
        (f"{AMBITO}/no-existe", None, 404),
        (f"{AMBITO}/acuses/{FOLIO}/nada", None, 404),
        (f"{AMBITO}/acuses", problema("acuses_no_permitidos", 403), 403),
        (f"{AMBITO}/acuses", problema("interno", 500), 500),
        (f"{AMBITO}/acuses", problema("no_disponible", 503), 503),
        (f"{AMBITO}/acuses?x=" + "x" * 2048, None, 414),
    ],
)
async def test_a_capturista_keeps_the_contratista_it_works_for(
    ruta: str, falla: httpx.Response | None, estado: int, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    if falla:
        guion.poner(ACUSES, falla)
    respuesta = await navegador.ver(ruta)
    assert respuesta.status_code == estado
    pagina = texto_de(respuesta)
    assert "Contratista: ESCUELA KEMPER URGATE , RFC EKU9003173C9 Cambiar de contratista" in pagina
    assert f"CURP {CURP} Nombre completo ANA LÓPEZ MAR Rol Capturista" in pagina
    assert ofrece(respuesta, f"{AMBITO}/inicio", f"{AMBITO}/captura", f"{AMBITO}/mi-cuenta")


@pytest.mark.parametrize("ruta", ["/no-existe", "/generales", "/acceso", f"/c/{FOLIO}/captura"])
async def test_a_capturista_without_contratista_is_led_to_choose_one(ruta: str, navegador: Navegador) -> None:
    navegador.ingresar_capturista()
    respuesta = await navegador.ver(ruta)
    assert respuesta.status_code in (403, 404, 410)
    assert f"CURP {CURP}" in texto_de(respuesta)
    assert ofrece(respuesta, "/capturista/inicio", "/capturista/contratistas", "/mi-cuenta")


async def test_a_capturista_whom_registry_does_not_name_is_known_by_its_curp(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("GET /registry/capturista", problema("no_disponible", 503))
    caida = await navegador.ver(f"{AMBITO}/captura")
    assert caida.status_code == 503
    assert len(guion.pedidas) == 1
    perdida = await navegador.ver("/no-existe")
    assert perdida.status_code == 404
    for respuesta in (caida, perdida):
        assert "Perfil del usuario Selecciona un contratista para trabajar" in texto_de(respuesta)
        assert f"CURP {CURP} Rol Capturista" in texto_de(respuesta)
        assert ofrece(respuesta, "/capturista/inicio", "/capturista/contratistas")


async def test_an_unexpected_failure_is_a_page_like_the_others(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner(PENDIENTES, httpx.Response(200, content=b"[{}]"))
    respuesta = await navegador.ver("/firma")
    assert respuesta.status_code == 500
    assert "RFC CACX7605101P8" in texto_de(respuesta)
    assert ofrece(respuesta, "/firma", "/inicio", "/centro-de-ayuda")


@pytest.mark.parametrize("ruta", ["/no-existe", "/acceso", "/?x=" + "x" * 2048])
async def test_a_stranger_finds_the_way_in(ruta: str, navegador: Navegador, guion: Guion) -> None:
    respuesta = await navegador.ver(ruta)
    assert respuesta.status_code in (404, 410, 414)
    assert ofrece(respuesta, "/", "/entrar", "/centro-de-ayuda")
    assert guion.pedidas == []


async def test_a_link_of_a_mail_that_no_longer_serves_says_where_to_get_another(
    navegador: Navegador, guion: Guion
) -> None:
    vencido = problema("enlace_de_correo_invalido", 410)
    guion.poner("POST /registry/correos/confirmacion", vencido)
    navegador.ingresar()
    await navegador.ver(f"/confirmar/{TOKEN}")
    respuesta = await navegador.enviar("/confirmar")
    assert respuesta.status_code == 410
    assert "Ir a datos generales" in respuesta.text
    assert "Recuperar contraseña" in (await navegador.http.get("/acceso", headers={"Cookie": ""})).text


async def test_an_address_of_2_kb_is_the_longest_that_is_answered(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    assert (await navegador.ver("/firma?" + "x" * (2048 - len("/firma")))).status_code == 200
    larga = await navegador.ver("/firma?" + "x" * (2049 - len("/firma")))
    assert larga.status_code == 414
    assert "La dirección es demasiado larga" in larga.text


async def test_what_comes_from_another_site_is_told_so_on_a_strangers_page(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    respuesta = await navegador.http.post("/salir", headers={"Sec-Fetch-Site": "cross-site"})
    assert respuesta.status_code == 403
    assert "no salió de una página de ICSOE" in respuesta.text
    assert "CACX7605101P8" not in respuesta.text
    assert "set-cookie" not in respuesta.headers
    assert ofrece(respuesta, "/", "/entrar")


async def test_a_file_larger_than_5_mb_is_told_so_with_the_menu(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    cabeceras = {"Sec-Fetch-Site": "same-origin", "Content-Length": str(6 * 1024 * 1024)}
    respuesta = await navegador.http.post("/generales", content=b"x", headers=cabeceras)
    assert respuesta.status_code == 413
    assert "El archivo pasa de 5 MB." in respuesta.text
    assert ofrece(respuesta, "/inicio", "/generales")
    assert guion.pedidas == []
