"""A person who is quicker than the network, and a network that gives no answer: nothing is lost or undone."""

from collections.abc import Iterator

import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import Page, Route, expect

from .demo import nueva_persona
from .espera import hasta
from .test_generales import a_ubicar, efirma_de_empresa
from .visita import EXITOSA, Efirma, Visita, navegador

pytestmark = pytest.mark.navegador
SIN_RESPUESTA = "No hubo respuesta del servidor."


@pytest.fixture
def empresa(sistema: Sistema) -> Iterator[Visita]:
    """A new company at its Generales."""
    with navegador(sistema.url) as visita:
        visita.ingresar(efirma_de_empresa(sistema))
        visita.primera_vez()
        yield visita


@pytest.fixture
def en_la_entrada(sistema: Sistema) -> Iterator[tuple[Visita, Efirma]]:
    """Before «Ingresar con E.Firma», with a fresh e.firma."""
    archivos = nueva_persona(sistema).efirma
    with navegador(sistema.url) as visita:
        visita.abrir_entrada()
        yield visita, Efirma.leer(archivos[1], archivos[5])


def detener(pagina: Page, cual: str) -> list[Route]:
    """The next request to ``cual`` waits in the list until somebody lets it go on."""
    detenidos = list[Route]()
    pagina.route(cual, lambda ruta: detenidos.append(ruta), times=1)
    return detenidos


def sin_respuesta(pagina: Page, cual: str) -> None:
    pagina.route(cual, lambda ruta: ruta.abort(), times=1)


def test_a_choice_made_while_the_answer_to_another_one_is_on_its_way_stays(empresa: Visita) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    pagina.get_by_label("No", exact=True).check()
    estado = pagina.get_by_label("Estado*")
    municipios = pagina.get_by_label("Municipio o Alcaldía*").locator("option")
    expect(estado).to_be_visible()
    detenidos = detener(pagina, "**/lugar")
    with pagina.expect_request("**/lugar"):
        estado.select_option("Ciudad de México")
    estado.select_option("Aguascalientes")
    detenidos[0].continue_()
    expect(municipios.filter(has_text="Jesús María")).to_have_count(1)
    expect(estado.locator("option:checked")).to_have_text("Aguascalientes")


def test_a_postal_code_that_is_being_corrected_is_not_replaced_by_the_answer_to_the_one_before(
    empresa: Visita,
) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    pagina.get_by_label("Sí", exact=True).check()
    codigo = pagina.get_by_label("Código Postal*")
    expect(codigo).to_be_visible()
    detenidos = detener(pagina, "**/lugar")
    with pagina.expect_request("**/lugar"):
        codigo.press_sequentially("01000")
    with pagina.expect_response("**/lugar") as respuesta:
        codigo.press("Backspace")
        detenidos[0].continue_()
    respuesta.value.finished()
    codigo.press_sequentially("0")
    expect(pagina.get_by_label("Colonia*").locator("option")).not_to_have_count(1)
    expect(codigo).to_have_value("01000")


def test_who_moves_on_by_keyboard_before_the_answer_arrives_gets_it(empresa: Visita) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    detenidos = detener(pagina, "**/lugar")
    with pagina.expect_request("**/lugar"):
        pagina.get_by_label("Sí", exact=True).press("Space")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("button", name="Regresar")).to_be_focused()
    detenidos[0].continue_()
    expect(pagina.get_by_label("Código Postal*")).to_be_visible()


def test_a_choice_without_answer_says_so_and_can_be_repeated(empresa: Visita) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    sin_respuesta(pagina, "**/lugar")
    pagina.get_by_label("Sí", exact=True).check()
    expect(pagina.get_by_role("alert")).to_contain_text(SIN_RESPUESTA)
    empresa.boton("Intentar de nuevo")
    expect(pagina.get_by_label("Código Postal*")).to_be_visible()
    expect(pagina.get_by_role("alert")).to_have_count(0)


