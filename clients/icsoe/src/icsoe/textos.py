"""The only two texts this client ever signs (threats.md §4.4, T-12, T-13); their grammars are
icsoe_dominio.cadena.

A text that does not match is refused before the key is used: no CFDI, no SAT login, no other origin, no
other return.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from icsoe_dominio.cadena import CadenaInvalida, CadenaLogin, CadenaPresentacion

from icsoe.errores import TextoAjeno

VIDA_MAXIMA_RETO = timedelta(minutes=10)
_NONCE = re.compile(r"[A-Za-z0-9_-]{22,128}")
_ACTO = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True)
class TextoFirmable:
    """A text that passed its grammar: the only thing EFirma.firmar takes."""

    cadena: str


@dataclass(frozen=True)
class LoEsperado:
    """What the client itself knows about the return it is about to sign; the text must say the same."""

    origen: str
    informativa_id: str
    tipo: str
    rfc: str
    rfc_representante: str
    ejercicio: str
    cuatrimestre: str
    contratos_relacionados: str
    total_trabajadores: str
    contenido_sha256: str
    certificado_numero: str
    complementaria: str = ""
    folio_corregido: str = ""


def leer_login(texto: str, origen: str) -> TextoFirmable:
    """Checks the challenge against our grammar and ``origen`` (``https://host[:port]``).

    Raises TextoAjeno.
    """
    try:
        reto = CadenaLogin.leer(texto)
    except CadenaInvalida as error:
        raise _ajeno(str(error)) from None
    _igual("origen", reto.origen, origen)
    _exigir(_NONCE.fullmatch(reto.nonce), "el reto no trae un número aleatorio válido")
    vida = _instante(reto.expira) - _instante(reto.emitido)
    _exigir(timedelta(0) < vida <= VIDA_MAXIMA_RETO, "el reto no tiene una vigencia razonable")
    return TextoFirmable(texto)


def leer_presentacion(texto: str, esperado: LoEsperado) -> TextoFirmable:
    """Checks the cadena original field by field against ``esperado``. Raises TextoAjeno."""
    try:
        cadena = CadenaPresentacion.leer(texto)
    except CadenaInvalida as error:
        raise _ajeno(str(error)) from None
    for campo, debe in vars(esperado).items():
        _igual(campo, getattr(cadena, campo), debe)
    _exigir(_NONCE.fullmatch(cadena.nonce), "la cadena no trae un número aleatorio válido")
    _exigir(_ACTO.fullmatch(cadena.acto), "la cadena no dice de qué acto es")
    _instante(cadena.emitida)
    return TextoFirmable(texto)


def _igual(campo: str, dice: str, debe: str) -> None:
    _exigir(dice == debe, f"en «{campo}» dice «{dice}» y debe decir «{debe}»")


def _instante(texto: str) -> datetime:
    try:
        instante = datetime.fromisoformat(texto)
    except ValueError:
        raise _ajeno("una fecha del texto no es válida") from None
    _exigir(instante.tzinfo is not None, "una fecha del texto no lleva zona horaria")
    return instante


def _exigir(condicion: object, motivo: str) -> None:
    if not condicion:
        raise _ajeno(motivo)


def _ajeno(motivo: str) -> TextoAjeno:
    return TextoAjeno(
        f"No se firmó y tu llave no se usó: el servidor pidió firmar un texto que no corresponde ({motivo}).",
        "Revisa la dirección (ICSOE_URL o --url); si es la correcta, avisa a la mesa de ayuda.",
        codigo="TEXTO_AJENO",
    )
