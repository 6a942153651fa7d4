"""What application code may ask of the chassis. Adapters implement these; ``testing/`` holds twins."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from icsoe_contracts.evento import Evento
from icsoe_contracts.referencias import ReferenciaObjeto
from pydantic import BaseModel, JsonValue

M = TypeVar("M", bound=BaseModel)
T_co = TypeVar("T_co", covariant=True)


class Reloj(Protocol):
    """The one clock. Domain tables never use SQL ``now()``."""

    def ahora(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Eventos(Protocol):
    """The outbox of the running transaction."""

    def emitir(self, evento: Evento, *, sujeto: UUID, causa: UUID | None = None) -> None:
        """Queues a fact of stream ``sujeto``; rows are written
        last, just before the commit, with the next sequence.

        ``causa`` is the id of the event that led to this one. The topic comes from the catalogue.
        """
        ...


class Tareas(Protocol):
    """Work that is not a database's: objects, mail, PDF.
    Claimed by the worker's ``jobs`` role, at least once.
    """

    async def programar(
        self, tipo: str, clave: str, datos: Mapping[str, JsonValue], *, desde: datetime | None = None
    ) -> None:
        """Adds a job once per (``tipo``, ``clave``), to run not
        before ``desde``. ``datos`` holds ids, never secrets.
        """
        ...


class Respuestas(Protocol):
    """The memory of Idempotency-Key: what was answered is stored in the command's own transaction."""

    async def responder(self, resultado: M) -> M:
        """Stores ``resultado`` as the answer of the running request, if it carries a key, and returns it."""
        ...


class Vinculos(Protocol):
    """The ACTIVO links of capturistas, as this service's own database knows them (threats.md T-23)."""

    async def puede_acuses(self, capturista_id: UUID, contratista_id: UUID) -> bool | None:
        """None: no ACTIVO link. Else whether the capturista may read that contratista's acuses."""
        ...


class Uow(Protocol[T_co]):
    """One command, one transaction: commits when the block ends, rolls back when it raises."""

    def __call__(self) -> AbstractAsyncContextManager[T_co]: ...


class ObjetoAlterado(Exception):
    """The stored bytes do not have the hash of their reference."""


class ObjetoAusente(Exception):
    """No such object or version."""


class AlmacenNoDisponible(Exception):
    """The object store does not answer now; trying again helps."""


class AlmacenObjetos(Protocol):
    """The object store. References pin version and SHA-256; a read that does not match raises.

    Both methods raise AlmacenNoDisponible.
    """

    async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> ReferenciaObjeto:
        """Stores ``datos`` as a new version under ``key`` with media type ``tipo``."""
        ...

    async def leer(self, referencia: ReferenciaObjeto) -> bytes:
        """The bytes of exactly that version. Raises ObjetoAlterado or ObjetoAusente."""
        ...