def test_no_period_of_another_year_can_be_chosen_while_those_of_the_new_year_are_on_their_way(
    patron: Visita,
) -> None:
    pagina = patron.pagina
    patron.enlace("Capturar informativa")
    patron.enlace("Nueva informativa")
    de_antes = pagina.locator("input[name='periodo']:not([value^='2024-'])")
    expect(de_antes.first).to_be_enabled()
    detenidos = detener(pagina, "**/periodos*")
    with pagina.expect_request("**/periodos*"):
        pagina.get_by_label("Año*").select_option("2024")
    expect(de_antes.first).to_be_disabled()
    expect(pagina.get_by_role("button", name="Continuar")).to_be_disabled()
    detenidos[0].abort()
    expect(pagina.get_by_role("alert")).to_contain_text(SIN_RESPUESTA)
    expect(pagina.get_by_role("button", name="Continuar")).to_be_hidden()
    patron.boton("Intentar de nuevo")
    expect(pagina.locator("input[value='2024-1']")).to_be_enabled()
    expect(de_antes).to_have_count(0)
    expect(pagina.get_by_role("button", name="Continuar")).to_be_enabled()


def test_what_could_not_be_kept_is_kept_when_the_service_is_back(empresa: Visita) -> None:
    pagina = empresa.pagina
    sin_respuesta(pagina, "**/generales/borrador")
    pagina.get_by_label("Teléfono fijo").fill("5587654321")
    empresa.leer("Sin conexión: lo último que escribiste aún no se guarda.")
    empresa.leer("Guardado a las")


def test_what_could_not_be_kept_is_kept_when_the_page_is_left(empresa: Visita) -> None:
    pagina = empresa.pagina
    pagina.route("**/generales/borrador", lambda ruta: ruta.fulfill(status=503), times=1)
    pagina.get_by_label("Teléfono fijo").fill("5587654321")
    empresa.leer("Lo último que escribiste aún no se guarda.")
    pagina.goto("/ayuda")

    def guardado() -> bool:
        pagina.goto("/generales")
        return pagina.get_by_label("Teléfono fijo").input_value() == "5587654321"

    hasta(guardado)


def test_nothing_can_be_typed_into_a_form_that_was_sent(empresa: Visita) -> None:
    pagina, formulario = empresa.pagina, empresa.pagina.locator("form[data-autoguardar]")
    # Without content the browser stays on this page, as it does while it waits for the next one.
    pagina.route("**/generales", lambda ruta: ruta.fulfill(status=204), times=1)
    empresa.boton("Guardar")
    expect(formulario).to_have_js_property("inert", True)
    pagina.reload()
    expect(formulario).to_have_js_property("inert", False)


def test_an_efirma_that_is_changed_while_it_is_opened_can_be_validated_again(
    en_la_entrada: tuple[Visita, Efirma],
) -> None:
    visita, efirma = en_la_entrada
    pagina = visita.pagina
    detenidos = detener(pagina, "**/trabajador-*.js")
    visita.elegir(efirma, "no es esta")
    with pagina.expect_request("**/trabajador-*.js"):
        visita.boton("Validar")
    pagina.get_by_label("Contraseña de la Llave privada*").fill(efirma.contrasena)
    expect(pagina.get_by_role("button", name="Validar")).to_be_enabled()
    expect(pagina.locator("#estado")).to_be_empty()
    detenidos[0].abort()
    visita.boton("Validar")
    visita.leer(EXITOSA)


def test_a_late_verdict_says_nothing_of_the_efirma_that_is_there_now(
    en_la_entrada: tuple[Visita, Efirma],
) -> None:
    visita, efirma = en_la_entrada
    pagina, contrasena = visita.pagina, visita.pagina.get_by_label("Contraseña de la Llave privada*")
    detenidos = detener(pagina, "**/entrar/efirma/revision")
    visita.elegir(efirma)
    with pagina.expect_request("**/entrar/efirma/revision"):
        visita.boton("Validar")
    contrasena.fill("otra")
    detenidos[0].continue_()
    expect(pagina.get_by_role("button", name="Validar")).to_be_enabled()
    expect(contrasena).to_have_value("otra")
    expect(pagina.locator("#terminar")).to_be_disabled()
    expect(pagina.locator("#estado")).to_be_empty()


def test_a_login_without_answer_is_repeated_with_the_same_button(
    en_la_entrada: tuple[Visita, Efirma],
) -> None:
    visita, efirma = en_la_entrada
    visita.validar(efirma)
    sin_respuesta(visita.pagina, "**/entrar/efirma/sesion")
    visita.boton("Ingresar")
    expect(visita.pagina.get_by_role("alert").first).to_contain_text(SIN_RESPUESTA)
    visita.boton("Ingresar")
    visita.pagina.wait_for_url("**/terminos/aceptacion")
