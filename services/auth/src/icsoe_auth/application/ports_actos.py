"""What others do with an account of a capturista, written down: unlocks, and CURPs proved with an e.firma."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.identidad import Rol


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

    async def descongelar(self, cuenta_id: UUID, correo: str) -> None: ...


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
