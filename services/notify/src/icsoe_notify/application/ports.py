"""What notify's commands need from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class DireccionImposible(Exception):
    """No mail can be written to the principal address."""


class EnlaceIlegible(Exception):
    """The sealed link does not open with the key of this process."""


@dataclass(frozen=True)
class Contacto:
    """Where a contratista wants its mails (Lin. 2 fr. V: the last given). ``copias``: at most three.

    ``confirmados``: those whose link was opened; only these are sent an acuse (threats.md T-35).
    """

    nombre: str
    correo: str | None
    copias: tuple[str, ...] = ()
    confirmados: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DeContratista:
    """To a contratista, at the address of the moment of sending."""

    titular: UUID


@dataclass(frozen=True)
class DeCapturista:
    """To a capturista, at the address of the moment of sending."""

    titular: UUID


@dataclass(frozen=True)
class Direccion:
    """To an address that the cause named. ``titular``: of whom."""

    titular: UUID
    direccion: str = field(repr=False)


@dataclass(frozen=True)
class ConEnlace:
    """To the address inside ``sellado``, a JWE, with the link whose token it holds; useless at ``expira``."""

    titular: UUID
    sellado: str = field(repr=False)
    expira: datetime


Destino = DeContratista | DeCapturista | Direccion | ConEnlace


@dataclass(frozen=True)
class Correo:
    """A mail owed because of an event. ``datos`` is what its template prints; it holds no worker data."""

    id: UUID
    causa: UUID
    plantilla: Plantilla
    destino: Destino
    datos: Mapping[str, JsonValue]
    creado: datetime


@dataclass(frozen=True)
class EnlaceAbierto:
    """What a sealed link holds."""

    token: str = field(repr=False)
    para: str = field(repr=False)


@dataclass(frozen=True)
class Adjunto:
    """A PDF to attach."""

    nombre: str
    datos: bytes = field(repr=False)


@dataclass(frozen=True)
class Lectores:
    """Whom one message goes to: ``para`` decides, a copy never fails it. ``nombre``: how it greets, if known.

    ``token``: of the link it carries. ``por``: the contratista that a capturista reads about.
    """

    para: str = field(repr=False)
    copias: tuple[str, ...] = field(repr=False, default=())
    nombre: str | None = field(repr=False, default=None)
    token: str | None = field(repr=False, default=None)
    por: str | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Carta:
    """A mail as it travels: its envelope, the address that decides first, and the message with CRLF."""

    remitente: str
    destinatarios: tuple[str, ...] = field(repr=False)
    fuente: bytes = field(repr=False)


class Contactos(Protocol):
    """The projections of registry: how to reach a contratista, a capturista."""

    async def guardar(self, contratista_id: UUID, contacto: Contacto, orden: int) -> None:
        """Keeps the newest state; one whose ``orden`` (``Sobre.orden``) is not greater is ignored."""
        ...

    async def guardar_capturista(self, capturista_id: UUID, correo: str, orden: int) -> None:
        """The same of a capturista."""
        ...

    async def guardar_nombre(self, capturista_id: UUID, nombre: str, orden: int) -> None:
        """The same of how a capturista calls itself."""
        ...

    async def nombre(self, capturista_id: UUID) -> str | None:
        """How it calls itself, if that arrived yet."""
        ...


class Correos(Protocol):
    """Mails owed and what became of them."""

    async def encolar(self, correo: Correo) -> None:
        """Keeps a mail; one that is known already stays as it is."""
        ...

    async def cerrar(self, correo_id: UUID, falla: MotivoDeFalla | None, cuando: datetime) -> bool:
        """Delivered (``falla`` None) or given up; its data are forgotten. False when it was closed before."""
        ...


class Cupos(Protocol):
    """How many limited mails an address got."""

    async def tomar(self, correo_id: UUID, cuenta: str, ahora: datetime) -> bool:
        """Counts the mail, once however often it is tried; False when ``cuenta`` had its share: an address,
        or a template, a holder and an address.
        """
        ...


class Trabajo(Protocol):
    """One transaction of this service."""

    @property
    def contactos(self) -> Contactos: ...
    @property
    def correos(self) -> Correos: ...
    @property
    def cupos(self) -> Cupos: ...
    @property
    def eventos(self) -> Eventos: ...
    @property
    def tareas(self) -> Tareas: ...


class Lecturas(Protocol):
    """Reads outside a transaction."""

    async def por_enviar(self, correo_id: UUID) -> Correo | None:
        """An open mail; None when closed or unknown."""
        ...

    async def contacto(self, contratista_id: UUID) -> Contacto | None:
        """The contact of now, if it arrived yet."""
        ...

    async def correo_de_capturista(self, capturista_id: UUID) -> str | None:
        """The address of now, if it arrived yet."""
        ...


class Vinculos(Protocol):
    """Whom a capturista works for, at this moment."""

    async def puede_acuses(self, capturista_id: UUID, contratista_id: UUID) -> bool | None:
        """The switch of its ACTIVO link; None without one."""
        ...


class Abridor(Protocol):
    """Opens what auth and registry sealed."""

    def abrir(self, sellado: str) -> EnlaceAbierto:
        """Raises EnlaceIlegible."""
        ...


class Redactor(Protocol):
    """Writes mails."""

    def redactar(self, correo: Correo, lectores: Lectores, adjunto: Adjunto | None) -> Carta:
        """The whole mail; a copy that cannot be written to is left out. Raises DireccionImposible."""
        ...


class Cartero(Protocol):
    """Hands mails to the mail server."""

    async def entregar(self, carta: Carta) -> None:
        """Returns when the server has taken responsibility. Raises CorreoRechazado or SinRespuesta."""
        ...
