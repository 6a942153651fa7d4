"""A CURP that somebody else registered is given back to the person it belongs to (threats.md T-25)."""

import pytest
from icsoe_deploy.sistema import Sistema

from .demo import generales, nueva_persona
from .test_capturistas import curp_al_azar, enlace_de
from .visita import Efirma, navegador
from .visita_capturista import (
    crear_contrasena,
    dar_de_alta,
    ingresar_con_contrasena,
    otra_persona,
    primera_entrada,
)

pytestmark = pytest.mark.navegador


def test_the_person_proves_her_curp_with_her_efirma_and_who_took_it_is_out(sistema: Sistema) -> None:
    contratista, curp = nueva_persona(sistema), curp_al_azar()
    assert contratista.icsoe(*generales(contratista)).returncode == 0
    suya = nueva_persona(sistema, "--curp", curp)
    ajeno, propio = f"ajeno-{curp.lower()}@prueba.invalid", f"propio-{curp.lower()}@prueba.invalid"
    with navegador(sistema.url) as patron:
        patron.ingresar(Efirma.leer(contratista.efirma[1], contratista.efirma[5]))
        dar_de_alta(patron, curp, ajeno)
        with otra_persona(patron, sistema.url) as impostor, otra_persona(patron, sistema.url) as ella:
            crear_contrasena(impostor, enlace_de(sistema, ajeno))
            ingresar_con_contrasena(impostor, curp)
            primera_entrada(impostor)

            ella.pagina.goto("/entrar/usuario")
            ella.enlace("¿Alguien más usa tu CURP? Compruébala con tu e.firma")
            ella.validar(Efirma.leer(suya.efirma[1], suya.efirma[5]))
            ella.boton("Ingresar")
            ella.pagina.get_by_label("Tu correo electrónico*").fill(propio)
            ella.boton("Comprobar que es mía")
            ella.leer(f"Comprobaste que la CURP {curp} es tuya.")
            ella.boton("Cerrar sesión")
            ella.leer("Cerraste tu sesión.")

            # Its access token lives 60 s and is renewed with 5 s left: only then does auth refuse it.
            impostor.leer_al_fin("Ingresar con E.Firma", 120)
            patron.enlace("Usuarios")
            patron.leer_al_fin("Baja")
            crear_contrasena(ella, enlace_de(sistema, propio))
            ingresar_con_contrasena(ella, curp)
            primera_entrada(ella)
