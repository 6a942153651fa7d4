"""What the commands of capturistas need from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Reloj, Respuestas, Uow

from ..domain.capturista import Capturista
from ..domain.contratista import Aceptacion
from ..domain.vinculo import Vinculo
from .ports import Contratistas


@dataclass(frozen=True)
class Topes:
    """Limits of threats.md §4.7: open links and altas a day per contratista, invitations a day per link."""

    abiertos: int = 50
    altas: int = 20
    envios: int = 3


@dataclass(frozen=True)
class Remitente:
    """How a contratista is named to others."""

    id: UUID
    rfc: str
    nombre: str


@dataclass(frozen=True)
class Ocupacion:
    """What a contratista has used of its limits. ``altas``: instants of the last day, the oldest first."""

    abiertos: int
    altas: Sequence[datetime]


class Capturistas(Protocol):
    """One aggregate, one lock: every method that returns one leaves its row locked."""

    async def de_curp(self, nuevo: Capturista) -> Capturista:
        """The one of that CURP, made when nobody had it: of two that ask at once, one makes it."""
        ...

    async def de_vinculo(self, vinculo_id: UUID, contratista_id: UUID) -> Capturista | None:
        """Whose link it is. None: missing, or of another contratista."""
        ...

    async def para_editar(self, id: UUID, vinculo_id: UUID | None = None) -> Capturista | None:
        """With its open links and, open or not, ``vinculo_id``."""
        ...

    async def guardar(self, antes: Capturista | None, despues: Capturista) -> None:
        """Writes what differs."""
        ...

    async def registrar_aceptacion(self, id: UUID, aceptacion: Aceptacion) -> None: ...

    async def ocupacion(self, contratista_id: UUID, desde: datetime) -> Ocupacion: ...

    async def remitentes(self, ids: Sequence[UUID]) -> Mapping[UUID, Remitente]: ...


class TrabajoDeCapturistas(Respuestas, Protocol):
    """What one transaction offers."""

    @property
    def contratistas(self) -> Contratistas: ...
    @property
    def capturistas(self) -> Capturistas: ...
    @property
    def eventos(self) -> Eventos: ...


class LecturasDeCapturistas(Protocol):
    """Reads without a transaction."""

    async def de_contratista(self, contratista_id: UUID) -> Sequence[tuple[Vinculo, Capturista]]:
        """All links it ever made, the newest first."""
        ...

    async def capturista(self, id: UUID) -> Capturista | None: ...

    async def remitentes(self, ids: Sequence[UUID]) -> Mapping[UUID, Remitente]: ...

    async def con_vinculo_activo(self) -> Sequence[UUID]: ...

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool: ...


@dataclass(frozen=True)
class Oficina:
    """What every command of capturistas works with."""

    uow: Uow[TrabajoDeCapturistas]
    reloj: Reloj
    topes: Topes
