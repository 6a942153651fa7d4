"""A person at a browser: the official path, screen by screen, as the guides name it."""

import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, FilePayload, Page, expect, sync_playwright
from pypdf import PdfWriter

from .espera import ESPERA_S, hasta
from .grabadora import Grabadora

CHROMIUM = os.environ.get("ICSOE_CHROMIUM", "/usr/bin/chromium")
OPCIONES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EXITOSA = "La validación de la FIEL fue exitosa"
FOLIO = re.compile(r"SI\d{2}\d{6,9}")
RETARDO_MS = int(os.environ.get("ICSOE_E2E_RETARDO_MS", "0"))
"""A slow network: every answer comes this much later, so scripts arrive after the person has begun."""
ESPERA_MS = 30_000
expect.set_options(timeout=ESPERA_MS)


@dataclass(frozen=True)
class Efirma:
    """An e.firma on disk."""

    cer: Path
    key: Path
    contrasena: str

    @classmethod
    def leer(cls, cer: str | Path, txt: str | Path | None = None) -> "Efirma":
        """``F.cer`` with ``F.key`` and ``F.txt`` beside it."""
        ruta = Path(cer)
        return cls(ruta, ruta.with_suffix(".key"), Path(txt or ruta.with_suffix(".txt")).read_text().strip())


def pdf() -> bytes:
    """A receipt of one blank page."""
    escritor, salida = PdfWriter(), BytesIO()
    escritor.add_blank_page(612, 792)
    escritor.write(salida)
    return salida.getvalue()


@contextmanager
def navegador(url: str, *, ancho: int = 1280, javascript: bool = True) -> Generator["Visita"]:
    """A fresh browser at ``url`` whose every sent byte is recorded."""
    grabadora = Grabadora(url)
    with sync_playwright() as p:
        opciones = [*OPCIONES, f"--host-resolver-rules={grabadora.regla}"]
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=opciones)
        contexto = chromium.new_context(
            base_url=url,
            locale="es-MX",
            viewport={"width": ancho, "height": 800},
            java_script_enabled=javascript,
        )
        contexto.set_default_timeout(ESPERA_MS)
        if RETARDO_MS:
            contexto.on("page", _retardar)
        yield Visita(contexto.new_page(), contexto, grabadora)
        chromium.close()
    grabadora.cerrar()


