"""The sealed cookie, tokens, and reading what one has just written."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from icsoe_portal.adapters.galleta import MAXIMO, NOMBRE, NOMBRE_LOCAL, Sello
from icsoe_portal.application.sesion import Ingreso, Sesion

from .conftest import (
    AHORA,
    OTRA_SESION,
    SECRETO,
    VINCULO,
    Guion,
    Navegador,
    contratista,
    informativa,
    json_de,
    problema,
)

VIEJO = "y" * 44
FIRMADO = {"reto": "r", "certificado": "AA==", "firma": "AA==", "rfc": "CACX7605101P8"}


def _abre_sesion(guion: Guion, rfc: str = FIRMADO["rfc"]) -> None:
    """auth takes the next e.firma, which is ``rfc``'s."""
    quien = {"id": str(UUID(int=9)), "rfc": rfc, "nombre": "X", "tipo_persona": "F"}
    abierta: dict[str, Any] = {"acceso": "a2", "acceso_expira": "2027-01-19T05:43:00Z", "refresco": "r2"}
    abierta |= {"identidad": "i", "dispositivo": "d" * 43, "contratista": quien | {"certificado_numero": "3"}}
    guion.poner("POST /auth/sesiones", httpx.Response(201, json=abierta))


def sesion_llena() -> Sesion:
    ingreso = Ingreso(
        acceso="a" * 600,
        acceso_expira=AHORA.astimezone(UTC),
        refresco="r" * 43,
        rfc="CACX7605101P8",
        nombre="Ñ" * 254,
        tipo_persona="F",
        certificado_numero="3" * 20,
        estado="TERMINOS_ACEPTADOS",
        faltantes=[
            "Acuse de registro en padrón de la STPS",
            "Domicilio social",
            "Correo electrónico",
            "Celular",
        ],
    )
    sesion = Sesion(csrf="c" * 22, ingreso=ingreso, verificador="v" * 43, aviso="x" * 80)
    posicion = "/icsoe/informativa/1;0190c0de-0000-7000-8000-00000000000{};99"
    sesion.anotar([posicion.format(i) for i in range(9)], AHORA.astimezone(UTC))
    sesion.apartar("editar_correo", {"correo": "c" * 254, "confirmacion": "d" * 254}, VINCULO)
    return sesion


def test_what_would_not_fit_into_the_cookie_is_not_set_aside() -> None:
    sesion = sesion_llena()
    assert sesion.apartado_de("editar_correo", VINCULO) != {}
    assert sesion.apartado_de("editar_correo", OTRA_SESION) == sesion.apartado_de("nuevo_usuario") == {}
    sesion.apartar("nuevo_usuario", {"usuario": "ñ" * 500})
    assert (sesion.volver, sesion.apartado_de("nuevo_usuario")) == ("nuevo_usuario", {})


def test_a_full_session_fits_into_one_cookie() -> None:
    sello = Sello(SECRETO, NOMBRE)
    valor = sello.cerrar(sesion_llena())
    assert len(f"{NOMBRE}={valor}") <= MAXIMO
    assert sello.abrir(valor) == sesion_llena()


@pytest.mark.parametrize("posicion", [0, 3, 9, 20, -1])
def test_a_changed_cookie_opens_nothing(posicion: int) -> None:
    sello = Sello(SECRETO, NOMBRE)
    letras = list(sello.cerrar(sesion_llena()))
    letras[posicion] = "A" if letras[posicion] != "A" else "B"
    assert sello.abrir("".join(letras)) in (None, *([sesion_llena()] if posicion == -1 else []))


def test_a_cookie_sealed_for_another_name_opens_nothing() -> None:
    assert Sello(SECRETO, NOMBRE).abrir(Sello(SECRETO, NOMBRE_LOCAL).cerrar(sesion_llena())) is None


def test_after_rotation_old_cookies_open_and_new_ones_carry_the_new_key() -> None:
    viejo = Sello(VIEJO, NOMBRE).cerrar(sesion_llena())
    rotado = Sello(f"{SECRETO}\n{VIEJO}\n", NOMBRE)
    assert rotado.abrir(viejo) == sesion_llena()
    assert Sello(SECRETO, NOMBRE).abrir(rotado.cerrar(sesion_llena())) == sesion_llena()


def test_a_short_cookie_secret_does_not_start() -> None:
    with pytest.raises(ValueError, match="32 caracteres"):
        Sello("corto", NOMBRE)


