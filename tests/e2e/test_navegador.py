"""The whole Sin información in a real browser, every byte it sends recorded (issue 3, must-hold 2)."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.calendario import Calendario, dia_en_el_centro, fecha_larga
from icsoe_dominio.periodo import iniciados
from icsoe_signing.bootstrap import claves_de_qr
from icsoe_signing.domain.autenticador import Autenticador
from icsoe_sim.lector_correo import esperar_correo
from playwright.sync_api import Route, expect

from .demo import nueva_persona, rfc_al_azar
from .grabadora import secretos_en
from .visita import EXITOSA, Efirma, Visita, navegador

pytestmark = pytest.mark.navegador
PARES = Path(os.environ.get("ICSOE_PARES_SAT", Path(__file__).parents[3] / "shared" / "efirma"))
Emitir = Callable[..., Efirma]


@pytest.fixture(scope="module")
def emitir(sistema: Sistema) -> Emitir:
    """A simulated e.firma: ``emitir(*options of icsoe-sim, rfc=…)``."""

    def hacer(*opciones: str, rfc: str = "") -> Efirma:
        efirma = nueva_persona(sistema, *opciones, rfc=rfc).efirma
        return Efirma.leer(efirma[1], efirma[5])

    return hacer


@pytest.fixture
def visita(sistema: Sistema) -> Iterator[Visita]:
    with navegador(sistema.url) as una:
        yield una


def sin_secretos(visita: Visita, efirma: Efirma) -> None:
    enviado = bytes(visita.grabadora.enviado)
    assert b"POST /entrar/efirma/sesion" in enviado
    assert secretos_en(enviado, efirma.key.read_bytes(), efirma.contrasena) == []


def codigo_del_qr(sistema: Sistema, folio: str) -> str:
    """What the QR of the acuse carries after the folio."""
    clave = (sistema.perfil.secretos / "signing" / "qr_hmac").read_text()
    return Autenticador(claves_de_qr(clave)).de(folio)


def test_a_simulated_person_files_a_return_and_downloads_its_acuse(
    visita: Visita, emitir: Emitir, sistema: Sistema
) -> None:
    rfc = rfc_al_azar()
    efirma, correo = emitir(rfc=rfc), f"{rfc.lower()}@prueba.invalid"
    visita.contratista_lista(efirma, correo)
    folio = visita.presentar(efirma, 2026, 2)
    expect(visita.pagina.get_by_role("heading", level=1)).to_have_text("Informativas en captura")
    visita.leer("No existen informativas registradas")
    acuse = visita.descargar_acuse(folio)
    assert acuse.startswith(b"%PDF-")
    assert visita.descargar_acuse(folio) == acuse
    sin_secretos(visita, efirma)

    llegado = esperar_correo(sistema.buzon, correo)
    assert folio in llegado["asunto"] + str(llegado)
    assert llegado["adjuntos"] == []  # nobody opened the link that confirms the address (T-35)
    visita.pagina.goto(f"/verificar/{folio}")
    visita.leer("Vigente")
    assert "Huella" not in visita.pagina.content()
    visita.pagina.goto(f"/verificar/{folio}/{codigo_del_qr(sistema, folio)}")
    visita.leer("Huella del contenido (SHA-256)")
    visita.leer(f"{rfc[:4]}*")
    assert rfc not in visita.pagina.content()
    visita.pagina.goto(f"/verificar/{folio}/1AAAAAAAAAAAAAAAA")
    visita.leer("El código de la dirección no corresponde a este folio.")


@pytest.mark.parametrize("par", ["CACX7605101P8_2023", "EKU9003173C9_2023"], ids=["persona", "empresa"])
def test_the_test_pairs_of_the_sat_file_a_return(par: str, sistema_uat: Sistema) -> None:
    efirma = Efirma.leer(PARES / "fiel" / f"{par}.cer")
    with navegador(sistema_uat.url) as visita:
        visita.ingresar(efirma)
        visita.primera_vez()
        if par.startswith("EKU"):
            visita.llenar_generales("contacto@kemper.example", "Sí")
        else:
            visita.llenar_generales("xochilt@casas.example")
        visita.leer("Tus datos están completos")
        folio = visita.presentar(efirma, 2026, 2)
        assert visita.descargar_acuse(folio).startswith(b"%PDF-")
        sin_secretos(visita, efirma)


def test_a_wrong_password_and_the_key_of_another_certificate_stay_in_the_browser(
    visita: Visita, emitir: Emitir
) -> None:
    propia, ajena = emitir(), emitir()
    visita.abrir_entrada()
    visita.elegir(propia, "no-es-esta")
    visita.grabadora.borrar()
    visita.boton("Validar")
    visita.rechazada("El archivo .key no corresponde al certificado o la contraseña es incorrecta.")
    visita.rechazada("Revisa que los dos archivos sean de la misma e.firma y escribe de nuevo la contraseña.")
    visita.rechazada("Código: MSG-04")
    visita.elegir(Efirma(propia.cer, ajena.key, ajena.contrasena))
    visita.boton("Validar")
    visita.rechazada("El archivo .key no corresponde al certificado o la contraseña es incorrecta.")
    assert b"POST" not in bytes(visita.grabadora.enviado)


@pytest.mark.parametrize(
    ("opciones", "mensaje"),
    [
        (("--tipo", "csd"), "El archivo es un sello digital (CSD); se requiere e.firma."),
        (("--desde", "2021-01-01", "--hasta", "2024-12-31"), "El certificado está vencido."),
    ],
    ids=["csd", "vencida"],
)
def test_what_is_no_efirma_in_force_is_refused_with_its_own_message(
    opciones: tuple[str, ...], mensaje: str, visita: Visita, emitir: Emitir
) -> None:
    efirma = emitir(*opciones)
    visita.abrir_entrada()
    visita.elegir(efirma)
    visita.boton("Validar")
    visita.rechazada(mensaje)


def test_the_rfc_is_prefilled_and_another_one_is_refused(visita: Visita, emitir: Emitir) -> None:
    rfc = rfc_al_azar()
    efirma = emitir(rfc=rfc)
    visita.abrir_entrada()
    visita.elegir(efirma)
    caja = visita.pagina.get_by_label("RFC*")
    expect(caja).to_have_value(rfc)
    caja.fill(rfc_al_azar())
    visita.boton("Validar")
    visita.rechazada("La e.firma no corresponde al RFC capturado.")
    caja.fill("EKU9003173C9")
    visita.boton("Validar")
    visita.rechazada("Una persona moral debe usar su propia e.firma, no la de su representante.")
    caja.fill(rfc[:12])
    visita.boton("Validar")
    visita.rechazada("El RFC está incompleto o mal escrito.")
    caja.fill("")
    visita.pagina.keyboard.insert_text(f" {rfc[:4].lower()}-{rfc[4:10]}-{rfc[10:]}")
    expect(caja).to_have_value(rfc)
    visita.boton("Validar")
    visita.leer(EXITOSA)


def test_files_chosen_before_the_script_arrived_are_read_when_it_does(visita: Visita, emitir: Emitir) -> None:
    efirma, detenidos = emitir(), list[Route]()
    visita.pagina.route("**/firma-*.js", lambda ruta: detenidos.append(ruta))
    with visita.pagina.expect_request("**/firma-*.js"):
        visita.pagina.goto("/entrar/efirma", wait_until="commit")
    visita.elegir(efirma)
    for ruta in detenidos:
        ruta.continue_()
    expect(visita.pagina.locator("#llave-nombre")).to_have_text(efirma.key.name)
    expect(visita.pagina.get_by_label("RFC*")).not_to_have_value("")
    visita.boton("Validar")
    visita.leer(EXITOSA)


AJENOS = {
    "cfdi": "||1.1|ABCDEF12-0000-4000-8000-000000000000|2026-11-20T10:00:00|SAT970701NN3|c2VsbG8=|0000||",
    "sat": "||solicitud|autenticacion|sat.gob.mx|1234567890||",
    "otro-origen": "||efirma-login|1|https://imss.example|{nonce}|{t}|{t}||",
    "presentacion-al-ingresar": "||icsoe-presentacion|1|{origen}|" + "x|" * 17 + "x||",
}


@pytest.mark.parametrize("clase", AJENOS)
def test_the_browser_signs_no_text_but_its_own(
    clase: str, visita: Visita, emitir: Emitir, sistema: Sistema
) -> None:
    texto = AJENOS[clase].format(origen=sistema.url, nonce="a" * 32, t="2026-11-20T10:00:00.000-06:00")
    visita.pagina.route("**/entrar/efirma/reto", lambda r: r.fulfill(json={"reto": "r", "texto": texto}))
    visita.abrir_entrada()
    visita.validar(emitir())
    visita.boton("Ingresar")
    visita.rechazada("Por seguridad no se firmó")
    assert b"POST /entrar/efirma/sesion" not in bytes(visita.grabadora.enviado)


def test_the_browser_does_not_sign_when_the_content_is_not_the_one_shown(
    visita: Visita, emitir: Emitir
) -> None:
    efirma = emitir()
    visita.contratista_lista(efirma, "x@prueba.invalid")
    visita.hasta_la_firma(2025, 2)
    visita.pagina.route("**/contenido", lambda r: r.fulfill(body='{"otro": "contenido"}'))
    visita.elegir(efirma)
    visita.boton("Validar")
    visita.rechazada("El contenido recibido no coincide con el que muestra la página; no se firmó nada.")


def test_the_key_page_refuses_html_and_foreign_scripts(visita: Visita) -> None:
    visita.abrir_entrada()
    intento = (
        "() => { try { document.body.innerHTML = '<b>x</b>'; return 'hecho' } catch (e) { return e.name } }"
    )
    assert visita.pagina.evaluate(intento) == "TypeError"
    otra = (
        "() => { try { trustedTypes.createPolicy('otra', {}); return 'hecho' } catch (e) { return e.name } }"
    )
    assert visita.pagina.evaluate(otra) == "TypeError"


def test_the_oath_and_the_signature_can_be_left_without_presenting(visita: Visita, emitir: Emitir) -> None:
    efirma = emitir()
    visita.contratista_lista(efirma, "x@prueba.invalid")
    visita.hasta_la_protesta(2025, 3)
    visita.enlace("Cancelar")
    visita.enlace("Capturar informativa")
    visita.leer("No existen informativas registradas")

    visita.hasta_la_firma(2025, 3)
    visita.enlace("Firmar después")
    visita.enlace(re.compile("^Devolver,"))
    visita.pagina.get_by_label("Motivo*").fill("El periodo no es el correcto")
    visita.boton("Devolver")
    visita.leer("La informativa regresó a «Informativas en captura».")
    visita.leer_al_fin("El periodo no es el correcto")
    expect(visita.pagina.get_by_role("row").nth(1)).to_contain_text("El periodo no es el correcto")
    visita.enlace(re.compile("^Continuar,"))
    visita.boton("Continuar")
    visita.leer("Lo que vas a firmar")
    assert visita.firmar(efirma).startswith(f"SI{dia_en_el_centro(datetime.now(UTC)):%y}")


def test_a_double_click_on_firmar_gives_one_folio(visita: Visita, emitir: Emitir) -> None:
    efirma = emitir()
    visita.contratista_lista(efirma, "x@prueba.invalid")
    visita.hasta_la_firma(2024, 1)
    visita.validar(efirma)
    visita.pagina.get_by_role("button", name="Firmar", exact=True).dblclick()
    expect(visita.pagina.get_by_role("dialog")).to_contain_text("Tu informativa quedó presentada")
    visita.enlace("Cerrar")
    visita.enlace("Acuses de presentación")
    expect(visita.pagina.get_by_role("row")).to_have_count(2)


def test_a_second_return_for_the_period_names_the_folio_of_the_first(visita: Visita, emitir: Emitir) -> None:
    efirma = emitir()
    visita.contratista_lista(efirma, "x@prueba.invalid")
    folio = visita.presentar(efirma, 2023, 1)
    visita.enlace("Nueva informativa")
    visita.pagina.get_by_label("Año*").select_option("2023")
    visita.leer(f"Presentada Sin información, folio {folio}.")
    expect(visita.pagina.get_by_role("link", name=f"Descargar Acuse {folio}")).to_be_visible()
    expect(visita.pagina.locator("input[value='2023-1']")).to_have_count(0)
    expect(visita.pagina.locator("input[value='2023-3']")).to_be_checked()
    visita.pagina.goto("/captura/nueva/protesta?periodo=2023-1&tipo=SIN_INFORMACION")
    visita.leer(f"Ya existe una informativa presentada para este periodo (folio {folio})")


def test_a_draft_of_the_period_is_opened_from_nueva_informativa(visita: Visita, emitir: Emitir) -> None:
    visita.contratista_lista(emitir(), "x@prueba.invalid")
    visita.hasta_la_firma(2021, 1)
    for cuatrimestre in (2, 3):
        visita.pagina.goto("/captura")
        visita.hasta_la_firma(2021, cuatrimestre)
    visita.pagina.goto("/captura/nueva?ejercicio=2021")
    visita.leer("Ningún periodo de 2021 admite una informativa nueva.")
    expect(visita.pagina.get_by_role("button", name="Continuar", exact=True)).to_be_hidden()
    visita.enlace("Abrir la informativa enviada a firma, Primer cuatrimestre de 2021")
    visita.leer("Informativa enviada a firma")
    visita.enlace("Devolver")
    visita.pagina.get_by_label("Motivo*").fill("Hay que revisarla")
    visita.boton("Devolver")
    visita.leer("La informativa regresó a «Informativas en captura».")
    visita.leer_al_fin("Hay que revisarla")
    visita.pagina.goto("/captura/nueva?ejercicio=2021")
    visita.enlace("Abrir la informativa en captura, Primer cuatrimestre de 2021")
    visita.leer("La informativa fue devuelta a captura: Hay que revisarla")


def test_a_year_chosen_before_the_scripts_arrive_shows_its_periods(visita: Visita, emitir: Emitir) -> None:
    visita.contratista_lista(emitir(), "x@prueba.invalid")
    visita.enlace("Capturar informativa")
    detenidas: list[Route] = []

    def detener(peticion: Route) -> None:
        detenidas.append(peticion)

    visita.pagina.route("**/htmx*.js", detener)
    with visita.pagina.expect_request("**/htmx*.js"):
        visita.enlace("Nueva informativa")
    visita.pagina.get_by_label("Año*").select_option("2025")
    detenidas[0].continue_()
    expect(visita.pagina.locator("input[value='2025-1']")).to_be_visible()


def test_before_the_window_the_return_waits_and_says_from_when(visita: Visita, emitir: Emitir) -> None:
    (*_, en_marcha) = iniciados(dia_en_el_centro(datetime.now(UTC)))
    visita.contratista_lista(emitir(), "x@prueba.invalid")
    visita.hasta_la_protesta(en_marcha.ejercicio, en_marcha.cuatrimestre)
    visita.boton("Continuar")
    abre = fecha_larga(dia_en_el_centro(Calendario().abre(en_marcha)))
    visita.leer(f"Podrás firmar a partir del {abre}.")
    expect(visita.pagina.get_by_role("button", name="Firmar")).to_be_disabled()


def test_after_logout_nothing_private_is_left(visita: Visita, emitir: Emitir) -> None:
    rfc = rfc_al_azar()
    visita.contratista_lista(emitir(rfc=rfc), "x@prueba.invalid")
    visita.enlace("Inicio")
    visita.leer(rfc)
    visita.boton("Cerrar sesión")
    visita.leer("Cerraste tu sesión.")
    visita.pagina.go_back()
    visita.pagina.wait_for_load_state()
    assert rfc not in visita.pagina.content()
    guardado = "() => localStorage.length + sessionStorage.length"
    assert visita.pagina.evaluate(guardado) == 0
    visita.pagina.goto("/inicio")
    expect(visita.pagina).to_have_url(re.compile(r"/entrar$"))


def test_a_person_with_only_a_keyboard_logs_in(visita: Visita, emitir: Emitir) -> None:
    efirma = emitir()
    pagina = visita.pagina
    pagina.goto("/entrar")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    pagina.keyboard.press("Enter")
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    visita.leer("Validación FIEL")
    expect(pagina.locator("#validar")).to_be_enabled()
    visita.elegir(efirma)
    pagina.get_by_label("RFC*").focus()
    for nombre in ("#certificado", "#llave", "#contrasena"):
        pagina.keyboard.press("Tab")
        expect(pagina.locator(nombre)).to_be_focused()
    pagina.keyboard.press("Enter")
    visita.leer(EXITOSA)
    expect(pagina.get_by_role("button", name="Ingresar")).to_be_focused()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url(re.compile("/terminos/aceptacion$"))
    expect(pagina.get_by_role("dialog")).to_be_visible()


def test_everything_but_the_efirma_works_without_javascript(sistema: Sistema, emitir: Emitir) -> None:
    with navegador(sistema.url) as con:
        con.contratista_lista(emitir(), "x@prueba.invalid")
        galletas = con.contexto.cookies()
    with navegador(sistema.url, javascript=False) as sin:
        sin.pagina.goto("/entrar/efirma")
        expect(sin.pagina.locator("noscript .aviso")).to_be_visible()
        expect(sin.pagina.get_by_role("button", name="Validar")).to_be_disabled()
        sin.contexto.add_cookies([{k: g[k] for k in ("name", "value", "domain", "path")} for g in galletas])  # type: ignore[misc]
        sin.pagina.goto("/generales")
        sin.pagina.get_by_label("Celular*").fill("no es un número")
        sin.boton("Guardar")
        sin.leer("Revisa lo siguiente")
        sin.pagina.goto("/captura/nueva?ejercicio=2022")
        sin.pagina.locator("input[value='2022-2']").check()
        sin.boton("Continuar")
        sin.leer("Declaro bajo protesta de decir verdad")
        sin.boton("Continuar")
        sin.pagina.goto("/firma")
        sin.leer("Mayo")
        sin.enlace(re.compile("^Devolver,"))
        sin.pagina.get_by_label("Motivo*").fill("Sin JavaScript")
        sin.boton("Devolver")
        sin.leer("Devuelta: Sin JavaScript")


def test_a_page_that_came_without_security_says_why_the_efirma_cannot_be_used(sistema: Sistema) -> None:
    with navegador(sistema.url) as visita:
        html = visita.contexto.request.get("/entrar/efirma").text()
        politica = visita.contexto.request.get("/entrar/efirma").headers["content-security-policy"]
        nonce = re.search(r"nonce-([\w-]+)", html + politica)
        assert nonce
        visita.contexto.route(
            "http://inseguro.example/**",
            lambda r: r.fulfill(
                response=visita.contexto.request.get(r.request.url.replace("http://inseguro.example", ""))
            ),
        )
        visita.pagina.goto("http://inseguro.example/entrar/efirma")
        visita.leer("Esta página no llegó por una conexión segura")
        expect(visita.pagina.get_by_role("button", name="Validar")).to_be_disabled()