def _retardar(pagina: Page) -> None:
    red = pagina.context.new_cdp_session(pagina)
    red.send("Network.enable")
    condiciones = {"offline": False, "latency": RETARDO_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    red.send("Network.emulateNetworkConditions", condiciones)


@dataclass(frozen=True)
class Visita:
    """One tab. Every method ends on the screen its name says."""

    pagina: Page
    contexto: BrowserContext
    grabadora: Grabadora

    def boton(self, nombre: str) -> None:
        self.pagina.get_by_role("button", name=nombre, exact=True).click()

    def enlace(self, nombre: str | re.Pattern[str]) -> None:
        self.pagina.get_by_role("link", name=nombre, exact=isinstance(nombre, str)).first.click()

    def leer(self, texto: str) -> None:
        """Waits until the page shows ``texto``."""
        expect(self.pagina.locator("body")).to_contain_text(texto)

    def leer_al_fin(self, texto: str, espera_s: float = ESPERA_S) -> None:
        """Loads the page again until it shows what another process has yet to hear of."""

        def visible() -> bool:
            try:
                self.pagina.reload()
            except Error as error:
                # What was just clicked replaced the page meanwhile: the new one is loaded again.
                if "Not attached to an active page" not in error.message:
                    raise
                return False
            return texto in self.pagina.inner_text("body")

        hasta(visible, espera_s)

    def abrir_entrada(self) -> None:
        self.pagina.goto("/")
        self.enlace("Ingresar a ICSOE")
        self.enlace("Ingresar con E.Firma")
        self.leer("Validación FIEL")

    def elegir(self, efirma: Efirma, contrasena: str | None = None) -> None:
        """Fills the key boxes."""
        self.pagina.locator("#certificado").set_input_files(efirma.cer)
        self.pagina.locator("#llave").set_input_files(efirma.key)
        self.pagina.get_by_label("Contraseña de la Llave privada*").fill(contrasena or efirma.contrasena)

    def validar(self, efirma: Efirma) -> None:
        self.elegir(efirma)
        self.boton("Validar")
        self.leer(EXITOSA)

    def rechazada(self, mensaje: str) -> None:
        """The alert says ``mensaje`` and the last button stays closed."""
        expect(self.pagina.get_by_role("alert").first).to_contain_text(mensaje)
        expect(self.pagina.locator("#terminar")).to_be_disabled()

    def ingresar(self, efirma: Efirma) -> None:
        self.abrir_entrada()
        self.validar(efirma)
        self.boton("Ingresar")
        self.pagina.wait_for_url(re.compile(r"/(terminos/aceptacion|configuracion|inicio)$"))

    def primera_vez(self) -> None:
        """Términos y Condiciones → Configuración → Generales."""
        self.boton("Ingresar")
        self.leer("Por favor ingresa tus datos generales.")
        self.enlace("Continuar")
        self.pagina.wait_for_url(re.compile(r"/generales$"))

    def llenar_generales(self, correo: str, social: str | None = None) -> None:
        self.pagina.get_by_label("Correo electrónico*").fill(correo)
        self.pagina.get_by_label("Celular*").fill("55 1234 5678")
        self.pagina.get_by_label("Teléfono fijo").fill("5587654321")
        if social:
            self.pagina.get_by_label(social, exact=True).check()
        archivo = FilePayload(name="acuse repse.pdf", mimeType="application/pdf", buffer=pdf())
        self.pagina.locator("#acuse_repse").set_input_files(archivo)
        self.boton("Guardar")

    def contratista_lista(self, efirma: Efirma, correo: str) -> None:
        """From nothing to complete Generales, of a person."""
        self.ingresar(efirma)
        self.primera_vez()
        self.llenar_generales(correo)
        self.leer("Tus datos están completos")

    def hasta_la_protesta(self, ejercicio: int, cuatrimestre: int) -> None:
        self.enlace("Capturar informativa")
        self.enlace("Nueva informativa")
        anio = self.pagina.get_by_label("Año*")
        # A person cannot choose what is chosen; the browser's driver can, and that would ask again.
        if anio.input_value() != str(ejercicio):
            anio.select_option(str(ejercicio))
        self.pagina.locator(f"input[value='{ejercicio}-{cuatrimestre}']").check()
        self.pagina.get_by_label("Tipo de informativa a presentar*").select_option("Sin información")
        self.boton("Continuar")
        self.leer("Declaro bajo protesta de decir verdad")

    def hasta_la_firma(self, ejercicio: int, cuatrimestre: int) -> None:
        self.hasta_la_protesta(ejercicio, cuatrimestre)
        self.boton("Continuar")
        self.pagina.wait_for_url(re.compile(r"/firma/[0-9a-f-]+/firmar$"))
        self.leer("Lo que vas a firmar")

    def firmar(self, efirma: Efirma) -> str:
        """The folio of the dialog; it stays open."""
        self.validar(efirma)
        self.boton("Firmar")
        dialogo = self.pagina.get_by_role("dialog")
        expect(dialogo).to_contain_text("Tu informativa quedó presentada")
        hallado = FOLIO.search(dialogo.inner_text())
        assert hallado
        return hallado[0]

    def presentar(self, efirma: Efirma, ejercicio: int, cuatrimestre: int) -> str:
        """The whole return, back at Informativas en captura."""
        self.hasta_la_firma(ejercicio, cuatrimestre)
        folio = self.firmar(efirma)
        self.enlace("Cerrar")
        self.pagina.wait_for_url(re.compile(r"/captura$"))
        return folio

    def descargar_acuse(self, folio: str) -> bytes:
        """The PDF, once it has been sealed."""
        self.enlace("Acuses de presentación")
        enlace = self.pagina.get_by_role("link", name=f"Descargar Acuse {folio}")
        expect(enlace).to_be_visible(timeout=2 * ESPERA_MS)
        with self.pagina.expect_download() as descarga:
            enlace.click()
        assert descarga.value.suggested_filename == f"{folio}.pdf"
        return descarga.value.path().read_bytes()
