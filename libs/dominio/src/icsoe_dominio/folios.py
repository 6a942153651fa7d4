"""Folios of returns and contracts (icsoe.md §11.5): counters never reset, six digits that grow."""

import base64
import re
from dataclasses import dataclass
from typing import Literal

from .periodo import Periodo
from .texto import ValorInvalido

TipoInformativa = Literal["NORMAL", "SIN_INFORMACION", "COMPLEMENTARIA"]
TipoComplementaria = Literal["CORRECCION", "SIN_EFECTOS", "ACTUALIZACION"]

_FOLIO = re.compile(r"(N|SI|C|SE|AC)([0-9]{2})([0-9]{6,9})", re.ASCII)
_FOLIO_CONTRATO = re.compile(r"A([0-9]{2})([PST])([0-9]{6,9})", re.ASCII)
_PREFIJOS: dict[tuple[TipoInformativa, TipoComplementaria | None], str] = {
    ("NORMAL", None): "N",
    ("SIN_INFORMACION", None): "SI",
    ("COMPLEMENTARIA", "CORRECCION"): "C",
    ("COMPLEMENTARIA", "SIN_EFECTOS"): "SE",
    ("COMPLEMENTARIA", "ACTUALIZACION"): "AC",
}


@dataclass(frozen=True)
class Folio:
    """The definitive folio of a return, for example ``SI22034095``."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "Folio":
        """Raises ValorInvalido."""
        if len(texto) > 40 or not _FOLIO.fullmatch(texto):
            raise ValorInvalido(
                "formato", "El folio no tiene la forma de un folio de informativa (ej. SI26000123)."
            )
        return cls(texto)

    @classmethod
    def formar(
        cls, tipo: TipoInformativa, complementaria: TipoComplementaria | None, anio: int, consecutivo: int
    ) -> "Folio":
        """``anio`` is the year of presentation in Central time,
        not the ejercicio; ``consecutivo`` is 1 … 999999999.
        """
        return cls.leer(f"{_PREFIJOS[tipo, complementaria]}{anio % 100:02d}{consecutivo:06d}")

    def __str__(self) -> str:
        return self.valor


@dataclass(frozen=True)
class FolioContrato:
    """The folio of a contract, for example ``A26P3662382``."""

    valor: str

    @classmethod
    def leer(cls, texto: str) -> "FolioContrato":
        """Raises ValorInvalido."""
        if len(texto) > 40 or not _FOLIO_CONTRATO.fullmatch(texto):
            raise ValorInvalido(
                "formato", "El folio no tiene la forma de un folio de contrato (ej. A26P000123)."
            )
        return cls(texto)

    @classmethod
    def formar(cls, periodo: Periodo, consecutivo: int) -> "FolioContrato":
        """Year and letter are those of the reported period."""
        return cls.leer(f"A{periodo.ejercicio % 100:02d}{periodo.letra}{consecutivo:06d}")

    def __str__(self) -> str:
        return self.valor


def folio_provisional(azar: bytes) -> str:
    """``TMP-`` and 8 base32 characters. ``azar``: exactly 5 random bytes."""
    if len(azar) != 5:
        raise ValueError("se necesitan 5 bytes")
    return "TMP-" + base64.b32encode(azar).decode("ascii")
