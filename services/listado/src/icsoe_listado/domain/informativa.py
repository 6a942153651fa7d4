"""A presented return as the lists know it: facts the law publishes, and nothing else (T-72)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from icsoe_dominio.periodo import Periodo

Tipo = Literal["NORMAL", "SIN_INFORMACION", "COMPLEMENTARIA"]
Complementaria = Literal["CORRECCION", "SIN_EFECTOS", "ACTUALIZACION"]
TipoPersona = Literal["F", "M"]

_TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Corrección"}


@dataclass(frozen=True)
class Contrato:
    """One contract. ``rfc_contratante`` is compared (I1), never published."""

    folio: str
    contratante: str
    tipo_persona_contratante: TipoPersona
    servicio: str | None
    inicio: date | None
    fin: date | None
    trabajadores: int
    celebracion: date | None = None
    modificacion: date | None = None
    anterior_reforma: bool = False
    rfc_contratante: str | None = None


@dataclass(frozen=True)
class Informativa:
    """A vigente return at the cut.

    ``vigentes``: how many its contratista has in this period, itself included.
    """

    folio: str
    contratista: str
    tipo_persona: TipoPersona
    periodo: Periodo
    tipo: Tipo
    fecha_presentacion: datetime
    contratos_relacionados: int
    contratos: tuple[Contrato, ...] = ()
    vigentes: int = 1
    rfc: str | None = None

    @property
    def lleva_contratos(self) -> bool:
        """Normal and Corrección; a Sin información has none by its nature."""
        return self.tipo != "SIN_INFORMACION"

    @property
    def tipo_publicado(self) -> str:
        """``Normal``, ``Sin información`` or ``Corrección`` (§14.3 column 12)."""
        return _TIPOS[self.tipo]


def es_vigente(complementaria: Complementaria | None) -> bool:
    """Whether a return of this kind is itself listed once presented: not a Sin efectos, not an
    Actualización (§5.2).
    """
    return complementaria in (None, "CORRECCION")


def deja_sin_vigencia(complementaria: Complementaria | None) -> bool:
    """Whether presenting it ends the return it names: Corrección (T7) and Sin efectos (T9)."""
    return complementaria in ("CORRECCION", "SIN_EFECTOS")
