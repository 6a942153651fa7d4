"""Every page at 1280 and 360 px: axe finds nothing, nothing needs to be scrolled sideways (must-hold 13)."""

import json
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from icsoe_deploy.rutas import RAIZ
from icsoe_deploy.sistema import Sistema

from ..e2e.demo import nueva_persona
from ..e2e.visita import Efirma, Visita, navegador

pytestmark = [pytest.mark.plataforma, pytest.mark.navegador]
AXE = RAIZ / "services" / "portal" / "node_modules" / "axe-core" / "axe.min.js"
PUBLICAS = (
    "/",
    "/listado-publico",
    "/listado-publico/informacion-importante",
    "/listado-publico/informacion-importante-inconsistente",
    "/listado-publico/como-solventar",
    "/preguntas-frecuentes",
    "/normatividad",
    "/material-de-apoyo",
    "/plantilla-de-carga",
    "/centro-de-ayuda",
    "/centro-de-ayuda?q=plazo",
    "/instrucciones",
    "/aviso-de-privacidad",
    "/terminos-y-condiciones",
    "/accesibilidad",
    "/contrasena-olvidada",
    "/verificar",
    "/verificar?folio=no-es-folio",
    "/no-existe",
    "/entrar",
    "/entrar/usuario",
    "/recuperar-contrasena",
    "/recuperar-contrasena/enviada",
    "/contrasena-actualizada",
    "/correo-confirmado",
    "/acceso/vencido",
    "/entrar/efirma",
)
PRIVADAS = (
    "/inicio",
    "/generales",
    "/generales/guardados",
    "/captura",
    "/captura/nueva",
    "/firma",
    "/acuses",
    "/usuarios",
    "/usuarios/nuevo",
    "/mis-sesiones",
)


@pytest.fixture(scope="module", params=[1280, 360])
def visita(sistema: Sistema, request: pytest.FixtureRequest) -> Generator[Visita]:
    with navegador(sistema.url, ancho=request.param) as una:
        yield una


@pytest.fixture(scope="module")
def efirma(sistema: Sistema) -> Efirma:
    archivos = nueva_persona(sistema).efirma
    return Efirma.leer(archivos[1], archivos[5])


def revisar(visita: Visita) -> None:
    """The page as it stands."""
    visita.pagina.evaluate(Path(AXE).read_text("utf-8"))
    hallado: dict[str, Any] = visita.pagina.evaluate("axe.run(document, {resultTypes: ['violations']})")
    fallas = [
        {"regla": v["id"], "donde": [n["html"][:160] for n in v["nodes"]]} for v in hallado["violations"]
    ]
    assert not fallas, f"{visita.pagina.url}\n{json.dumps(fallas, indent=1, ensure_ascii=False)}"
    sobra = visita.pagina.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sobra <= 0, f"{visita.pagina.url} se sale {sobra} px"


def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(visita: Visita, efirma: Efirma) -> None:
    for ruta in PUBLICAS:
        visita.pagina.goto(ruta)
        revisar(visita)
    visita.elegir(efirma, "equivocada")
    visita.boton("Validar")
    visita.rechazada("El archivo .key no corresponde al certificado")
    revisar(visita)
    visita.validar(efirma)
    revisar(visita)
    visita.boton("Ingresar")
    visita.pagina.wait_for_url(re.compile(r"/(terminos/aceptacion|inicio)$"))
    _primera_vez(visita)
    for ruta in PRIVADAS:
        visita.pagina.goto(ruta)
        assert visita.pagina.url.endswith(ruta)
        revisar(visita)
    _hasta_el_acuse(visita, efirma)


def _primera_vez(visita: Visita) -> None:
    if not visita.pagina.url.endswith("/terminos/aceptacion"):
        return
    visita.leer("Aceptas los términos y condiciones")
    revisar(visita)
    visita.boton("Ingresar")
    visita.leer("Por favor ingresa tus datos generales.")
    revisar(visita)
    visita.enlace("Continuar")
    visita.boton("Guardar")
    visita.leer("Revisa lo siguiente")
    revisar(visita)
    visita.llenar_generales("x@prueba.invalid")
    visita.leer("Tus datos están completos")


def _hasta_el_acuse(visita: Visita, efirma: Efirma) -> None:
    cuatrimestre = 1 if visita.pagina.viewport_size == {"width": 360, "height": 800} else 2
    _menu(visita)
    visita.hasta_la_protesta(2025, cuatrimestre)
    revisar(visita)
    visita.boton("Continuar")
    visita.leer("Lo que vas a firmar")
    revisar(visita)
    firmar = visita.pagina.url
    for ruta in ("/captura", "/firma"):
        visita.pagina.goto(ruta)
        revisar(visita)
    for sufijo in ("", "/devolver"):
        visita.pagina.goto(firmar.removesuffix("/firmar") + sufijo)
        revisar(visita)
    visita.pagina.goto(firmar)
    visita.validar(efirma)
    revisar(visita)
    folio = visita.firmar(efirma)
    revisar(visita)
    visita.enlace("Cerrar")
    _menu(visita)
    visita.descargar_acuse(folio)
    revisar(visita)
    visita.pagina.goto(f"/verificar/{folio}")
    revisar(visita)


def _menu(visita: Visita) -> None:
    """On a phone the menu begins closed, once its script has run."""
    visita.pagina.wait_for_load_state()
    menu = visita.pagina.locator("#menu")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
