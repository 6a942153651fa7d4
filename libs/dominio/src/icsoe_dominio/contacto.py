"""Mail addresses and telephones (V-EMAIL, V-TEL10; icsoe.md §9.2)."""

import re
from dataclasses import dataclass

from .texto import ValorInvalido, sin_blancos

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_ETIQUETA = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_CORREO = re.compile(rf"({_LOCAL})@((?:{_ETIQUETA}\.)+{_ETIQUETA})", re.ASCII)
_TELEFONO = re.compile(r"[0-9]{10}", re.ASCII)


@dataclass(frozen=True)
class Correo:
    """One address, dot-atom form of RFC 5322, at most 254 characters, its domain in lower case (D48, D54)."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "Correo":
        """Raises ValorInvalido."""
        partes = _CORREO.fullmatch(sin_blancos(texto, 254))
        # «=?» opens an encoded word (RFC 2047): what writes the mail would read another address there.
        if partes is None or len(partes[1]) > 64 or "=?" in partes[1]:
            raise ValorInvalido(
                "formato", "Escribe un correo electrónico válido, por ejemplo nombre@empresa.mx."
            )
        return cls(f"{partes[1]}@{partes[2].lower()}")

    @property
    def enmascarado(self) -> str:
        """Its first letter and its domain: enough for who knows the address (threats T-25)."""
        local, _, dominio = self.valor.partition("@")
        return f"{local[0]}***@{dominio}"

    def __str__(self) -> str:
        return self.valor


@dataclass(frozen=True)
class Telefono:
    """Ten digits, without the country code."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "Telefono":
        """Takes blanks, hyphens, parentheses and a leading ``+52`` away. Raises ValorInvalido."""
        valor = re.sub(r"[\s()-]", "", sin_blancos(texto, 40)).removeprefix("+52")
        if not _TELEFONO.fullmatch(valor):
            raise ValorInvalido("formato", "El teléfono debe tener 10 dígitos, con clave lada.")
        return cls(valor)

    def __str__(self) -> str:
        return self.valor
