"""The links of mails (T-29): opening consumes nothing, the token leaves the address, the button uses it."""

from datetime import datetime, timedelta

import httpx
import pytest
from icsoe_dominio.contrasena import REGLAS
from icsoe_portal.adapters.galleta import Caja
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.entrypoints.web.galletas_menores import GalletasMenores
from starlette.requests import Request
from starlette.responses import Response

from .conftest import AHORA, CURP, SECRETO, TOKEN, Guion, Navegador, json_de, problema, texto_de

BUENA = {"nueva": "Trueno-Verde9", "confirmacion": "Trueno-Verde9"}
CREAR = "POST /auth/accesos/contrasena"


@pytest.mark.parametrize("enlace", ["acceso", "correo", "confirmar"])
async def test_opening_a_link_ten_times_asks_nothing_and_leaves_no_token_in_the_address(
    enlace: str, navegador: Navegador, guion: Guion
) -> None:
    for _ in range(10):
        respuesta = await navegador.ver(f"/{enlace}/{TOKEN}")
        assert (respuesta.status_code, respuesta.headers["location"]) == (303, f"/{enlace}")
        galleta = respuesta.headers["set-cookie"]
        assert TOKEN not in galleta
        assert "Max-Age=600; Path=/; SameSite=lax" in galleta
        assert "HttpOnly" in galleta
    assert guion.pedidas == []


@pytest.mark.parametrize("token", ["corto", "x" * 44, "ñ" * 43])
async def test_a_broken_link_is_told_as_one_that_no_longer_works(token: str, navegador: Navegador) -> None:
    respuesta = await navegador.ver(f"/acceso/{token}")
    assert respuesta.status_code == 410
    assert 'href="/recuperar-contrasena"' in respuesta.text


async def test_every_rule_is_shown_before_typing(navegador: Navegador) -> None:
    await navegador.ver(f"/acceso/{TOKEN}")
    pagina = texto_de(await navegador.ver("/acceso"))
    assert CURP in pagina
    for regla in REGLAS:
        assert regla.texto in pagina
    for texto in ("Contraseña nueva*", "Confirmar contraseña*", "Regresar", "Guardar contraseña"):
        assert texto in pagina


async def test_a_new_password_spends_the_link_and_leads_to_the_login(
    navegador: Navegador, guion: Guion
) -> None:
    guion.poner(CREAR, {"usuario": CURP})
    await navegador.ver(f"/acceso/{TOKEN}")
    await navegador.ver("/acceso")
    respuesta = await navegador.enviar("/acceso", BUENA)
    assert respuesta.headers["location"] == "/contrasena-actualizada"
    assert json_de(guion.una("POST", "/accesos/contrasena")) == {
        "token": TOKEN,
        "contrasena": "Trueno-Verde9",
    }
    pagina = await navegador.ver("/contrasena-actualizada")
    assert "Contraseña actualizada" in pagina.text
    assert 'href="/entrar/usuario" data-cancelar>Aceptar' in pagina.text
    assert (await navegador.ver("/acceso")).status_code == 410


@pytest.mark.parametrize(
    ("contrasena", "codigo"),
    [
        ("trueno-verde9", "clases"),
        ("TruenoVerde9", "especial"),
        ("Tr-ver9", "forma"),
        ("Truenoo-oo-ooo9", "repetidos"),
        ("Trueno-abcdR9", "letras"),
        ("Aa9-" * 33, "maximo"),
        (f"Trueno-{CURP}-a", "personal"),
        ("Password-1", "comun"),
    ],
    ids=lambda v: v[:20],
)
async def test_each_broken_rule_is_refused_on_the_server_and_marked(
    contrasena: str, codigo: str, navegador: Navegador, guion: Guion
) -> None:
    await navegador.ver(f"/acceso/{TOKEN}")
    await navegador.ver("/acceso")
    respuesta = await navegador.enviar("/acceso", {"nueva": contrasena, "confirmacion": contrasena})
    assert respuesta.status_code == 422
    assert f'data-regla="{codigo}" data-en-vivo data-estado="rota"' in respuesta.text
    assert f'value="{contrasena}"' not in respuesta.text
    assert guion.escrituras() == []


async def test_the_rule_on_the_own_mail_is_not_ticked_where_the_mail_is_not_known(
    navegador: Navegador,
) -> None:
    await navegador.ver(f"/acceso/{TOKEN}")
    respuesta = await navegador.enviar("/acceso", {"nueva": "Trueno-Verde9", "confirmacion": "otra"})
    assert 'data-regla="clases" data-en-vivo data-estado="cumplida"' in respuesta.text
    assert 'data-regla="personal" data-en-vivo data-estado="pendiente"' in respuesta.text


async def test_two_different_passwords_are_refused(navegador: Navegador, guion: Guion) -> None:
    await navegador.ver(f"/acceso/{TOKEN}")
    await navegador.ver("/acceso")
    respuesta = await navegador.enviar("/acceso", BUENA | {"confirmacion": "Trueno-Verde8"})
    assert "Las dos contraseñas no son iguales." in respuesta.text
    assert guion.escrituras() == []


