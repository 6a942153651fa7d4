"""D85: 15 minutes idle, 8 hours in any case, a warning, and a page that goes on after a new login."""

from datetime import timedelta

import httpx
import pytest
from icsoe_portal.application.sesion import Ingreso, Sesion
from icsoe_portal.application.vigencia import Limites, marca_de_cuenta

from .conftest import AHORA, Guion, Navegador, problema

LIMITES = Limites(timedelta(minutes=13), timedelta(minutes=15), timedelta(hours=8))
MINUTO = timedelta(minutes=1)
ENTERA = 15 * 60


def casi(restan: float, de: float) -> bool:
    """The portal's clock runs on from AHORA while a test does: on a slow machine by some seconds."""
    return de - 30 <= restan <= de


def ingreso(**cambios: object) -> Ingreso:
    datos = {"acceso": "a", "refresco": "r", "rfc": "CACX7605101P8", "acceso_expira": AHORA + MINUTO}
    return Ingreso.model_validate(datos | {"abierta": AHORA, "usada": AHORA} | cambios)


def test_an_idle_session_ends_after_fifteen_minutes() -> None:
    assert LIMITES.restan(ingreso(), AHORA) == 15 * MINUTO
    assert LIMITES.restan(ingreso(), AHORA + 16 * MINUTO) < timedelta(0)


def test_it_never_claims_more_time_than_auth_gives() -> None:
    renovado_antes = ingreso(acceso_expira=AHORA)
    assert LIMITES.restan(renovado_antes, AHORA) == 14 * MINUTO


def test_work_does_not_carry_a_session_past_eight_hours() -> None:
    final = AHORA + timedelta(hours=7, minutes=59)
    vieja = ingreso(usada=final, acceso_expira=final + MINUTO)
    assert LIMITES.restan(vieja, final) == MINUTO
    assert not LIMITES.prorrogable(vieja, final)


async def ver_vigencia(navegador: Navegador, cuenta: str) -> httpx.Response:
    return await navegador.http.get("/sesion", headers={"X-ICSOE-Cuenta": cuenta, "Sec-Fetch-Dest": "empty"})


def cuenta(navegador: Navegador) -> str:
    assert navegador.sesion
    return marca_de_cuenta(navegador.sesion)


async def test_asking_how_long_it_lasts_is_no_act_of_the_person(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(usada=AHORA - 5 * MINUTO, abierta=AHORA - 5 * MINUTO)
    respuesta = await ver_vigencia(navegador, cuenta(navegador))
    assert casi(respuesta.json()["restan"], 600)
    assert "set-cookie" not in respuesta.headers
    assert guion.pedidas == []


async def test_opening_a_page_is_an_act(navegador: Navegador) -> None:
    navegador.ingresar(usada=AHORA - 5 * MINUTO, abierta=AHORA - 5 * MINUTO)
    await navegador.ver("/configuracion")
    assert casi((await ver_vigencia(navegador, cuenta(navegador))).json()["restan"], ENTERA)


async def test_a_session_left_alone_opens_nothing(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(usada=AHORA - 16 * MINUTO, abierta=AHORA - 16 * MINUTO)
    respuesta = await navegador.ver("/generales")
    assert (respuesta.status_code, respuesta.headers["location"]) == (303, "/entrar")
    assert guion.pedidas == []
    assert "Tu sesión terminó" in (await navegador.ver("/entrar")).text


async def test_a_script_is_told_that_the_session_ended_instead_of_being_led_away(
    navegador: Navegador,
) -> None:
    navegador.ingresar(usada=AHORA - 16 * MINUTO, abierta=AHORA - 16 * MINUTO)
    for cabecera in ({"Sec-Fetch-Dest": "empty"}, {"HX-Request": "true"}):
        respuesta = await navegador.http.get("/generales", headers=cabecera)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (401, "sesion_expirada")


async def test_seguir_trabajando_renews_at_auth(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(usada=AHORA - 14 * MINUTO, abierta=AHORA - 14 * MINUTO)
    nuevo = {"acceso": "acceso-2", "acceso_expira": (AHORA + MINUTO).isoformat()}
    guion.poner("POST /auth/sesiones/renovacion", nuevo)
    respuesta = await navegador.enviar_json("/sesion", {})
    assert casi(respuesta.json()["restan"], ENTERA)
    assert guion.escrituras() == ["POST /api/v1/auth/sesiones/renovacion"]


async def test_a_session_that_auth_ended_cannot_be_carried_on(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner("POST /auth/sesiones/renovacion", problema("sesion_expirada", 401))
    respuesta = await navegador.enviar_json("/sesion", {})
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (401, "sesion_expirada")


async def test_a_page_takes_up_with_a_new_login_of_its_own_account_only(navegador: Navegador) -> None:
    navegador.ingresar()
    mia, token = cuenta(navegador), navegador.sesion.csrf if navegador.sesion else ""
    navegador.ingresar()
    renovada = (await ver_vigencia(navegador, mia)).json()
    assert renovada["csrf"] != token
    navegador.ingresar(rfc="EKU9003173C9")
    assert (await ver_vigencia(navegador, mia)).json() == {
        "estado": "otra_cuenta",
        "abierta": "RFC EKU9003173C9",
    }
    navegador.poner(Sesion())
    assert (await ver_vigencia(navegador, mia)).json() == {"estado": "terminada"}


@pytest.mark.parametrize("ruta", ["/inicio", "/generales"])
async def test_every_private_page_carries_the_warning(ruta: str, navegador: Navegador) -> None:
    navegador.ingresar()
    pagina = (await navegador.ver(ruta)).text
    assert "Tu sesión expirará en 2 minutos; lo capturado está guardado." in pagina
    assert f'data-cuenta="{cuenta(navegador)}"' in pagina
