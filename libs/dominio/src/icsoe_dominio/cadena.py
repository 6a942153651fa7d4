"""The texts that are signed (threats.md §4.4): one grammar
per purpose, fixed count of fields, never ambiguous.

The server builds them from its own record; a client signs only what ``leer``
accepts for the purpose it expects. Forbidden characters are refused at the
source, never replaced (T-56); an empty field keeps its place.
"""

import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Self

from .calendario import CENTRO
from .texto import tiene_caracter_prohibido

MAXIMO = 4096
_VERSION = "1"


class CadenaInvalida(ValueError):
    """A field holds a forbidden character, or a text does not follow the grammar of its purpose."""


def instante(momento: datetime) -> str:
    """An aware instant in Central time, to the millisecond: ``2026-09-17T23:59:59.999-06:00``."""
    if momento.tzinfo is None:
        raise ValueError("el instante debe llevar zona horaria")
    return momento.astimezone(CENTRO).isoformat(timespec="milliseconds")


def _exigir(campo: str) -> str:
    if "|" in campo or tiene_caracter_prohibido(campo) or campo != unicodedata.normalize("NFC", campo):
        raise CadenaInvalida("un campo contiene un carácter no permitido")
    return campo


@dataclass(frozen=True)
class _Cadena:
    PROPOSITO: ClassVar[str]

    def texto(self) -> str:
        """``||purpose|1|field|…||``, NFC. Raises CadenaInvalida."""
        campos = [_exigir(getattr(self, campo.name)) for campo in fields(self)]
        texto = f"||{'|'.join([self.PROPOSITO, _VERSION, *campos])}||"
        if len(texto.encode()) > MAXIMO:
            raise CadenaInvalida("el texto es demasiado largo")
        return texto

    @classmethod
    def leer(cls, texto: str) -> Self:
        """The record behind a text of this purpose, and of no other. Raises CadenaInvalida."""
        if len(texto) > MAXIMO or not (texto.startswith("||") and texto.endswith("||") and len(texto) > 4):
            raise CadenaInvalida("no es una cadena de este sistema")
        proposito, *resto = texto[2:-2].split("|")
        if proposito != cls.PROPOSITO or len(resto) != len(fields(cls)) + 1 or resto[0] != _VERSION:
            raise CadenaInvalida("la cadena es de otro propósito, versión o número de campos")
        cadena = cls(*resto[1:])
        cadena.texto()
        return cadena


@dataclass(frozen=True)
class CadenaLogin(_Cadena):
    """What proves an e.firma at login. ``origen`` is the public URL; instants as ``instante`` writes them."""

    PROPOSITO = "efirma-login"

    origen: str
    nonce: str
    emitido: str
    expira: str


@dataclass(frozen=True)
class CadenaPresentacion(_Cadena):
    """What a contratista signs to present a return.

    ``acto`` binds the two texts of one act (T3b); all fields are text.
    """

    PROPOSITO = "icsoe-presentacion"

    origen: str
    acto: str
    informativa_id: str
    nonce: str
    tipo: str
    complementaria: str
    folio_corregido: str
    rfc: str
    rfc_representante: str
    nombre: str
    ejercicio: str
    cuatrimestre: str
    mes_inicial: str
    mes_final: str
    contratos_relacionados: str
    total_trabajadores: str
    contenido_sha256: str
    emitida: str
    certificado_numero: str


@dataclass(frozen=True)
class CadenaAcuse(_Cadena):
    """What the institution's key seals; only the acuse job of signing makes it."""

    PROPOSITO = "icsoe-acuse"

    folio: str
    cadena_sha256: str
    firma_sha256: str
    contenido_sha256: str
    recibida_en: str
    resultado: str
    llave_id: str