async def test_what_only_auth_can_judge_is_marked_too(navegador: Navegador, guion: Guion) -> None:
    guion.poner(CREAR, problema("contrasena_debil", 422, datos={"codigos": ["ultimas"]}))
    await navegador.ver(f"/acceso/{TOKEN}")
    await navegador.ver("/acceso")
    respuesta = await navegador.enviar("/acceso", BUENA)
    assert respuesta.status_code == 422
    assert 'data-regla="ultimas" data-estado="rota"' in respuesta.text


async def test_a_link_used_twice_is_refused_with_what_to_do(navegador: Navegador, guion: Guion) -> None:
    guion.poner(CREAR, problema("acceso_no_vigente", 410))
    await navegador.ver(f"/acceso/{TOKEN}")
    await navegador.ver("/acceso")
    respuesta = await navegador.enviar("/acceso", BUENA)
    assert respuesta.status_code == 410
    assert 'href="/recuperar-contrasena"' in respuesta.text


@pytest.mark.parametrize(
    ("enlace", "servicio", "escrito"),
    [
        ("correo", "/auth/accesos/correo", {"contrasena": "Una-Buena7"}),
        ("confirmar", "/registry/correos/confirmacion", {}),
    ],
)
async def test_a_mail_is_confirmed_by_the_button_and_not_by_the_link(
    enlace: str, servicio: str, escrito: dict[str, str], navegador: Navegador, guion: Guion
) -> None:
    guion.poner(f"POST {servicio}", {"correo": "a***@ejemplo.mx"})
    await navegador.ver(f"/{enlace}/{TOKEN}")
    pagina = await navegador.ver(f"/{enlace}")
    assert pagina.text.count("<form") == 1
    assert guion.escrituras() == []
    respuesta = await navegador.enviar(f"/{enlace}", escrito)
    assert respuesta.headers["location"] == "/correo-confirmado"
    assert guion.escrituras() == [f"POST /api/v1{servicio}"]
    assert json_de(guion.pedidas[-1]) == {"token": TOKEN} | escrito


async def test_a_new_mail_needs_the_password_of_who_asked_for_it(navegador: Navegador, guion: Guion) -> None:
    guion.poner("POST /auth/accesos/correo", problema("contrasena_actual_incorrecta", 403))
    await navegador.ver(f"/correo/{TOKEN}")
    assert 'name="contrasena"' in (await navegador.ver("/correo")).text
    respuesta = await navegador.enviar("/correo", {"contrasena": "otra"})
    assert respuesta.status_code == 403
    assert 'name="contrasena"' in respuesta.text


async def test_a_link_for_one_purpose_opens_no_other(navegador: Navegador, guion: Guion) -> None:
    await navegador.ver(f"/confirmar/{TOKEN}")
    assert (await navegador.ver("/acceso")).status_code == 410
    assert guion.pedidas == []


def con_galleta(menores: GalletasMenores, respuesta: Response) -> Request:
    galleta = respuesta.headers["set-cookie"].partition(";")[0]
    return Request({"type": "http", "headers": [(b"cookie", galleta.encode())]})


@pytest.mark.parametrize(("edad", "sirve"), [(599, True), (600, False)])
def test_the_link_waits_ten_minutes_in_the_browser(edad: int, sirve: bool, ajustes: AjustesPortal) -> None:
    menores, respuesta = GalletasMenores.de(ajustes), Response()
    menores.guardar_enlace(respuesta, "acceso", TOKEN, AHORA)
    traida = con_galleta(menores, respuesta)
    hallado = menores.enlace(traida, "acceso", AHORA + timedelta(seconds=edad))
    assert hallado == (TOKEN if sirve else None)


def test_over_https_the_cookies_are_bound_to_the_host(ajustes: AjustesPortal) -> None:
    menores = GalletasMenores.de(ajustes.model_copy(update={"url_publica": "https://icsoe.example"}))
    respuesta, ahora = Response(), datetime(2027, 1, 1, tzinfo=AHORA.tzinfo)
    menores.guardar_enlace(respuesta, "acceso", TOKEN, ahora)
    menores.recordar_dispositivo(respuesta, TOKEN)
    menores.recordar_equipo(respuesta, TOKEN)
    acceso, dispositivo, equipo = respuesta.headers.getlist("set-cookie")
    assert acceso.startswith("__Host-icsoe_a=")
    assert dispositivo.startswith("__Host-icsoe_d=")
    assert equipo.startswith("__Host-icsoe_e=")
    for galleta in (acceso, dispositivo, equipo):
        assert "; Path=/" in galleta
        assert "; Secure" in galleta
        assert "Domain" not in galleta


async def test_a_forged_link_cookie_opens_nothing(navegador: Navegador, guion: Guion) -> None:
    ajena = Caja(SECRETO, "otra").sellar(b"{}")
    for valor in ("x", ajena, f"{ajena}x"):
        navegador.http.cookies.set("icsoe_a_local", valor, domain="localhost.local", path="/")
        assert (await navegador.ver("/acceso")).status_code == 410
    assert guion.pedidas == []


async def test_an_unexpected_answer_of_auth_shows_no_token(navegador: Navegador, guion: Guion) -> None:
    guion.poner("POST /auth/accesos/consulta", httpx.Response(503))
    await navegador.ver(f"/acceso/{TOKEN}")
    respuesta = await navegador.ver("/acceso")
    assert respuesta.status_code == 503
    assert TOKEN not in respuesta.text
