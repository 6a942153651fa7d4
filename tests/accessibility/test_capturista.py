"""The pages of a capturista, and those of its contratista about it, at 1280 and 360 px: axe finds nothing."""

import re

import pytest
from icsoe_deploy.sistema import Sistema

from ..e2e.demo import generales, nueva_persona
from ..e2e.test_capturistas import curp_al_azar, enlace_de
from ..e2e.visita import Efirma, Visita, navegador
from ..e2e.visita_capturista import (
    CONTRASENA,
    abrir_acceso,
    dar_de_alta,
    elegir_contratista,
    escribir_contrasena,
    ingresar_con_contrasena,
    otra_persona,
    primera_entrada,
)
from .test_accesibilidad import revisar

pytestmark = [pytest.mark.plataforma, pytest.mark.navegador]
PROPIAS = (
    "/capturista/inicio",
    "/capturista/datos",
    "/capturista/contratistas",
    "/mi-cuenta",
    "/mi-cuenta/contrasena",
    "/mi-cuenta/correo",
    "/mi-cuenta/segundo-factor",
    "/mis-sesiones",
    "/usuarios",
    "/capturista/contratistas/confirmacion",
)

EN_AMBITO = (
    "/captura",
    "/captura/nueva",
    "/acuses",
    "/nada",
    "/mi-cuenta",
    "/mis-sesiones",
    "/capturista/datos",
)


@pytest.mark.parametrize("ancho", [1280, 360])
def test_no_page_of_a_capturista_has_a_fault_or_scrolls_sideways(sistema: Sistema, ancho: int) -> None:
    persona = nueva_persona(sistema)
    hecho = persona.icsoe(*generales(persona))
    assert hecho.returncode == 0, hecho.stderr
    curp = curp_al_azar()
    correo = f"{curp.lower()}@prueba.invalid"
    with navegador(sistema.url) as patron:
        patron.ingresar(Efirma.leer(persona.efirma[1], persona.efirma[5]))
        dar_de_alta(patron, curp, correo)
        patron.pagina.set_viewport_size({"width": ancho, "height": 800})
        for accion in ("Editar correo", "Permisos", "Dar de baja"):
            patron.pagina.goto("/usuarios")
            patron.enlace(re.compile(f"^{accion},"))
            revisar(patron)
        patron.pagina.goto("/mi-curp")
        revisar(patron)
        with otra_persona(patron, sistema.url) as yo:
            _entrar(yo, curp, enlace_de(sistema, correo))
            ambito = elegir_contratista(yo, persona.rfc)
            revisar(yo)
            for ruta in (*PROPIAS, *(f"/c/{ambito}{resto}" for resto in EN_AMBITO)):
                yo.pagina.goto(ruta)
                revisar(yo)


def _entrar(yo: Visita, curp: str, token: str) -> None:
    abrir_acceso(yo, token)
    escribir_contrasena(yo, "corta")
    revisar(yo)
    yo.boton("Guardar contraseña")
    yo.leer("Revisa lo siguiente")
    revisar(yo)
    escribir_contrasena(yo, CONTRASENA)
    yo.boton("Guardar contraseña")
    yo.leer("Contraseña actualizada")
    revisar(yo)
    ingresar_con_contrasena(yo, curp, "Otra*Distinta-55")
    yo.leer("El usuario o la contraseña no son correctos.")
    revisar(yo)
    ingresar_con_contrasena(yo, curp)
    yo.leer("Aceptas los términos y condiciones")
    revisar(yo)
    primera_entrada(yo)
