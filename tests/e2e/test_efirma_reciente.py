"""What diverts mail wants an e.firma of the last ten minutes; the form it interrupts is not lost (T-35)."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from icsoe_deploy.sistema import Sistema
from playwright.sync_api import expect

from .demo import Persona
from .test_capturistas import curp_al_azar
from .visita import Efirma, Visita
from .visita_capturista import dar_de_alta

pytestmark = pytest.mark.navegador

RENOVAR = (
    """async csrf => (await fetch('/sesion', {method: 'POST', headers: {'X-ICSOE-CSRF': csrf}})).status"""
)


async def _ejecutar(sistema: Sistema, orden: str, rfc: str) -> None:
    clave = sistema.perfil.secreto("postgres", "clave")
    conexion = await asyncpg.connect(f"postgresql://postgres:{clave}@{sistema.perfil.postgres}/auth")
    try:
        await conexion.execute(orden, rfc)
    finally:
        await conexion.close()


def pasan_once_minutos(sistema: Sistema, rfc: str, visita: Visita) -> None:
    """Since the login: its row at auth is older, and the page works on with a token that says so."""
    orden = """update sesion set creada = sesion.creada - interval '11 minutes'
               from cuenta where cuenta.id = sesion.cuenta_id and cuenta.rfc = $1"""
    with ThreadPoolExecutor(1) as aparte:  # Playwright keeps this thread's event loop
        aparte.submit(asyncio.run, _ejecutar(sistema, orden, rfc)).result()
    csrf = visita.pagina.locator("input[name=_csrf]").first.input_value()
    assert visita.pagina.evaluate(RENOVAR, csrf) == 200


def usar_la_efirma_de_nuevo(visita: Visita, persona: Persona, regreso: str) -> None:
    """From the refusal, by its button, back to the form at ``regreso``."""
    visita.leer("esto requiere haber usado tu e.firma en los últimos 10 minutos")
    visita.enlace("Ingresar de nuevo con E.Firma")
    visita.leer("Validación FIEL")
    visita.validar(Efirma.leer(Path(persona.efirma[1]), Path(persona.efirma[5])))
    visita.boton("Ingresar")
    visita.pagina.wait_for_url(re.compile(regreso))


def exigir_cajas(visita: Visita, cajas: dict[str, str]) -> None:
    for rotulo, valor in cajas.items():
        expect(visita.pagina.get_by_label(rotulo, exact=True)).to_have_value(valor)


def escribir(visita: Visita, cajas: dict[str, str]) -> None:
    for rotulo, valor in cajas.items():
        visita.pagina.get_by_label(rotulo, exact=True).fill(valor)


def test_generales_that_divert_the_mail_come_back_as_typed_after_the_efirma(
    sistema: Sistema, persona: Persona, patron: Visita
) -> None:
    patron.enlace("Generales")
    pasan_once_minutos(sistema, persona.rfc, patron)
    cajas = {"Correo electrónico*": f"otro-{persona.correo}", "Celular*": "5599998888"}
    escribir(patron, cajas)
    patron.boton("Guardar")
    usar_la_efirma_de_nuevo(patron, persona, r"/generales$")
    exigir_cajas(patron, cajas)
    patron.boton("Guardar")
    patron.leer("Tus datos están completos")
    patron.enlace("Generales")
    exigir_cajas(patron, cajas)


def test_an_alta_comes_back_as_typed_after_the_efirma_and_is_empty_once_it_was_sent(
    sistema: Sistema, persona: Persona, patron: Visita
) -> None:
    correo = "nueva-persona@prueba.invalid"
    cajas = {"CURP*": curp_al_azar(), "Correo electrónico*": correo, "Confirmar correo*": correo}
    patron.enlace("Usuarios")
    patron.enlace("Nuevo capturista")
    pasan_once_minutos(sistema, persona.rfc, patron)
    escribir(patron, cajas)
    patron.pagina.get_by_label("Puede descargar acuses").uncheck()
    patron.boton("Guardar")
    usar_la_efirma_de_nuevo(patron, persona, r"/usuarios/nuevo$")
    exigir_cajas(patron, cajas)
    expect(patron.pagina.get_by_label("Puede descargar acuses")).not_to_be_checked()
    patron.boton("Guardar")
    patron.leer("Enviamos la invitación.")
    patron.leer(cajas["CURP*"])
    patron.enlace("Nuevo capturista")
    exigir_cajas(patron, dict.fromkeys(cajas, ""))


def test_a_corrected_invitation_comes_back_as_typed_after_the_efirma(
    sistema: Sistema, persona: Persona, patron: Visita
) -> None:
    curp, correo = curp_al_azar(), "corregida@prueba.invalid"
    dar_de_alta(patron, curp, "equivocada@prueba.invalid")
    patron.enlace(f"Editar correo, {curp}")
    pasan_once_minutos(sistema, persona.rfc, patron)
    cajas = {"Correo electrónico*": correo, "Confirmar correo*": correo}
    escribir(patron, cajas)
    patron.boton("Guardar")
    usar_la_efirma_de_nuevo(patron, persona, r"/usuarios/[0-9a-f-]{36}/correo$")
    patron.leer(curp)
    exigir_cajas(patron, cajas)
    patron.boton("Guardar")
    patron.leer("El correo se corrigió")
    patron.leer(correo)