async def test_an_expired_access_token_is_renewed_once_and_kept(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(acceso_expira=AHORA - timedelta(seconds=1))
    nuevo = {"acceso": "acceso-2", "acceso_expira": (AHORA + timedelta(seconds=60)).isoformat()}
    guion.poner("POST /auth/sesiones/renovacion", nuevo)
    await navegador.ver("/captura")
    await navegador.ver("/captura")
    assert guion.escrituras() == ["POST /api/v1/auth/sesiones/renovacion"]
    assert guion.una("GET", "/informativas").headers["authorization"] == "Bearer acceso-2"


async def test_a_session_ended_at_auth_ends_in_the_browser_too(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(acceso_expira=AHORA - timedelta(seconds=1))
    guion.poner("POST /auth/sesiones/renovacion", problema("sesion_expirada", 401))
    respuesta = await navegador.ver("/captura")
    assert (respuesta.status_code, respuesta.headers["location"]) == (303, "/entrar")
    assert navegador.sesion
    assert navegador.sesion.ingreso is None
    assert "Tu sesión terminó" in (await navegador.ver("/entrar")).text


async def test_logout_ends_the_session_at_auth_and_forgets_it_even_when_auth_is_away(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("DELETE /auth/sesiones/actual", httpx.Response(503))
    respuesta = await navegador.enviar("/salir")
    assert respuesta.status_code == 303
    assert guion.escrituras() == ["DELETE /api/v1/auth/sesiones/actual"]
    assert navegador.sesion
    assert navegador.sesion.ingreso is None


async def test_a_write_is_waited_for_only_by_the_service_that_hears_of_it(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    posicion = "/icsoe/informativa/1;0190c0de-0000-7000-8000-000000000001;2"
    base = "/informativa/informativas"
    creada = informativa()
    guion.poner(f"POST {base}", httpx.Response(201, json=creada, headers={"ICSOE-Posicion": posicion}))
    guion.poner(f"POST {base}/{creada['id']}/envio", httpx.Response(200, json={}))
    datos = {"ejercicio": "2026", "cuatrimestre": "3", "clave": creada["id"]}
    await navegador.enviar("/captura/nueva/protesta", datos)
    await navegador.ver("/firma")
    await navegador.ver("/captura")
    assert guion.una("GET", "/pendientes").headers["icsoe-despues-de"] == posicion
    assert "icsoe-despues-de" not in guion.una("GET", "/informativas").headers


async def test_what_is_still_on_its_way_is_asked_for_twice_and_then_said(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    ruta = "/signing/pendientes"
    aun_no = problema("aun_no_disponible", 503, origen="plataforma")
    aun_no.headers["Retry-After"] = "0"
    guion.poner(f"GET {ruta}", aun_no)
    respuesta = await navegador.ver("/firma")
    assert respuesta.status_code == 503
    assert len(guion.pedidas) == 2
    assert "detalle de aun_no_disponible" in respuesta.text


async def test_login_binds_the_challenge_to_this_browser_and_changes_the_token(
    navegador: Navegador, guion: Guion
) -> None:
    guion.poner("POST /auth/retos", {"reto": "r", "texto": "||t||"})
    await navegador.ver("/entrar/efirma")
    antes = navegador.sesion
    assert antes
    respuesta = await navegador.enviar_json("/entrar/efirma/reto", {})
    assert respuesta.json() == {"reto": "r", "texto": "||t||"}
    pedido = json_de(guion.una("POST", "/retos"))
    con_reto = navegador.sesion
    assert con_reto
    assert con_reto.verificador
    assert con_reto.verificador not in str(pedido)


async def test_an_answer_without_this_browsers_challenge_is_refused(
    navegador: Navegador, guion: Guion
) -> None:
    await navegador.ver("/entrar/efirma")
    respuesta = await navegador.enviar_json("/entrar/efirma/sesion", FIRMADO)
    assert respuesta.status_code == 403
    assert respuesta.json()["codigo"] == "reto_invalido"
    assert guion.pedidas == []


@pytest.mark.parametrize(
    ("rfc", "destino"), [("CACX7605101P8", f"/usuarios/{VINCULO}/correo"), ("XOJI740919U48", "/inicio")]
)
async def test_the_efirma_used_again_leads_back_to_what_asked_for_it_and_another_persons_does_not(
    rfc: str, destino: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    antes = navegador.sesion
    assert antes
    antes.verificador = "v" * 43
    antes.apartar("editar_correo", {"correo": "otra@ejemplo.mx"}, VINCULO)
    navegador.poner(antes)
    _abre_sesion(guion, rfc)
    guion.poner("PUT /registry/contratista", contratista(rfc=rfc))
    respuesta = await navegador.enviar_json("/entrar/efirma/sesion", FIRMADO | {"rfc": rfc})
    assert respuesta.json() == {"siguiente": destino}
    despues = navegador.sesion
    assert despues is not None
    assert despues.volver is None
    assert (despues.apartado_de("editar_correo", VINCULO) == {}) is (destino == "/inicio")


async def test_a_capturista_who_proves_its_curp_with_the_efirma_comes_back_to_the_proof(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    assert (await navegador.ver("/mi-curp")).headers["location"] == "/entrar/efirma"
    antes = navegador.sesion
    assert antes
    navegador.poner(antes.model_copy(update={"verificador": "v" * 43}))
    _abre_sesion(guion)
    guion.poner("PUT /registry/contratista", contratista(estado="NUEVO"))
    respuesta = await navegador.enviar_json("/entrar/efirma/sesion", FIRMADO)
    assert respuesta.json() == {"siguiente": "/mi-curp"}
    assert "Comprobar que es mía" in (await navegador.ver("/mi-curp")).text


@pytest.mark.parametrize(
    ("estado", "correo", "destino"),
    [
        ("NUEVO", None, "/terminos/aceptacion"),
        ("TERMINOS_ACEPTADOS", None, "/configuracion"),
        ("TERMINOS_ACEPTADOS", "ana@ejemplo.mx", "/inicio"),
        ("GENERALES_COMPLETOS", "ana@ejemplo.mx", "/inicio"),
    ],
)
async def test_only_who_never_had_complete_generales_is_led_to_them_and_the_others_begin_at_inicio(
    estado: str, correo: str | None, destino: str, navegador: Navegador, guion: Guion
) -> None:
    _abre_sesion(guion)
    guion.poner("PUT /registry/contratista", contratista(estado=estado, correo=correo))
    navegador.poner(Sesion(verificador="v" * 43))
    respuesta = await navegador.enviar_json("/entrar/efirma/sesion", FIRMADO)
    assert respuesta.json() == {"siguiente": destino}
    guion.poner("POST /registry/contratista/terminos", contratista(estado=estado, correo=correo))
    if estado != "NUEVO":
        aceptados = await navegador.enviar("/terminos/aceptacion", {"version": "2.0"})
        assert aceptados.headers["location"] == destino


async def test_what_a_login_with_an_efirma_left_in_the_browser_goes_with_the_next_one(
    navegador: Navegador, guion: Guion
) -> None:
    _abre_sesion(guion)
    guion.poner("PUT /registry/contratista", contratista())
    navegador.ingresar()
    for conocido in ("", "d" * 43):
        antes = navegador.sesion
        assert antes
        navegador.poner(antes.model_copy(update={"verificador": "v" * 43}))
        navegador.http.cookies.set("icsoe_e_local", conocido, domain="localhost.local", path="/")
        respuesta = await navegador.enviar_json("/entrar/efirma/sesion", FIRMADO)
        assert f"icsoe_e_local={'d' * 43}; HttpOnly; Max-Age=15552000" in str(respuesta.headers)
    primera, segunda = [p for p in guion.pedidas if p.url.path.endswith("/auth/sesiones")]
    assert "dispositivo" not in json_de(primera)
    assert json_de(segunda)["dispositivo"] == "d" * 43


async def test_cookies_that_others_set_on_this_host_never_shut_ours_out(navegador: Navegador) -> None:
    navegador.ingresar()
    sesion = navegador.sesion
    assert sesion
    nuestra = f"{navegador.sello.nombre}={navegador.sello.cerrar(sesion)}"
    navegador.http.cookies.clear()
    ajenas = ("a/b=1", "expires=x", '"', f"{navegador.sello.nombre}=ajena", f"{navegador.sello.nombre}=ñ.ñ")
    for ajena in ajenas:
        galletas = f"{ajena}; {nuestra}".encode("latin-1")
        respuesta = await navegador.http.get("/inicio", headers=[(b"cookie", galletas)])
        assert respuesta.status_code == 200, ajena
