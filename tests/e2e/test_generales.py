"""A company's Generales in a real browser: the address wizard both ways, and a session that ends (D85)."""

from collections.abc import Iterator

import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import FilePayload, Page, Route, expect

from .demo import generales, nueva_persona, rfc_al_azar
from .grabadora import secretos_en
from .portal_impaciente import portal_impaciente
from .visita import ESPERA_MS, Efirma, Visita, navegador, pdf
from .visita_capturista import otra_persona

pytestmark = pytest.mark.navegador
GUARDADO = "Guardado a las"


def efirma_de_empresa(sistema: Sistema) -> Efirma:
    archivos = nueva_persona(sistema, "--representante", rfc_al_azar(), rfc=rfc_al_azar()[1:]).efirma
    return Efirma.leer(archivos[1], archivos[5])


@pytest.fixture
def empresa(sistema: Sistema) -> Iterator[Visita]:
    """A new company at its Generales, with its contact written."""
    with navegador(sistema.url) as visita:
        visita.ingresar(efirma_de_empresa(sistema))
        visita.primera_vez()
        visita.pagina.get_by_label("Correo electrónico*").fill("contacto@kemper.invalid")
        visita.pagina.get_by_label("Celular*").fill("55 1234 5678")
        visita.leer(GUARDADO)
        yield visita


def a_ubicar(visita: Visita) -> None:
    visita.pagina.get_by_label("No", exact=True).check()
    visita.boton("Ubicar domicilio")
    visita.leer("Paso 1/3")


def elegir_primera(pagina: Page, rotulo: str) -> str:
    """The first real option of a select, once it has one."""
    lista = pagina.get_by_label(rotulo)
    expect(lista.locator("option")).not_to_have_count(1)
    texto = lista.locator("option").nth(1).inner_text()
    with pagina.expect_response(lambda r: r.url.endswith("/lugar")):
        lista.select_option(index=1)
    return texto


def codigo_corregido(visita: Visita) -> str:
    """A wrong code is told above the form until a good one is typed; then the first colonia of that one."""
    visita.pagina.get_by_label("Código Postal*").fill("99999")
    visita.boton("Ubicar")
    expect(visita.pagina.get_by_role("alert")).to_be_visible()
    visita.pagina.get_by_label("Código Postal*").fill("05000")
    colonia = elegir_primera(visita.pagina, "Colonia*")
    expect(visita.pagina.get_by_role("alert")).to_have_count(0)
    return colonia


def exigir_menu_abierto(visita: Visita) -> None:
    """Without its seat a company keeps its pages, and each says what is missing (D92)."""
    for entrada in ("Acuses de presentación", "Capturar informativa", "Firma y presentación", "Usuarios"):
        visita.enlace(entrada)
        visita.leer("Tus datos generales están incompletos: Domicilio social;")
    visita.enlace("Ir a Generales")


def acabar(visita: Visita) -> None:
    """Back at Generales with all that was typed: receipt and Guardar."""
    pagina = visita.pagina
    expect(pagina.get_by_label("Correo electrónico*")).to_have_value("contacto@kemper.invalid")
    archivo = FilePayload(name="acuse.pdf", mimeType="application/pdf", buffer=pdf())
    pagina.locator("#acuse_repse").set_input_files(archivo)
    visita.boton("Guardar")
    visita.leer("Tus datos están completos")
    expect(pagina.get_by_role("link", name="Alta de usuarios")).to_be_visible()


def test_what_was_chosen_before_the_script_arrived_is_asked_when_it_does(empresa: Visita) -> None:
    pagina, detenidos = empresa.pagina, list[Route]()
    pagina.route("**/htmx-*.js", lambda ruta: detenidos.append(ruta))
    with pagina.expect_request("**/htmx-*.js"):
        a_ubicar(empresa)
    pagina.get_by_label("Sí", exact=True).check()
    expect(pagina.get_by_label("Código Postal*")).to_have_count(0)
    for ruta in detenidos:
        ruta.continue_()
    expect(pagina.get_by_label("Código Postal*")).to_be_visible()


