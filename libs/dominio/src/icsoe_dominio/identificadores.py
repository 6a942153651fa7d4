"""Rfc, Curp and Nss: text with a pattern, an existing date and a check digit (icsoe.md §9.1)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .texto import ValorInvalido, sin_blancos

TipoPersona = Literal["F", "M"]

_FECHA = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RFC = re.compile(rf"([A-Z&Ñ]{{3,4}})({_FECHA})[A-Z0-9]{{2}}[0-9A]")
_ALFABETO_RFC = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_GENERICOS = frozenset({"XAXX010101000", "XEXX010101000"})

_ENTIDADES = (
    "AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE"
)
_CURP = re.compile(
    rf"[A-Z][AEIOUX][A-Z]{{2}}({_FECHA})[HMX](?:{_ENTIDADES})[BCDFGHJ-NP-TV-Z]{{3}}([0-9A-Z])\d"
)
_ALFABETO_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"

_NSS = re.compile(r"[0-9]{11}", re.ASCII)


def _existe(siglos: tuple[int, ...], aammdd: str) -> bool:
    for siglo in siglos:
        try:
            date(siglo + int(aammdd[:2]), int(aammdd[2:4]), int(aammdd[4:6]))
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True, order=True)
class Rfc:
    """A tax id: 13 characters for a person, 12 for a company; its date exists in some century."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "Rfc":
        """Reads what a person or a certificate gives. Raises ValorInvalido."""
        valor = sin_blancos(texto, 40).upper()
        partes = _RFC.fullmatch(valor)
        if partes is None or not _existe((1900, 2000), partes[2]):
            raise ValorInvalido(
                "formato", "El RFC no tiene la estructura de 12 o 13 caracteres que asigna el SAT."
            )
        return cls(valor)

    @property
    def tipo_persona(self) -> TipoPersona:
        """``F`` for a person, ``M`` for a company."""
        return "F" if len(self.valor) == 13 else "M"

    @property
    def digito_correcto(self) -> bool:
        """Whether the mod-11 digit fits; only ever a warning (D49), generic RFCs do not satisfy it."""
        completo = self.valor.rjust(13)
        suma = sum(_ALFABETO_RFC.index(c) * (13 - i) for i, c in enumerate(completo[:12]))
        return completo[12] == "0A987654321"[suma % 11]

    @property
    def generico(self) -> bool:
        """The two RFCs that SAT gives to nobody in particular (D50)."""
        return self.valor in _GENERICOS

    @property
    def enmascarado(self) -> str:
        """A person shows 4 characters, a company its first and last 3 (threats T-63)."""
        if self.tipo_persona == "F":
            return self.valor[:4] + "*" * 9
        return self.valor[:3] + "*" * 6 + self.valor[-3:]

    def __str__(self) -> str:
        return self.valor


@dataclass(frozen=True, order=True)
class Curp:
    """A population key of 18 characters whose date exists."""

    valor: str

    @classmethod
    def leer(cls, texto: str, *, exigir_digito: bool = True) -> "Curp":
        """Raises ValorInvalido, code ``formato`` or ``digito``.

        SAT's own certificates may carry a wrong digit.
        """
        valor = sin_blancos(texto, 40).upper()
        partes = _CURP.fullmatch(valor)
        # The 17th character says the century: a digit before 2000, a letter since.
        if partes is None or not _existe((1900 if partes[2].isdigit() else 2000,), partes[1]):
            raise ValorInvalido("formato", "La CURP no tiene la estructura oficial de 18 caracteres.")
        curp = cls(valor)
        if exigir_digito and not curp.digito_correcto:
            raise ValorInvalido(
                "digito", "El dígito verificador de la CURP no es correcto; revisa lo que escribiste."
            )
        return curp

    @property
    def digito_correcto(self) -> bool:
        """Whether the last digit fits the first 17 characters."""
        suma = sum(_ALFABETO_CURP.index(c) * (18 - i) for i, c in enumerate(self.valor[:17]))
        return int(self.valor[17]) == (10 - suma % 10) % 10

    def __str__(self) -> str:
        return self.valor


@dataclass(frozen=True, order=True)
class Nss:
    """A social-security number: 11 digits as text, leading zeros kept, the last one by Luhn."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "Nss":
        """Raises ValorInvalido, code ``formato`` or ``digito``."""
        valor = sin_blancos(texto, 40)
        if not _NSS.fullmatch(valor):
            raise ValorInvalido("formato", "El NSS debe tener 11 dígitos.")
        dobles = (int(c) * (1 + i % 2) for i, c in enumerate(valor[:10]))
        if int(valor[10]) != -sum(d - 9 if d > 9 else d for d in dobles) % 10:
            raise ValorInvalido(
                "digito", "El dígito verificador del NSS no es correcto; revisa lo que escribiste."
            )
        return cls(valor)

    def __str__(self) -> str:
        return self.valor
