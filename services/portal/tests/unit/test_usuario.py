"""Inicio de sesión, second factor, recovery (icsoe.md §7.2)."""

import re

import httpx
import pytest
from icsoe_portal.application.sesion import FactorPorActivar, PasoDeIngreso, Sesion

from .conftest import AHORA, CURP, Guion, Navegador, json_de, problema, texto_de

LOGIN = "POST /auth/sesiones/contrasena"
CODIGO = "POST /auth/sesiones/contrasena/segundo-factor"
DISPOSITIVO = "d" * 43
URI = "otpauth://totp/ICSOE:LOMA850312MDFPRN04?secret=JBSWY3DPEHPK3PXP&issuer=ICSOE"


def abierta(**cambios: object) -> httpx.Response:
    cuerpo = {
        "acceso": "acceso-k",
        "acceso_expira": AHORA.isoformat(),
        "refresco": "refresco-k",
        "sesion_id": "0190c0de-0000-7000-8000-0000000000e1",
        "dispositivo": DISPOSITIVO,
        "cuenta_id": "0190c0de-0000-7000-8000-000000000001",
        "rol": "capturista",
    }
    return httpx.Response(201, json=cuerpo | cambios)


async def entrar(navegador: Navegador, **datos: str) -> httpx.Response:
    await navegador.ver("/entrar/usuario")
    return await navegador.enviar("/entrar/usuario", {"usuario": CURP, "contrasena": "Trueno-Verde9"} | datos)


async def test_the_form_has_the_labels_of_the_guide(navegador: Navegador) -> None:
    pagina = await navegador.ver("/entrar/usuario")
    for texto in (
        "Inicio de sesión",
        "Ingresa tu usuario y contraseña",
        "Usuario*",
        "Contraseña*",
        "¿Olvidaste tu contraseña?",
        "Ingresa con firma electrónica",
        ">Ingresar<",
    ):
        assert texto in pagina.text
    assert "todavía no existe" not in pagina.text


async def test_a_login_opens_the_capturistas_start_and_marks_this_browser(
    navegador: Navegador, guion: Guion
) -> None:
    guion.poner(LOGIN, abierta())
    respuesta = await entrar(navegador, usuario=CURP.lower())
    assert respuesta.headers["location"] == "/capturista/inicio"
    assert json_de(guion.una("POST", "/contrasena")) == {"usuario": CURP, "contrasena": "Trueno-Verde9"}
    galletas = "; ".join(respuesta.headers.get_list("set-cookie"))
    assert re.search(
        rf"icsoe_d_local={DISPOSITIVO}; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax", galletas
    )
    sesion = navegador.sesion
    assert sesion
    assert sesion.ingreso
    assert (sesion.ingreso.rol, sesion.ingreso.usuario) == ("capturista", CURP)


async def test_the_browsers_mark_goes_with_the_next_login(navegador: Navegador, guion: Guion) -> None:
    navegador.http.cookies.set("icsoe_d_local", DISPOSITIVO, domain="localhost.local", path="/")
    guion.poner(LOGIN, abierta())
    await entrar(navegador)
    assert json_de(guion.una("POST", "/contrasena"))["dispositivo"] == DISPOSITIVO


async def test_registry_is_asked_after_it_has_heard_of_the_login(navegador: Navegador, guion: Guion) -> None:
    posicion = "/icsoe/auth/1;0190c0de-0000-7000-8000-000000000001;3"
    respuesta = abierta(acceso_expira="2027-01-19T06:30:00Z")
    respuesta.headers["ICSOE-Posicion"] = posicion
    guion.poner(LOGIN, respuesta)
    await navegador.ver((await entrar(navegador)).headers["location"])
    assert guion.una("GET", "/capturista").headers["icsoe-despues-de"] == posicion


@pytest.mark.parametrize(
    ("codigo", "estado"), [("credenciales_invalidas", 401), ("cuenta_bloqueada", 429)], ids=str
)
async def test_a_refused_login_says_what_the_catalogue_says_and_keeps_the_user(
    codigo: str, estado: int, navegador: Navegador, guion: Guion
) -> None:
    guion.poner(LOGIN, problema(codigo, estado))
    respuesta = await entrar(navegador)
    assert respuesta.status_code == estado
    assert f"detalle de {codigo}" in respuesta.text
    assert f'value="{CURP}"' in respuesta.text
    assert "Trueno-Verde9" not in respuesta.text


@pytest.mark.parametrize("datos", [{"usuario": ""}, {"usuario": "a b"}, {"contrasena": ""}], ids=str)
async def test_what_can_be_no_user_gets_the_same_answer_without_asking(
    datos: dict[str, str], navegador: Navegador, guion: Guion
) -> None:
    respuesta = await entrar(navegador, **datos)
    assert respuesta.status_code == 401
    assert "El usuario o la contraseña no son correctos." in respuesta.text
    assert guion.escrituras() == []


