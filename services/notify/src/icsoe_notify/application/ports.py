"""What notify's commands need from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Tareas
from pydantic import JsonValue

from ..domain.correo import MotivoDeFalla, Plantilla


class CorreoRechazado(Exception):
    """The mail server refused the recipient or the mail for good (5xx)."""


class SinRespuesta(Exception):
    """The mail server is away or asks to come back later: the job is tried again."""


@dataclass(frozen=True)
class Contacto:
    """Where a contratista wants its mails (Lin. 2 fr. V: the last given). ``copias``: at most three."""

    nombre: str
    correo: str | None
    copias: tuple[str, ...] = ()


@dataclass(frozen=True)
class Correo:
    """A mail owed because of an event. ``datos`` is what its template prints; it holds no worker data."""

    id: UUID
    causa: UUID
    plantilla: Plantilla
    contratista_id: UUID
    datos: Mapping[str, JsonValue]
    creado: datetime


@dataclass(frozen=True)
class Adjunto:
    """A PDF to attach."""

    nombre: str
    datos: bytes


@dataclass(frozen=True)
class Carta:
    """A mail as it travels: its envelope, the contratista's own address first, and the message with CRLF."""

    remitente: str
    destinatarios: tuple[str, ...]
    fuente: bytes


class Contactos(Protocol):
    """The projection of registry.contratista."""

    async def guardar(self, contratista_id: UUID, contacto: Contacto, posicion: tuple[str, int]) -> None:
        """Keeps the newest state; an older ``posicion`` (source, sequence) of its source is ignored."""
        ...


class Correos(Protocol):
    """Mails owed and what became of them."""

    async def encolar(self, correo: Correo) -> None:
        """Keeps a mail; its cause has at most one."""
        ...

    async def cerrar(self, correo_id: UUID, falla: MotivoDeFalla | None, cuando: datetime) -> bool:
        """Delivered (``falla`` None) or given up; its data are forgotten. False when it was closed before."""
        ...


class Trabajo(Protocol):
    """One transaction of this service."""

    @property
    def contactos(self) -> Contactos: ...
    @property
    def correos(self) -> Correos: ...
    @property
    def eventos(self) -> Eventos: ...
    @property
    def tareas(self) -> Tareas: ...


class Lecturas(Protocol):
    """Reads outside a transaction."""

    async def por_enviar(self, correo_id: UUID) -> tuple[Correo, Contacto | None] | None:
        """An open mail and the contact of now, if it arrived yet; None when closed or unknown."""
        ...


class Redactor(Protocol):
    """Writes mails."""

    def redactar(self, correo: Correo, contacto: Contacto, adjunto: Adjunto | None) -> Carta:
        """The whole mail; ``contacto`` has an address."""
        ...


class Cartero(Protocol):
    """Hands mails to the mail server."""

    async def entregar(self, carta: Carta) -> None:
        """Returns when the server has taken responsibility. Raises CorreoRechazado or SinRespuesta."""
        ...
