"""One browser, several tabs and its Back button: no page of the portal leaves a person without a way on."""

from pathlib import Path

import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import expect

from .demo import Persona, nueva_persona
from .test_generales import a_ubicar, efirma_de_empresa, elegir_primera
from .visita import Efirma, Visita, navegador

pytestmark = pytest.mark.navegador


def test_back_from_a_form_that_was_corrected_opens_the_form_with_what_was_typed(sistema: Sistema) -> None:
    with navegador(sistema.url) as visita:
        visita.ingresar(efirma_de_empresa(sistema))
        visita.primera_vez()
        a_ubicar(visita)
        pagina = visita.pagina
        pagina.get_by_label("Sí", exact=True).check()
        codigo = pagina.get_by_label("Código Postal*")
        codigo.press_sequentially(" 05000")
        expect(codigo).to_have_value("05000")
        elegir_primera(pagina, "Colonia*")
        visita.boton("Ubicar")
        calle = pagina.get_by_label("Calle*")
        calle.fill("Juárez")
        visita.boton("Ubicar")
        pagina.get_by_role("alert").get_by_role("link").first.click()
        pagina.get_by_label("Número exterior", exact=True).fill("10")
        visita.boton("Ubicar")
        visita.leer("Datos del domicilio geográfico nacional ubicado")
        for _ in range(3):  # the box that the summary led to, the form that had faults, the form before
            pagina.go_back()
            expect(calle).to_have_value("Juárez")


def test_back_after_a_return_was_given_back_with_its_motive_is_a_page_of_the_portal(patron: Visita) -> None:
    pagina = patron.pagina
    patron.hasta_la_firma(2025, 2)
    patron.enlace("Firmar después")
    pagina.get_by_role("link", name="Devolver, Segundo cuatrimestre de 2025").click()
    patron.boton("Devolver")
    patron.leer("Escribe el motivo, de 1 a 500 caracteres.")
    pagina.get_by_label("Motivo*").fill("El periodo no es el correcto")
    patron.boton("Devolver")
    patron.leer("La informativa regresó a «Informativas en captura».")
    pagina.go_back()
    expect(pagina.get_by_role("heading", level=1)).to_be_visible()


def test_the_tab_of_another_account_is_told_whose_session_is_open(
    sistema: Sistema, persona: Persona, patron: Visita
) -> None:
    otra = nueva_persona(sistema)
    patron.enlace("Usuarios")
    patron.enlace("Nuevo capturista")
    pagina = patron.contexto.new_page()
    segunda = Visita(pagina, patron.contexto, patron.grabadora)
    pagina.goto("/entrar/efirma")
    segunda.leer(f"En este navegador está abierta la sesión de RFC {persona.rfc}.")
    segunda.validar(Efirma.leer(Path(otra.efirma[1]), Path(otra.efirma[5])))
    segunda.boton("Ingresar")
    pagina.wait_for_url("**/terminos/aceptacion")

    abierta = f"En este navegador está abierta ahora la sesión de RFC {otra.rfc}."
    patron.pagina.bring_to_front()
    patron.pagina.wait_for_function("document.visibilityState === 'visible'")
    patron.pagina.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(patron.pagina.locator("#vigencia")).to_contain_text(abierta)
    patron.pagina.locator("form[action='/usuarios/nuevo']").evaluate("f => f.submit()")
    expect(patron.pagina.get_by_role("main")).to_contain_text(f"no se hizo ningún cambio. {abierta}")
    patron.enlace("Ingresar con otra e.firma")
    patron.leer(f"En este navegador está abierta la sesión de RFC {otra.rfc}.")
