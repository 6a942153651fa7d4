"""Solicitar devolución in a real browser, from the capturista's button to the mails of all (D111)."""

from pathlib import Path

import pytest
from icsoe_deploy.sistema import Sistema
from icsoe_sim.lector_correo import esperar_correo
from playwright.sync_api import expect

from .demo import Persona
from .test_capturistas import curp_al_azar, enlace_de
from .visita import Efirma, Visita
from .visita_capturista import (
    crear_contrasena,
    dar_de_alta,
    elegir_contratista,
    ingresar_con_contrasena,
    otra_persona,
    primera_entrada,
)

pytestmark = pytest.mark.navegador
MOTIVO = "Falta revisar un dato."


def en_firma(sistema: Sistema, persona: Persona, patron: Visita, yo: Visita, correo: str) -> None:
    """A capturista that works for the contratista has sent a return to its signature."""
    curp = curp_al_azar()
    dar_de_alta(patron, curp, correo)
    crear_contrasena(yo, enlace_de(sistema, correo))
    ingresar_con_contrasena(yo, curp)
    primera_entrada(yo)
    elegir_contratista(yo, persona.rfc)
    yo.hasta_la_protesta(2025, 1)
    yo.boton("Continuar")
    yo.leer("La informativa se envió a firma")


def leer_la_solicitud(patron: Visita) -> None:
    """Who would sign reads it before the key is asked for, who looks reads it in Ver."""
    for accion in ("Ver", "Firmar"):
        patron.enlace("Firma y presentación")
        patron.enlace(f"{accion}, Primer cuatrimestre de 2025")
        patron.leer("Ana Sofía De Prueba solicitó su devolución")
        patron.leer(MOTIVO)
    patron.leer("Antes de firmar: te pidieron devolver esta informativa")


def test_a_capturista_asks_the_contratista_returns_and_both_read_it(
    sistema: Sistema, persona: Persona, patron: Visita
) -> None:
    correo = f"{curp_al_azar().lower()}@prueba.invalid"
    with otra_persona(patron, sistema.url) as yo:
        en_firma(sistema, persona, patron, yo, correo)
        yo.enlace("Solicitar devolución, Primer cuatrimestre de 2025")
        yo.leer("recibirá un correo con tu nombre y el motivo")
        yo.pagina.get_by_label("Motivo*").fill(MOTIVO)
        yo.boton("Solicitar devolución")
        yo.leer("recibirá el aviso por correo")
        yo.leer("Devolución solicitada el")
        expect(yo.pagina.get_by_role("link", name="Solicitar devolución")).to_have_count(0)

        pedido = esperar_correo(sistema.buzon, persona.correo, "Te piden devolver una informativa")["texto"]
        assert MOTIVO in pedido
        assert "De Prueba" in pedido
        patron.enlace("Firma y presentación")
        patron.leer("Devolución solicitada")
        leer_la_solicitud(patron)
        patron.enlace("Devolver")
        patron.pagina.get_by_label("Motivo*").fill("De acuerdo, corrige.")
        patron.boton("Devolver")
        patron.leer("La informativa regresó a «Informativas en captura»")
        yo.leer_al_fin("Devuelta: De acuerdo, corrige.")
        for lector in (persona.correo, correo):
            devuelta = esperar_correo(sistema.buzon, lector, "Una informativa fue devuelta a captura")
            assert "De acuerdo, corrige." in devuelta["texto"]

        yo.enlace("Continuar, Primer cuatrimestre de 2025")
        yo.boton("Continuar")
        yo.leer("La informativa se envió a firma")
        yo.leer("Solicitar devolución")
        patron.enlace("Firma y presentación")
        patron.leer_al_fin("Ana Sofía De Prueba")
        patron.enlace("Firmar, Primer cuatrimestre de 2025")
        folio = patron.firmar(Efirma.leer(Path(persona.efirma[1]), Path(persona.efirma[5])))
        assert folio in esperar_correo(sistema.buzon, correo, f"Acuse de presentación {folio}")["texto"]