def test_a_company_locates_its_seat_by_postal_code(empresa: Visita) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    pagina.get_by_label("Sí", exact=True).check()
    colonia = codigo_corregido(empresa)
    empresa.boton("Ubicar")
    empresa.leer("Componentes principales del domicilio")
    pagina.get_by_label("Calle*").fill("Juárez")
    pagina.get_by_label("Tipo de vialidad de Calle", exact=True).select_option("Avenida")
    empresa.boton("Ubicar")
    empresa.leer("marca «Sin número»")
    expect(pagina.get_by_role("alert")).to_be_focused()
    pagina.get_by_label("Número exterior", exact=True).fill("10")
    pagina.get_by_label("Entre calle", exact=True).fill("Hidalgo")
    empresa.leer(GUARDADO)
    empresa.boton("Ubicar")
    empresa.leer("Datos del domicilio geográfico nacional ubicado")
    for dato in ("Avenida Juárez", "Calle Hidalgo", colonia):
        empresa.leer(dato)
    empresa.enlace("Regresar")
    expect(pagina.get_by_label("Calle*")).to_have_value("Juárez")
    empresa.boton("Ubicar")
    empresa.boton("Aceptar")
    empresa.leer("El domicilio social quedó ubicado.")
    acabar(empresa)

    pagina.goto("/generales")
    empresa.boton("Ver datos")
    expect(pagina.get_by_role("dialog")).to_contain_text("Avenida Juárez")
    empresa.enlace("Regresar")
    pagina.get_by_role("button", name="Eliminar el domicilio social").click()
    empresa.boton("Eliminar")
    empresa.leer("El domicilio social se eliminó.")
    empresa.leer("Ubicar domicilio")
    exigir_menu_abierto(empresa)


def test_a_company_locates_its_seat_without_postal_code(empresa: Visita) -> None:
    pagina = empresa.pagina
    a_ubicar(empresa)
    pagina.get_by_label("No", exact=True).check()
    for rotulo in ("Estado*", "Municipio o Alcaldía*", "Colonia*"):
        elegir_primera(pagina, rotulo)
    empresa.boton("Ubicar")
    pagina.get_by_label("Calle*").fill("Camino Real")
    pagina.get_by_label("Sin número").check()
    expect(pagina.get_by_label("Número exterior", exact=True)).to_be_disabled()
    empresa.boton("Ubicar")
    empresa.leer("Calle Camino Real")
    empresa.leer("Sin número")
    empresa.boton("Aceptar")
    acabar(empresa)


def test_whose_receipt_is_gone_begins_at_inicio_and_is_told_what_is_missing(sistema: Sistema) -> None:
    persona = nueva_persona(sistema)
    hecho = persona.icsoe(*generales(persona))
    assert hecho.returncode == 0, hecho.stderr
    efirma = Efirma.leer(persona.efirma[1], persona.efirma[5])
    with navegador(sistema.url) as visita:
        visita.ingresar(efirma)
        visita.enlace("Generales")
        visita.boton("Eliminar el acuse")
        visita.boton("Eliminar")
        visita.leer("El acuse se eliminó")
        visita.boton("Cerrar sesión")
        visita.ingresar(efirma)
        assert visita.pagina.url.endswith("/inicio")
        visita.leer("Tus datos generales están incompletos: Acuse de registro en padrón de la STPS;")
        visita.enlace("Ir a Generales")
        visita.pagina.wait_for_url("**/generales")


@pytest.mark.parametrize("tarde", [False, True], ids=["con el guion", "antes del guion"])
def test_a_private_key_chosen_as_the_receipt_never_leaves_the_browser(sistema: Sistema, tarde: bool) -> None:
    efirma = efirma_de_empresa(sistema)
    with navegador(sistema.url) as visita:
        pagina, detenidos = visita.pagina, list[Route]()
        visita.ingresar(efirma)
        visita.primera_vez()
        if tarde:
            pagina.route("**/portal-*.js", lambda ruta: detenidos.append(ruta))
            with pagina.expect_request("**/portal-*.js"):
                pagina.goto("/generales", wait_until="commit")
        pagina.locator("#acuse_repse").set_input_files(efirma.key)
        for ruta in detenidos:
            ruta.continue_()
        falla = pagina.get_by_role("alert").filter(has_text="Elegiste una llave privada (.key).")
        expect(falla).to_be_visible()
        expect(pagina.locator("#acuse_repse")).to_have_value("")
        # Sent before the script had a look: the form waits for it.
        pagina.locator("#acuse_repse").evaluate(
            "caja => caja.addEventListener('change', e => e.stopImmediatePropagation(), true)"
        )
        disfrazada = FilePayload(name="acuse.pdf", mimeType="application/pdf", buffer=efirma.key.read_bytes())
        pagina.locator("#acuse_repse").set_input_files(disfrazada)
        visita.boton("Guardar")
        expect(pagina.get_by_role("alert")).to_contain_text("El archivo no es un PDF.")
        expect(pagina.locator("#acuse_repse")).to_be_focused()
        pagina.get_by_label("Correo electrónico*").fill("contacto@kemper.invalid")
        pagina.get_by_label("Celular*").fill("55 1234 5678")
        pagina.get_by_label("Sí", exact=True).check()
        acabar(visita)
        enviado = bytes(visita.grabadora.enviado)
        assert b"%PDF-" in enviado
        assert secretos_en(enviado, efirma.key.read_bytes(), efirma.contrasena) == []


