"""Generales of a company, its address wizard and dialogs, the end of a session, at 1280 and 360 px: axe."""

import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import expect

from ..e2e.portal_impaciente import portal_impaciente
from ..e2e.test_generales import GUARDADO, a_ubicar, acabar, efirma_de_empresa, elegir_primera
from ..e2e.visita import ESPERA_MS, Visita, navegador
from .test_accesibilidad import revisar

pytestmark = [pytest.mark.plataforma, pytest.mark.navegador]


@pytest.mark.parametrize("ancho", [1280, 360])
def test_no_page_of_a_companys_generales_has_a_fault_or_scrolls_sideways(
    sistema: Sistema, ancho: int
) -> None:
    with portal_impaciente(sistema) as otro_portal, navegador(sistema.url, ancho=ancho) as visita:
        efirma = efirma_de_empresa(sistema)
        visita.ingresar(efirma)
        visita.leer("Aceptas los términos y condiciones")
        revisar(visita)
        visita.primera_vez()
        _contacto_y_registro(visita)
        _por_estado(visita)
        _por_codigo(visita)
        _componentes(visita)
        acabar(visita)
        _dialogos(visita)
        visita.pagina.goto("/inicio")
        visita.boton("Cerrar sesión")
        visita.ingresar(efirma)
        _fin_de_la_sesion(visita, otro_portal)


def _contacto_y_registro(visita: Visita) -> None:
    """The form with everything on it: REPSE data and two activities, the second one wrong."""
    pagina = visita.pagina
    pagina.get_by_label("Correo electrónico*").fill("contacto@kemper.invalid")
    pagina.get_by_label("Celular*").fill("55 1234 5678")
    pagina.get_by_label("Número de registro").fill("AR1234/2021")
    for numero in (1, 2):
        visita.boton("Agregar actividad")
        expect(pagina.get_by_label("Folio")).to_have_count(numero)
    pagina.get_by_label("Folio").first.fill("77")
    pagina.get_by_label("Descripción").first.fill("Limpieza industrial de naves y oficinas")
    pagina.get_by_label("No", exact=True).check()
    visita.leer(GUARDADO)
    revisar(visita)
    visita.boton("Guardar")
    visita.leer("Revisa lo siguiente")
    revisar(visita)
    visita.boton("Quitar la actividad 2")
    expect(pagina.get_by_label("Folio")).to_have_count(1)


def _por_estado(visita: Visita) -> None:
    a_ubicar(visita)
    revisar(visita)
    visita.pagina.get_by_label("No", exact=True).check()
    for rotulo in ("Estado*", "Municipio o Alcaldía*", "Colonia*"):
        elegir_primera(visita.pagina, rotulo)
    revisar(visita)


def _por_codigo(visita: Visita) -> None:
    visita.pagina.get_by_label("Sí", exact=True).check()
    visita.pagina.get_by_label("Código Postal*").fill("00000")
    visita.leer("no está en el catálogo")
    revisar(visita)
    visita.boton("Ubicar")
    visita.leer("Revisa lo siguiente")
    revisar(visita)
    visita.pagina.get_by_label("Código Postal*").fill("05000")
    elegir_primera(visita.pagina, "Colonia*")
    revisar(visita)
    visita.boton("Ubicar")


def _componentes(visita: Visita) -> None:
    visita.leer("Componentes principales del domicilio")
    revisar(visita)
    visita.pagina.get_by_label("Calle*").fill("Paseo de los Insurgentes Potosinos")
    visita.boton("Ubicar")
    visita.leer("marca «Sin número»")
    revisar(visita)
    visita.pagina.get_by_label("Sin número").check()
    visita.boton("Ubicar")
    visita.leer("Datos del domicilio geográfico nacional ubicado")
    revisar(visita)
    visita.boton("Aceptar")
    visita.leer("El domicilio social quedó ubicado.")
    revisar(visita)


def _dialogos(visita: Visita) -> None:
    """After Guardar: the two ways on, what is kept and what would be deleted."""
    revisar(visita)
    for boton in ("Ver datos", "Eliminar el domicilio social", "Eliminar el acuse"):
        visita.pagina.goto("/generales")
        visita.boton(boton)
        expect(visita.pagina.locator("dialog:modal")).to_be_visible()
        revisar(visita)


def _fin_de_la_sesion(visita: Visita, otro_portal: str) -> None:
    """Of a session just opened: the impatient portal would end an older one at once."""
    visita.pagina.goto(f"{otro_portal}/generales")
    aviso = visita.pagina.locator("#vigencia")
    expect(aviso.get_by_role("button", name="Seguir trabajando")).to_be_visible()
    revisar(visita)
    expect(aviso.get_by_role("heading", name="Tu sesión terminó")).to_be_visible(timeout=2 * ESPERA_MS)
    revisar(visita)
