"""Capturistas in a real browser: alta, mail, password, login, work for two contratistas, baja."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import expect
from pyotp.totp import TOTP

from .demo import Persona
from .espera import hasta
from .test_capturistas import Quien, contratista, curp_al_azar, enlace_de, estrenar
from .visita import Visita
from .visita_capturista import (
    CONTRASENA,
    abrir_acceso,
    crear_contrasena,
    dar_de_alta,
    elegir_contratista,
    escribir_contrasena,
    ingresar_con_contrasena,
    otra_persona,
    primera_entrada,
)

pytestmark = pytest.mark.navegador
ROTAS = {
    "clases": "zarpar*lejos-82",
    "especial": "ZarparLejos82",
    "forma": "Zar*p82",
    "repetidos": "Zarpar*Lejooos-82",
    "letras": "Zarpar*abcd-82",
    "maximo": "Zr*8" * 33,
    "comun": "Password-1",
}


@pytest.fixture
def otro(sistema: Sistema) -> Iterator[tuple[Quien, str]]:
    """Another contratista, over the API."""
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=30) as http:
        yield contratista(sistema, http)


@pytest.fixture
def visita_nueva(sistema: Sistema, patron: Visita) -> Iterator[Visita]:
    """The capturista, with cookies of its own."""
    with otra_persona(patron, sistema.url) as una:
        yield una


def pestana(visita: Visita) -> Visita:
    return replace(visita, pagina=visita.contexto.new_page())


def dar_de_baja(patron: Visita, curp: str) -> None:
    patron.enlace("Usuarios")
    patron.leer_al_fin("Activo")
    patron.pagina.get_by_role("link", name=f"Dar de baja, {curp}").click()
    patron.boton("Dar de baja")
    patron.leer("El capturista se dio de baja")


def activar_factor(yo: Visita) -> str:
    """At the first login that demands it; returns a recovery code."""
    yo.leer("Verificación en dos pasos")
    secreto = yo.pagina.locator("#secreto").inner_text()
    yo.pagina.get_by_label("Código*").fill(TOTP(secreto).now())
    yo.boton("Ingresar")
    yo.leer("Guarda estos códigos en un lugar seguro")
    codigo = yo.pagina.locator(".codigos li").first.inner_text()
    yo.enlace("Continuar")
    return codigo


def mirar_su_cuenta(yo: Visita, rfc: str) -> None:
    """The account opens beside the work: the contratista it works for stays chosen (D110)."""
    yo.enlace("Mi cuenta")
    yo.enlace("Mis sesiones")
    yo.leer("Esta sesión")
    yo.leer(rfc)


def test_a_capturista_from_its_mail_to_the_work_for_two_contratistas(
    sistema: Sistema, persona: Persona, patron: Visita, otro: tuple[Quien, str], visita_nueva: Visita
) -> None:
    curp = curp_al_azar()
    correo = f"{curp.lower()}@prueba.invalid"
    dar_de_alta(patron, curp, correo)
    yo = visita_nueva
    crear_contrasena(yo, enlace_de(sistema, correo))
    ingresar_con_contrasena(yo, curp)
    primera_entrada(yo)
    uno = elegir_contratista(yo, persona.rfc)
    mirar_su_cuenta(yo, persona.rfc)
    yo.hasta_la_protesta(2025, 1)
    yo.boton("Continuar")
    yo.leer("La informativa se envió a firma")

    alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
    assert otro[0].pedir("POST", "/registry/capturistas", alta).status_code == 201
    segunda = pestana(yo)
    segunda.pagina.goto("/capturista/contratistas")
    segunda.pagina.get_by_role("button", name="Aceptar la invitación").click()
    segunda.leer("Ya puedes trabajar por su cuenta.")
    rfc = otro[0].pedir("GET", "/registry/contratista").json()["rfc"]
    assert elegir_contratista(segunda, rfc) == otro[1]
    for _ in range(2):
        yo.pagina.goto(f"/c/{uno}/captura")
        yo.leer("Enviada a firma")
        yo.leer(persona.rfc)
        segunda.pagina.goto(f"/c/{otro[1]}/captura")
        segunda.leer("No existen informativas registradas")
        segunda.leer(rfc)
        assert persona.rfc not in segunda.pagina.content()

    dar_de_baja(patron, curp)
    yo.pagina.goto(f"/c/{uno}/captura")
    yo.leer_al_fin("Ya no trabajas para este contratista")
    segunda.pagina.reload()
    segunda.leer("No existen informativas registradas")


def test_each_password_rule_is_told_while_typing_and_held_by_the_server(
    sistema: Sistema, patron: Visita, visita_nueva: Visita
) -> None:
    curp = curp_al_azar()
    correo = f"{curp.lower()}@prueba.invalid"
    dar_de_alta(patron, curp, correo)
    abrir_acceso(visita_nueva, enlace_de(sistema, correo))
    for codigo, contrasena in (ROTAS | {"personal": f"*{curp}-z"}).items():
        escribir_contrasena(visita_nueva, contrasena)
        regla = visita_nueva.pagina.locator(f"[data-regla={codigo}]")
        expect(regla).to_have_attribute("data-estado", "rota")
        with visita_nueva.pagina.expect_navigation():
            visita_nueva.boton("Guardar contraseña")
        expect(visita_nueva.pagina.get_by_role("alert")).to_contain_text("no cumple todas las reglas")
        expect(regla).to_have_attribute("data-estado", "rota")
    escribir_contrasena(visita_nueva, CONTRASENA)
    expect(visita_nueva.pagina.locator("[data-estado=cumplida]")).to_have_count(7)
    visita_nueva.boton("Guardar contraseña")
    visita_nueva.leer("Contraseña actualizada")


def test_a_demanded_second_factor_recovery_and_the_end_of_another_session(
    sistema: Sistema, patron: Visita, visita_nueva: Visita
) -> None:
    curp, yo = curp_al_azar(), visita_nueva
    correo = f"{curp.lower()}@prueba.invalid"
    dar_de_alta(patron, curp, correo, segundo_factor=True)
    primero = enlace_de(sistema, correo)
    crear_contrasena(yo, primero)
    yo.pagina.goto(f"/acceso/{primero}")
    yo.leer("Este enlace ya se usó")
    ingresar_con_contrasena(yo, curp)
    codigo = activar_factor(yo)
    primera_entrada(yo)

    yo.enlace("Mi cuenta")
    yo.leer("la exige un contratista")
    with otra_persona(yo, sistema.url) as lejos:
        lejos.pagina.goto("/recuperar-contrasena")
        lejos.pagina.get_by_label("CURP*").fill(curp)
        lejos.pagina.get_by_label("Correo electrónico*").fill(correo)
        lejos.boton("Enviar enlace")
        lejos.leer("Si la CURP y el correo son de una misma cuenta")
        crear_contrasena(lejos, otro_enlace(sistema, correo, primero), "Volver*Pronto-37")
        ingresar_con_contrasena(lejos, curp, "Volver*Pronto-37")
        lejos.pagina.get_by_label("Código*").fill(codigo)
        lejos.boton("Ingresar")
        lejos.leer("Selecciona un contratista para trabajar:")
        lejos.pagina.goto("/mis-sesiones")
        lejos.leer("Esta sesión")
        expect(lejos.pagina.get_by_role("button", name="Cerrar la sesión")).to_have_count(0)
        lejos.pagina.goto("/mi-cuenta/contrasena")
        lejos.pagina.get_by_label("Contraseña actual*").fill("Volver*Pronto-37")
        escribir_contrasena(lejos, CONTRASENA)
        lejos.boton("Guardar contraseña")
        lejos.leer("tus últimas 5 contraseñas")
        expect(lejos.pagina.locator("[data-regla=ultimas]")).to_have_attribute("data-estado", "rota")


def test_a_capturista_known_by_another_mail_works_only_once_the_contratista_confirms_it(
    sistema: Sistema, persona: Persona, patron: Visita, otro: tuple[Quien, str], visita_nueva: Visita
) -> None:
    curp, yo = curp_al_azar(), visita_nueva
    correo = f"{curp.lower()}@prueba.invalid"
    alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
    assert otro[0].pedir("POST", "/registry/capturistas", alta).status_code == 201
    estrenar(sistema, otro[0].http, curp, correo)
    dar_de_alta(patron, curp, "otra-direccion@prueba.invalid")
    ingresar_con_contrasena(yo, curp)
    yo.enlace("Seleccionar un contratista")
    yo.leer("te invita a capturar por su cuenta.")
    yo.pagina.get_by_role("button", name="Aceptar la invitación").click()
    yo.leer("Falta que confirme que eres tú")
    assert persona.rfc not in yo.pagina.inner_text("main")

    patron.enlace("Usuarios")
    patron.leer_al_fin("Por confirmar")
    patron.pagina.get_by_role("link", name=f"Confirmar, {curp}").click()
    dialogo = patron.pagina.get_by_role("dialog")
    for dato in (curp, "otra-direccion@prueba.invalid", "c***@prueba.invalid"):
        expect(dialogo).to_contain_text(dato)
    assert correo not in patron.pagina.content()
    patron.boton("Confirmar")
    patron.leer("Confirmaste al capturista")
    yo.leer_al_fin(persona.rfc)
    elegir_contratista(yo, persona.rfc)


def test_a_locked_capturista_is_let_in_again_by_its_contratista_with_the_same_password(
    sistema: Sistema, patron: Visita, visita_nueva: Visita
) -> None:
    curp, yo = curp_al_azar(), visita_nueva
    correo = f"{curp.lower()}@prueba.invalid"
    dar_de_alta(patron, curp, correo)
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=30) as http:
        estrenar(sistema, http, curp, correo)
    for _ in range(5):
        ingresar_con_contrasena(yo, curp, "Otra*Clave-82")
        yo.leer("El usuario o la contraseña no son correctos.")
    ingresar_con_contrasena(yo, curp)
    yo.leer("el acceso desde esta red queda en pausa")

    patron.enlace("Usuarios")
    patron.leer_al_fin("Bloqueado")
    patron.pagina.get_by_role("button", name=f"Desbloquear, {curp}").click()
    patron.leer("El usuario se desbloqueó. Su contraseña no cambió.")
    ingresar_con_contrasena(yo, curp)
    yo.leer("Selecciona un contratista para trabajar:")


def otro_enlace(sistema: Sistema, correo: str, anterior: str) -> str:
    """The newest link, once it is another one."""
    hallados: list[str] = []

    def llego() -> bool:
        hallados.append(enlace_de(sistema, correo))
        return hallados[-1] != anterior

    hasta(llego)
    return hallados[-1]
