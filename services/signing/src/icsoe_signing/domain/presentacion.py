"""A presented return as its period sees it, and the act that may become one."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from icsoe_dominio.folios import TipoComplementaria, TipoInformativa

EstadoPresentacion = Literal["PRESENTADA", "SUSTITUIDA", "SIN_EFECTOS"]


@dataclass(frozen=True)
class Acto:
    """What one signature would do to a period.

    ``folio_corregido``: the target of a complementaria. ``incorpora``: folios whose contracts it takes (T17).
    """

    tipo: TipoInformativa
    complementaria: TipoComplementaria | None = None
    folio_corregido: str | None = None
    incorpora: tuple[str, ...] = ()


@dataclass(frozen=True)
class Presentacion:
    """One return of the period that has a folio. Only ``estado`` ever changes (icsoe.md §6.1).

    ``legado``: shares the period with other vigentes (T16). ``repara``: not one of the four (T10).
    ``observada``: its certificate was revoked when it was received (D106).
    """

    informativa_id: UUID
    folio: str
    acto: Acto
    estado: EstadoPresentacion = "PRESENTADA"
    legado: bool = False
    repara: bool = False
    observada: bool = False

    @property
    def vigente(self) -> bool:
        """Presented, not substituted, not without effects; a Sin efectos itself never is (§5.2)."""
        return self.estado == "PRESENTADA" and self.acto.complementaria in (None, "CORRECCION")

    @property
    def cuenta(self) -> bool:
        """Whether it is one of the complementarias that T10 limits to four."""
        return self.acto.complementaria in ("CORRECCION", "SIN_EFECTOS") and not self.repara

    def pasar_a(self, estado: EstadoPresentacion) -> "Presentacion":
        """The same return after a Corrección (T7) or a Sin efectos (T9) on it was signed."""
        return replace(self, estado=estado)
