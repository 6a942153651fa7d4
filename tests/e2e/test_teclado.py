"""With a keyboard alone: a capturista up to its contratista, and the first step of the address wizard."""

import re
from collections.abc import Iterator

import httpx
import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import Locator, expect

from .test_capturistas import CONTRASENA, contratista, curp_al_azar, estrenar
from .test_generales import a_ubicar, efirma_de_empresa
from .visita import Visita, navegador

pytestmark = pytest.mark.navegador
MAXIMO_PASOS = 60


@pytest.fixture
def visita(sistema: Sistema) -> Iterator[Visita]:
    with navegador(sistema.url) as una:
        yield una


def tabular(visita: Visita, meta: Locator) -> None:
    """Tab until ``meta`` has the focus; every stop on the way shows where it is."""
    teclado = visita.pagina.keyboard
    for _ in range(MAXIMO_PASOS):
        if meta.evaluate("e => e === document.activeElement"):
            expect(meta).to_be_in_viewport()
            return
        teclado.press("Tab")
    raise AssertionError(f"con Tab no se llega a {meta}")


def pulsar(visita: Visita, meta: Locator, tecla: str = "Enter") -> None:
    tabular(visita, meta)
    visita.pagina.keyboard.press(tecla)


def escribir(visita: Visita, rotulo: str, texto: str) -> None:
    tabular(visita, visita.pagina.get_by_label(rotulo, exact=True))
    visita.pagina.keyboard.type(texto)


def test_a_capturista_with_only_a_keyboard_logs_in_and_chooses_its_contratista(
    sistema: Sistema, visita: Visita
) -> None:
    curp, pagina = curp_al_azar(), visita.pagina
    correo = f"{curp.lower()}@prueba.invalid"
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=30) as http:
        quien, _ = contratista(sistema, http)
        alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
        assert quien.pedir("POST", "/registry/capturistas", alta).status_code == 201
        estrenar(sistema, http, curp, correo)
        rfc: str = quien.pedir("GET", "/registry/contratista").json()["rfc"]

    pagina.goto("/entrar")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    pagina.keyboard.press("Enter")
    pulsar(visita, pagina.get_by_role("link", name="Ingresar con Usuario y contraseña"))
    visita.leer("Ingresa tu usuario y contraseña")
    escribir(visita, "Usuario*", curp)
    escribir(visita, "Contraseña*", CONTRASENA)
    pagina.keyboard.press("Enter")
    visita.leer("Selecciona un contratista para trabajar:")
    pulsar(visita, pagina.get_by_role("link", name="Seleccionar un contratista"))
    visita.leer(rfc)
    pulsar(visita, pagina.get_by_role("row").filter(has_text=rfc).get_by_role("radio"), "Space")
    pulsar(visita, pagina.get_by_role("button", name="Siguiente"))
    expect(pagina.get_by_role("dialog")).to_contain_text(rfc)
    pulsar(visita, pagina.get_by_role("link", name="Continuar", exact=True))
    pagina.wait_for_url(re.compile(r"/c/[0-9a-f-]{36}/inicio$"))
    visita.leer_al_fin("Cambiar de contratista")
    visita.leer(rfc)


def test_the_first_step_of_the_address_wizard_needs_only_a_keyboard(sistema: Sistema, visita: Visita) -> None:
    pagina = visita.pagina
    visita.ingresar(efirma_de_empresa(sistema))
    visita.primera_vez()
    a_ubicar(visita)
    pulsar(visita, pagina.get_by_label("Sí", exact=True), "Space")
    escribir(visita, "Código Postal*", "05000")
    pagina.keyboard.press("Enter")  # the form is sent: it works whether or not its script is there
    expect(pagina.get_by_role("alert")).to_be_focused()
    colonia = pagina.get_by_label("Colonia*")
    elegida = colonia.locator("option").nth(1).inner_text()
    tabular(visita, colonia)
    pagina.keyboard.type(elegida)
    expect(colonia.locator("option:checked")).to_have_text(elegida)
    pulsar(visita, pagina.get_by_role("button", name="Ubicar"))
    visita.leer("Componentes principales del domicilio")
    visita.leer(elegida)
