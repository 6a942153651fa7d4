"""What may be opened for a period: the part of the table of icsoe.md §5.4 that informativa can know.

signing decides again under the lock of the period; what is refused here is refused early, with its remedy.
"""

from dataclasses import dataclass
from typing import Literal

from icsoe_dominio.folios import TipoComplementaria, TipoInformativa
from icsoe_dominio.identificadores import TipoPersona
from icsoe_dominio.negativas import Negativa

MAXIMO_EN_CURSO = 20
_SIN_REGISTRO = ("Términos y Condiciones", "Generales")


@dataclass(frozen=True)
class Contratista:
    """What registry tells of the filer."""

    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    generales_completos: bool
    faltantes: tuple[str, ...]


def exigir_generales(contratista: Contratista | None) -> Contratista:
    """Raises MSG-24 unless terms, general data and receipt are complete (D24, D92)."""
    if contratista is None:
        raise Negativa("MSG-24", faltantes=_SIN_REGISTRO)
    if not contratista.generales_completos:
        raise Negativa("MSG-24", faltantes=contratista.faltantes or _SIN_REGISTRO[1:])
    return contratista


@dataclass(frozen=True)
class Presentada:
    """A presented return that is vigente."""

    folio: str
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None


@dataclass(frozen=True)
class Situacion:
    """One contratista, one period: whether a draft or a sent return exists, and the vigentes (V of §5.2)."""

    en_curso: bool
    vigentes: tuple[Presentada, ...]

    @property
    def admite_nueva(self) -> bool:
        """Whether a Normal or Sin información may be opened: what ``exigir_nueva`` lets pass."""
        return not self.en_curso and not self.vigentes

    def exigir_nueva(self) -> None:
        """A Normal or Sin información may be opened. Raises MSG-07, MSG-06."""
        if self.en_curso:
            raise Negativa("MSG-07")
        self.exigir_sin_vigente()

    def exigir_sin_vigente(self) -> None:
        """T2. Raises MSG-06 with the folio that stands in the way."""
        if self.vigentes:
            raise Negativa("MSG-06", folio=self.vigentes[0].folio)


def ocupa_el_periodo(complementaria: TipoComplementaria | None) -> bool:
    """Whether it counts in V once presented: a Sin efectos and an Actualización never do (§5.2, T9)."""
    return complementaria in (None, "CORRECCION")


def efecto_en_el_objetivo(
    complementaria: TipoComplementaria | None,
) -> Literal["SUSTITUIDA", "SIN_EFECTOS"] | None:
    """What a presented complementaria makes of the return it names (T7, T9)."""
    match complementaria:
        case "CORRECCION":
            return "SUSTITUIDA"
        case "SIN_EFECTOS":
            return "SIN_EFECTOS"
        case _:
            return None
