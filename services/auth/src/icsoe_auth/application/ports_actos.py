"""What others do with an account of a capturista, written down: unlocks, and CURPs proved with an e.firma."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from icsoe_chassis.identidad import Rol

# The link lives; it died unused; the person claimed again; she made her password.
EstadoDeReclamo = Literal["EN_ESPERA", "VENCIDO", "REEMPLAZADO", "RESUELTO"]


@dataclass(frozen=True)
class Reclamo:
    """A claim of a CURP; ``caso`` its id."""

    caso: UUID
    capturista_id: UUID
    estado: EstadoDeReclamo
    reclamado: datetime
    resuelto: datetime | None


class Reclamos(Protocol):
    """Who proved with the e.firma that the CURP of an account is its own."""

    async def curp(self, contratista_id: UUID) -> str | None:
        """What the newest certificate of an e.firma's account says, of a person."""
        ...

    async def desde(self, cuenta_id: UUID, desde: datetime) -> Sequence[datetime]:
        """When it was proved, the oldest first."""
        ...

    async def congelar(self, cuenta_id: UUID, contratista_id: UUID, ahora: datetime) -> None:
        """Nobody enters any more; the second factor and the passwords of whoever had the account are gone."""
        ...

    async def descongelar(self, cuenta_id: UUID, correo: str, ahora: datetime) -> None: ...

    async def todos(self, desde: int, cuantos: int, ahora: datetime) -> Sequence[Reclamo]:
        """The newest first, without the first ``desde``."""
        ...


@dataclass(frozen=True)
class Desbloqueo:
    """Who lifted a lock; ``caso``: the help desk's case."""

    id: UUID
    cuenta_id: UUID
    por: UUID
    rol: Rol
    caso: str | None


class Desbloqueos(Protocol):
    async def desde(self, cuenta_id: UUID, desde: datetime) -> int: ...

    async def anotar(self, hecho: Desbloqueo, ahora: datetime) -> None: ...