async def test_a_due_code_is_asked_for_on_its_own_page(navegador: Navegador, guion: Guion) -> None:
    guion.poner(LOGIN, {"paso": "paso-sellado", "segundo_factor": "PEDIR"})
    assert (await entrar(navegador)).headers["location"] == "/entrar/codigo"
    pagina = await navegador.ver("/entrar/codigo")
    assert "paso-sellado" not in pagina.text
    assert "<svg class" not in pagina.text
    guion.poner(CODIGO, problema("codigo_invalido", 401))
    otra_vez = await navegador.enviar("/entrar/codigo", {"codigo": "000000"})
    assert (otra_vez.status_code, "detalle de codigo_invalido" in otra_vez.text) == (401, True)
    guion.poner(CODIGO, abierta())
    assert (await navegador.enviar("/entrar/codigo", {"codigo": "123456"})).headers["location"] == (
        "/capturista/inicio"
    )
    assert json_de(guion.pedidas[-1]) == {"paso": "paso-sellado", "codigo": "123456"}


async def test_a_demanded_factor_is_set_up_with_a_qr_and_its_text_and_the_codes_show_once(
    navegador: Navegador, guion: Guion
) -> None:
    paso = {"paso": "p", "segundo_factor": "ACTIVAR", "secreto": "JBSWY3DPEHPK3PXP", "uri": URI}
    guion.poner(LOGIN, paso)
    await entrar(navegador)
    pagina = await navegador.ver("/entrar/codigo")
    assert "JBSWY3DPEHPK3PXP" in texto_de(pagina)
    assert re.search(r'<path d="M4 4h1v1h-1zM5 4h1v1h-1z', pagina.text)
    guion.poner(CODIGO, abierta(codigos_de_recuperacion=["aaaa-bbbb", "cccc-dddd"]))
    listo = await navegador.enviar("/entrar/codigo", {"codigo": "123456"})
    assert "aaaa-bbbb" in listo.text
    assert 'href="/capturista/inicio"' in listo.text
    assert navegador.sesion
    assert navegador.sesion.paso is None
    assert "aaaa-bbbb" not in (await navegador.ver("/capturista/inicio")).text


async def test_a_step_that_is_over_starts_again_at_the_password(navegador: Navegador, guion: Guion) -> None:
    navegador.poner(Sesion(paso=PasoDeIngreso(paso="p", usuario=CURP)))
    guion.poner(CODIGO, problema("paso_vencido", 401))
    respuesta = await navegador.enviar("/entrar/codigo", {"codigo": "123456"})
    assert "detalle de paso_vencido" in respuesta.text
    assert "Ingresa tu usuario y contraseña" in respuesta.text
    assert (await navegador.ver("/entrar/codigo")).headers["location"] == "/entrar/usuario"


async def test_a_login_that_waits_for_its_code_opens_nothing(navegador: Navegador) -> None:
    factor = FactorPorActivar(secreto="S", uri=URI)
    navegador.poner(Sesion(paso=PasoDeIngreso(paso="p", usuario=CURP, factor=factor)))
    for ruta in ("/capturista/inicio", "/mi-cuenta", "/mis-sesiones"):
        assert (await navegador.ver(ruta)).headers["location"] == "/entrar"


async def test_recovery_answers_neutrally_and_sends_the_pair(navegador: Navegador, guion: Guion) -> None:
    guion.poner("POST /auth/recuperaciones", httpx.Response(202, json={}))
    await navegador.ver("/recuperar-contrasena")
    datos = {"usuario": f" {CURP.lower()}", "correo": "ana@ejemplo.mx"}
    respuesta = await navegador.enviar("/recuperar-contrasena", datos)
    assert respuesta.headers["location"] == "/recuperar-contrasena/enviada"
    assert json_de(guion.una("POST", "/recuperaciones")) == {"usuario": CURP, "correo": "ana@ejemplo.mx"}
    pagina = texto_de(await navegador.ver("/recuperar-contrasena/enviada"))
    assert "Si la CURP y el correo son de una misma cuenta" in pagina


async def test_recovery_without_its_data_says_what_is_missing(navegador: Navegador, guion: Guion) -> None:
    await navegador.ver("/recuperar-contrasena")
    respuesta = await navegador.enviar("/recuperar-contrasena", {"usuario": "", "correo": ""})
    assert respuesta.status_code == 422
    assert "Escribe tu CURP." in respuesta.text
    assert "Escribe el correo de tu cuenta." in respuesta.text
    assert guion.escrituras() == []
