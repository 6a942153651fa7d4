"""A capturista at a browser: from the link of its mail to the tray of a contratista."""

import re
from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import expect

from .visita import ESPERA_MS, Visita

CONTRASENA = "Zarpar*Lejos-82"


@contextmanager
def otra_persona(visita: Visita, url: str) -> Generator[Visita]:
    """Somebody else at the same browser program: cookies of its own."""
    chromium = visita.contexto.browser
    assert chromium
    contexto = chromium.new_context(base_url=url, locale="es-MX", viewport=visita.pagina.viewport_size)
    contexto.set_default_timeout(ESPERA_MS)
    yield Visita(contexto.new_page(), contexto, visita.grabadora)
    contexto.close()


def dar_de_alta(visita: Visita, curp: str, correo: str, *, segundo_factor: bool = False) -> None:
    """The contratista of ``visita``, signed in, invites."""
    visita.enlace("Usuarios")
    visita.enlace("Nuevo capturista")
    visita.pagina.get_by_label("CURP*").fill(curp)
    visita.pagina.get_by_label("Correo electrónico*").fill(correo)
    visita.pagina.get_by_label("Confirmar correo*").fill(correo)
    if segundo_factor:
        visita.pagina.get_by_label("Exigir segundo factor").check()
    visita.boton("Guardar")
    visita.leer("Enviamos la invitación.")


def abrir_acceso(visita: Visita, token: str) -> None:
    visita.pagina.goto(f"/acceso/{token}")
    visita.leer("Contraseña nueva*")
    assert token not in visita.pagina.url


def escribir_contrasena(visita: Visita, contrasena: str) -> None:
    visita.pagina.locator("#nueva").fill(contrasena)
    visita.pagina.locator("#confirmacion").fill(contrasena)


def crear_contrasena(visita: Visita, token: str, contrasena: str = CONTRASENA) -> None:
    """Ends at Inicio de sesión."""
    abrir_acceso(visita, token)
    escribir_contrasena(visita, contrasena)
    visita.boton("Guardar contraseña")
    visita.leer("Contraseña actualizada")
    visita.enlace("Aceptar")
    visita.leer("Ingresa tu usuario y contraseña")


def ingresar_con_contrasena(visita: Visita, curp: str, contrasena: str = CONTRASENA) -> None:
    visita.pagina.goto("/entrar")
    visita.enlace("Ingresar con Usuario y contraseña")
    visita.pagina.get_by_label("Usuario*").fill(curp)
    visita.pagina.get_by_label("Contraseña*").fill(contrasena)
    visita.boton("Ingresar")


def primera_entrada(visita: Visita) -> None:
    """Términos y Condiciones, then the name; ends at Inicio."""
    visita.leer("Aceptas los términos y condiciones")
    visita.boton("Ingresar")
    visita.pagina.get_by_label("Nombre(s)*").fill("Ana Sofía")
    visita.pagina.get_by_label("Primer apellido*").fill("De Prueba")
    visita.boton("Guardar")
    visita.leer("Selecciona un contratista para trabajar:")


def elegir_contratista(visita: Visita, rfc: str) -> str:
    """Ends at the Inicio of that contratista; returns its id in the address."""
    visita.enlace(re.compile("Seleccionar un contratista|Cambiar de contratista"))
    fila = visita.pagina.get_by_role("row").filter(has_text=rfc)
    fila.get_by_role("radio").check()
    visita.boton("Siguiente")
    expect(visita.pagina.get_by_role("dialog")).to_contain_text(rfc)
    visita.enlace("Continuar")
    visita.pagina.wait_for_url(re.compile(r"/c/[0-9a-f-]{36}/inicio$"))
    visita.leer_al_fin(rfc)
    return visita.pagina.url.split("/c/")[1].partition("/")[0]
