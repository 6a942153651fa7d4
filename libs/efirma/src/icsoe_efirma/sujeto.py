"""Who a certificate names: RFC, representative, CURP and name out of SAT's subject (efirma.md §1.2, §1.3)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from asn1crypto import x509
from icsoe_dominio.identificadores import Rfc, TipoPersona
from icsoe_dominio.texto import ValorInvalido, tiene_caracter_prohibido

# Checked before anything is put in capitals: the capital of a dotless i or of a long s is a plain letter.
_LETRAS_DE_RFC = re.compile(r"[A-ZÑa-zñ0-9&]*", re.ASCII)
_CURP = re.compile(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", re.ASCII)
_NOMBRE_MAXIMO = 300
# T61String is read as Latin-1: that is what SAT's authority writes there (OpenSSL's string_mask = default).
_CODIFICACIONES = {"printable_string": "ascii", "teletex_string": "latin-1", "utf8_string": "utf-8"}


class SujetoIlegible(ValueError):
    """The subject does not name one taxpayer beyond doubt. The message never quotes it."""


@dataclass(frozen=True)
class Sujeto:
    """A taxpayer. A person has 13 characters of RFC and no representative; a company 12, and one."""

    rfc: str
    rfc_representante: str | None
    nombre: str
    tiene_ou: bool
    curp: str | None = field(repr=False)

    @property
    def es_empresa(self) -> bool:
        """True for a persona moral."""
        return self.rfc_representante is not None


def leer_sujeto(nombre: x509.Name) -> Sujeto:
    """Reads a subject; homographs, doubled attributes, control characters and odd encodings are refused."""
    titular, representante = _partir(_unico(nombre, "unique_identifier"))
    rfc, rfc_representante = _rfcs(titular, representante)
    curps = list(_valores(nombre, "serial_number"))
    if len(curps) > 1:
        raise SujetoIlegible("número de serie repetido")
    return Sujeto(
        rfc=rfc,
        rfc_representante=rfc_representante,
        nombre=_nombre_legible(_unico(nombre, "common_name")),
        tiene_ou=any(True for _ in _valores(nombre, "organizational_unit_name")),
        curp=_curp(curps[0]) if curps else None,
    )


def _valores(nombre: x509.Name, atributo: str) -> Iterator[str]:
    for grupo in nombre.chosen:
        for par in grupo:
            if par["type"].native == atributo:
                yield _texto(par["value"])


def _unico(nombre: x509.Name, atributo: str) -> str:
    valores = list(_valores(nombre, atributo))
    if len(valores) != 1:
        raise SujetoIlegible("atributo ausente o repetido")
    return valores[0]


def _texto(valor: x509.DirectoryString) -> str:
    codificacion = _CODIFICACIONES.get(valor.name)
    if codificacion is None:
        raise SujetoIlegible("codificación no admitida")
    try:
        texto = valor.chosen.contents.decode(codificacion)
    except UnicodeDecodeError:
        raise SujetoIlegible("texto mal codificado") from None
    texto = unicodedata.normalize("NFC", texto)
    if tiene_caracter_prohibido(texto):
        raise SujetoIlegible("caracteres prohibidos")
    return texto


def _partir(texto: str) -> tuple[str, str | None]:
    izquierda, barra, derecha = texto.partition("/")
    return izquierda.strip(" "), derecha.strip(" ") if barra else None


def _rfcs(titular: str, representante: str | None) -> tuple[str, str | None]:
    if representante is None:
        return _rfc(titular, "F"), None
    return _rfc(titular, "M"), _rfc(representante, "F")


def _rfc(texto: str, tipo: TipoPersona) -> str:
    try:
        rfc = Rfc.leer(texto) if _LETRAS_DE_RFC.fullmatch(texto) else None
    except ValorInvalido:
        rfc = None
    if rfc is None or rfc.tipo_persona != tipo:
        raise SujetoIlegible("RFC ilegible")
    return rfc.valor


def _curp(texto: str) -> str | None:
    """The person's or representative's CURP; None where there is none (a foreigner may have none)."""
    propio, representante = _partir(texto)
    candidato = propio if representante is None else representante
    return candidato if _CURP.fullmatch(candidato) else None


def _nombre_legible(texto: str) -> str:
    nombre = texto.strip()
    if not nombre or len(nombre) > _NOMBRE_MAXIMO or "|" in nombre:
        raise SujetoIlegible("nombre ilegible")
    return nombre
