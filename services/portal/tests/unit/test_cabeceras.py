"""Headers of threats.md §4.1, T-03 and T-04: literal values, on every route."""

import re

import httpx
import pytest

from .conftest import Navegador
from .rutas import LECTURAS, Ruta

TODAS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
RESTO = (
    "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; report-to csp"
)
PAGINA = f"default-src 'none'; script-src 'self'; {RESTO}"
LLAVE = (
    f"default-src 'none'; script-src 'nonce-N'; {RESTO}; "
    "worker-src 'self'; require-trusted-types-for 'script'; trusted-types icsoe-firma"
)
ARCHIVO = "default-src 'none'; sandbox; frame-ancestors 'none'"
DE_LLAVE = {"entrar_efirma", "firmar"}
DE_ARCHIVO = {"ver_repse", "contenido", "descargar_acuse", "archivo_listado"}


def sin_nonce(politica: str) -> str:
    return re.sub(r"nonce-[A-Za-z0-9_-]{22}", "nonce-N", politica)


def comprobar_fijas(respuesta: httpx.Response) -> None:
    assert {n: respuesta.headers.get(n) for n in TODAS} == TODAS
    assert "server" not in respuesta.headers
    assert "access-control-allow-origin" not in respuesta.headers


@pytest.mark.parametrize("ruta", LECTURAS, ids=lambda r: r.nombre)
async def test_every_route_answers_with_the_exact_header_set(ruta: Ruta, navegador: Navegador) -> None:
    await navegador.preparar(ruta.camino)
    respuesta = await navegador.ver(ruta.camino)

    comprobar_fijas(respuesta)
    politica = sin_nonce(respuesta.headers["content-security-policy"])
    esperada = LLAVE if ruta.nombre in DE_LLAVE else ARCHIVO if ruta.nombre in DE_ARCHIVO else PAGINA
    assert respuesta.status_code in (200, 303)
    assert politica == esperada
    publica = respuesta.headers["cache-control"] == "public, max-age=300"
    assert publica or respuesta.headers["cache-control"] == "no-store"
    assert not (publica and "set-cookie" in respuesta.headers)


@pytest.mark.parametrize("camino", ["/no-existe", "/generales/x.css", "/inicio;x", "/captura/no-es-uuid"])
async def test_an_unknown_address_is_a_404_page_with_the_same_headers(
    camino: str, navegador: Navegador
) -> None:
    navegador.ingresar()
    respuesta = await navegador.ver(camino)
    comprobar_fijas(respuesta)
    assert respuesta.status_code == 404
    assert respuesta.headers["content-security-policy"] == PAGINA
    assert respuesta.headers["cache-control"] == "no-store"


async def test_the_nonce_of_a_key_page_is_new_each_time(navegador: Navegador) -> None:
    politicas = {(await navegador.ver("/entrar/efirma")).headers["content-security-policy"] for _ in range(3)}
    assert len(politicas) == 3


async def test_the_worker_script_may_send_nothing_anywhere(navegador: Navegador) -> None:
    pagina = (await navegador.ver("/entrar/efirma")).text
    modulo = re.search(r'src="(/estaticos/firma-[^"]+)"', pagina)
    assert modulo
    guion = (await navegador.ver(modulo[1])).text
    trabajador = re.search(r"/estaticos/trabajador-[A-Z0-9]+\.js", guion)
    assert trabajador
    respuesta = await navegador.ver(trabajador[0])
    assert respuesta.status_code == 200
    assert respuesta.headers["content-security-policy"] == "default-src 'none'"


async def test_logout_clears_what_the_browser_stored(navegador: Navegador) -> None:
    navegador.ingresar()
    respuesta = await navegador.enviar("/salir")
    assert respuesta.status_code == 303
    assert respuesta.headers["clear-site-data"] == '"cache", "storage"'
    assert respuesta.headers["location"] == "/entrar"