@pytest.mark.parametrize("pestana", [False, True], ids=["dos navegadores", "dos pestañas"])
def test_a_stale_page_does_not_undo_what_another_one_saved(sistema: Sistema, pestana: bool) -> None:
    persona = nueva_persona(sistema)
    hecho = persona.icsoe(*generales(persona))
    assert hecho.returncode == 0, hecho.stderr
    efirma = Efirma.leer(persona.efirma[1], persona.efirma[5])
    with navegador(sistema.url) as una:
        una.ingresar(efirma)
        with otra_persona(una, sistema.url) as ajena:
            otra = Visita(una.contexto.new_page(), una.contexto, una.grabadora) if pestana else ajena
            if not pestana:
                otra.ingresar(efirma)
            for visita in (una, otra):
                visita.pagina.goto("/generales")
            una.pagina.get_by_label("Correo electrónico*").fill("nuevo@prueba.invalid")
            una.boton("Guardar")
            una.leer("Tus datos están completos")
            otra.pagina.get_by_label("Teléfono fijo").fill("5511112222")
            otra.boton("Guardar")
            otra.leer("Otra persona modificó este registro; revisa los cambios.")
            expect(otra.pagina.get_by_role("alert")).to_contain_text("nuevo@prueba.invalid")
            expect(otra.pagina.get_by_label("Teléfono fijo")).to_have_value("5511112222")
            otra.boton("Descartar y ver lo guardado")
            expect(otra.pagina.get_by_label("Correo electrónico*")).to_have_value("nuevo@prueba.invalid")
            otra.pagina.get_by_label("Teléfono fijo").fill("5511112222")
            otra.boton("Guardar")
            otra.leer("Tus datos están completos")
            otra.pagina.go_back()
            expect(otra.pagina.get_by_label("Correo electrónico*")).to_have_value("nuevo@prueba.invalid")
            otra.pagina.get_by_label("Teléfono fijo").fill("5533334444")
            otra.boton("Guardar")
            otra.leer("Tus datos están completos")


def test_what_was_typed_is_there_after_the_session_was_closed(sistema: Sistema) -> None:
    efirma = efirma_de_empresa(sistema)
    with navegador(sistema.url) as primera:
        primera.ingresar(efirma)
        primera.primera_vez()
        primera.pagina.get_by_label("Teléfono fijo").fill("5587654321")
        primera.boton("Cerrar sesión")  # at once: what was typed is kept first
        primera.leer("Cerraste tu sesión.")
    with navegador(sistema.url) as segunda:
        segunda.ingresar(efirma)
        segunda.pagina.goto("/generales")
        expect(segunda.pagina.get_by_label("Teléfono fijo")).to_have_value("5587654321")


def test_a_session_warns_and_ends_and_its_page_goes_on_after_a_new_login(sistema: Sistema) -> None:
    archivos = nueva_persona(sistema).efirma
    efirma = Efirma.leer(archivos[1], archivos[5])
    with portal_impaciente(sistema) as otro_portal, navegador(sistema.url) as visita:
        visita.contratista_lista(efirma, "x@prueba.invalid")
        # Of a session just opened: the impatient portal would end an older one at once.
        visita.boton("Cerrar sesión")
        visita.ingresar(efirma)
        pagina, aviso = visita.pagina, visita.pagina.locator("#vigencia")
        pagina.goto(f"{otro_portal}/generales")
        fijo = pagina.get_by_label("Teléfono fijo")
        fijo.focus()
        expect(aviso).to_contain_text("Tu sesión expirará en 2 minutos; lo capturado está guardado.")
        expect(aviso).to_be_visible()
        expect(pagina.get_by_role("button", name="Seguir trabajando")).to_be_focused()
        pagina.keyboard.press("Enter")
        expect(aviso).to_be_hidden()
        expect(fijo).to_be_focused()
        fijo.fill("5511112222")
        visita.leer(GUARDADO)
        expect(aviso.get_by_role("heading", name="Tu sesión terminó")).to_be_visible(timeout=2 * ESPERA_MS)
        expect(aviso.get_by_role("link", name="Ingresar de nuevo")).to_be_focused()
        visita.boton("Ya ingresé, continuar")
        expect(aviso).to_contain_text("Todavía no hay una sesión abierta.")

        otra = Visita(visita.contexto.new_page(), visita.contexto, visita.grabadora)
        otra.pagina.goto("/entrar/efirma")
        otra.validar(efirma)
        otra.boton("Ingresar")
        otra.pagina.wait_for_url("**/inicio")
        pagina.bring_to_front()
        if aviso.is_visible():  # the page may notice the login by itself when its tab comes to the front
            aviso.locator("[data-reanudar]").dispatch_event("click")
        expect(aviso.get_by_role("heading", name="Tu sesión terminó")).to_be_hidden()
        expect(fijo).to_have_value("5511112222")
        expect(fijo).to_be_focused()
