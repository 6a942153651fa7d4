"""The receipt's file: its limits and its display name (icsoe.md §7.4 D31, threats.md T-49, T-50)."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import tiene_caracter_prohibido

from .vinculo import DIA, segundos_hasta

MAXIMO_BYTES = 5 * 1_048_576
MAXIMO_PAGINAS = 30
MAXIMO_NOMBRE = 120
_NOMBRE_SI_FALTA = "acuse-repse.pdf"

Paso = Literal["EXAMINADA", "ACEPTADA"]
Veredicto = Literal["ACEPTABLE", "CIFRADO", "ACTIVO", "ILEGIBLE", "DEMASIADAS_PAGINAS"]


def exigir_pdf(datos: bytes) -> None:
    """What can be said before parsing. Raises archivo_demasiado_grande, archivo_ilegible."""
    if len(datos) > MAXIMO_BYTES:
        raise Negativa("archivo_demasiado_grande", maximo="5 MB")
    if not datos.startswith(b"%PDF-"):
        raise Negativa("archivo_ilegible")


def exigir_cupo(paso: Paso, cargas: Sequence[datetime], maximo: int, ahora: datetime) -> None:
    """``cargas``: that came so far in the last day, the oldest first.

    Raises demasiados_acuses_repse, demasiados_intentos_repse.
    """
    if len(cargas) >= maximo:
        codigo = "demasiados_acuses_repse" if paso == "ACEPTADA" else "demasiados_intentos_repse"
        raise Negativa(codigo, maximo=maximo, segundos=segundos_hasta(cargas[-maximo] + DIA, ahora))


def exigir_aceptable(veredicto: Veredicto) -> None:
    """Raises the refusal of a verdict."""
    match veredicto:
        case "ACEPTABLE":
            return
        case "CIFRADO":
            raise Negativa("archivo_cifrado")
        case "ACTIVO":
            raise Negativa("archivo_activo")
        case "ILEGIBLE":
            raise Negativa("archivo_ilegible")
        case "DEMASIADAS_PAGINAS":
            raise Negativa("archivo_demasiado_grande", maximo=f"{MAXIMO_PAGINAS} páginas")


def nombre_visible(dado: str) -> str:
    """A name fit to be shown and put in a header: last path component, NFC, ≤ 120 characters, ``.pdf``.

    It names nothing in the store: keys are ids.
    """
    ultimo = unicodedata.normalize("NFC", dado[:1_000]).replace("\\", "/").rsplit("/", 1)[-1]
    limpio = "".join(c for c in ultimo if not tiene_caracter_prohibido(c) and c not in '|"<>:*?').strip(" .")
    if not limpio:
        return _NOMBRE_SI_FALTA
    raiz = limpio[:-4] if limpio.lower().endswith(".pdf") else limpio
    return (raiz.rstrip(" .")[: MAXIMO_NOMBRE - 4] or _NOMBRE_SI_FALTA[:-4]) + ".pdf"
