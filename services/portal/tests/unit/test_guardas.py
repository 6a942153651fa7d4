"""Cross-site requests (T-03), redirects (T-08) and reads that only read."""

import pytest
from icsoe_portal.application.sesion import Sesion

from .conftest import ORIGEN, Guion, Navegador
from .rutas import ESCRITURAS, LECTURAS, Ruta

DE_ENLACE = {"acceso", "correo", "confirmacion"}


def ids(ruta: Ruta) -> str:
    return ruta.nombre


@pytest.mark.parametrize("ruta", ESCRITURAS, ids=ids)
@pytest.mark.parametrize(
    "cabeceras",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ORIGEN},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://otro.example"},
        {"Origin": "null"},
        {},
    ],
    ids=["cross-site", "same-site", "none", "otro-origen", "origen-null", "sin-nada"],
)
async def test_every_writing_route_refuses_a_foreign_origin(
    ruta: Ruta, cabeceras: dict[str, str], navegador: Navegador, guion: Guion
) -> None:
    await navegador.preparar(ruta.camino)
    sesion = navegador.sesion
    assert sesion
    respuesta = await navegador.http.post(ruta.camino, data={"_csrf": sesion.csrf}, headers=cabeceras)
    assert respuesta.status_code == 403
    assert guion.pedidas == []


@pytest.mark.parametrize("ruta", ESCRITURAS, ids=ids)
@pytest.mark.parametrize("token", ["", Sesion().csrf, "ñ"], ids=["ninguno", "de-otra-sesion", "no-ascii"])
async def test_every_writing_route_refuses_a_missing_or_foreign_token(
    ruta: Ruta, token: str, navegador: Navegador, guion: Guion
) -> None:
    await navegador.preparar(ruta.camino)
    respuesta = await navegador.http.post(
        ruta.camino, data={"_csrf": token}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert respuesta.status_code == 403
    assert guion.escrituras() == []


@pytest.mark.parametrize("ruta", LECTURAS, ids=ids)
async def test_opening_a_page_changes_nothing(ruta: Ruta, navegador: Navegador, guion: Guion) -> None:
    await navegador.preparar(ruta.camino)
    await navegador.ver(ruta.camino)
    assert guion.escrituras() == []


@pytest.mark.parametrize("ruta", LECTURAS, ids=ids)
async def test_a_stranger_sees_no_private_page(ruta: Ruta, navegador: Navegador, guion: Guion) -> None:
    respuesta = await navegador.ver(ruta.camino)
    con_token = [p for p in guion.pedidas if "authorization" in p.headers]
    assert con_token == []
    assert "CACX7605101P8" not in respuesta.text
    assert respuesta.status_code in ((410,) if ruta.nombre in DE_ENLACE else (200, 303))
    if respuesta.status_code == 303:
        assert respuesta.headers["location"].startswith("/")


@pytest.mark.parametrize("ruta", LECTURAS, ids=ids)
@pytest.mark.parametrize("dentro", [False, True], ids=["extraño", "con-sesion"])
async def test_no_address_in_a_query_is_ever_led_to(ruta: Ruta, dentro: bool, navegador: Navegador) -> None:
    if dentro:
        await navegador.preparar(ruta.camino)
    fuera = ("https://malo.example", "//malo.example", "/\\malo.example")
    nombres = ("next", "volver", "url", "regreso", "destino")
    for lugar in fuera:
        respuesta = await navegador.http.get(ruta.camino, params=dict.fromkeys(nombres, lugar))
        destinos = [respuesta.headers.get(c, "") for c in ("location", "hx-redirect", "refresh")]
        assert not any("malo.example" in destino for destino in destinos)
        assert f'"{lugar}' not in respuesta.text


async def test_a_body_larger_than_any_form_is_refused_before_it_is_read(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    cabeceras = {"Sec-Fetch-Site": "same-origin", "Content-Length": str(6 * 1024 * 1024)}
    respuesta = await navegador.http.post("/generales", content=b"x", headers=cabeceras)
    assert respuesta.status_code == 413
    assert guion.pedidas == []


async def test_a_token_in_an_odd_encoding_is_refused_like_any_other(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    forma = b'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n+2AA-\r\n--x--\r\n'
    cabeceras = {
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=x; charset=utf-7",
    }
    respuesta = await navegador.http.post("/salir", content=forma, headers=cabeceras)
    assert respuesta.status_code == 403
    assert guion.escrituras() == []
