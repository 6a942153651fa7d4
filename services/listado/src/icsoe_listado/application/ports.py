"""What listado's commands need from outside."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, Eventos, Reloj, Uow
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.periodo import Periodo

from ..domain.informativa import Complementaria, Informativa, Tipo, TipoPersona
from ..domain.renglones import Formato, Lista, Renglon


@dataclass(frozen=True)
class Presentada:
    """A presented return as signing told it. ``posicion``: (source, subject, sequence) of that event."""

    informativa_id: UUID
    contratista_id: UUID
    periodo: Periodo
    folio: str
    tipo: Tipo
    complementaria: Complementaria | None
    folio_corregido: str | None
    nombre: str
    tipo_persona: TipoPersona
    fecha_presentacion: datetime
    contratos_relacionados: int
    posicion: tuple[str, str, int]


class Presentadas(Protocol):
    """The projection of signing.periodo."""

    async def avanzar(self, source: str, subject: str, sequence: int) -> None:
        """Takes note of the position."""
        ...

    async def guardar(self, presentada: Presentada, *, vigente: bool, orden: str) -> None:
        """Keeps the return, once; ``orden`` is its sort key. One that a Corrección or Sin efectos kept before
        has ended is not ``vigente``.
        """
        ...

    async def dejar_sin_vigencia(self, folio: str, contratista_id: UUID) -> None:
        """The return with that folio is listed no more."""
        ...


@dataclass(frozen=True)
class Publicacion:
    """One version of one list of one period: the xlsx and its CSV twin. ``filas`` without the header."""

    lista: Lista
    periodo: Periodo
    version: int
    filas: int
    corte: datetime
    publicado: datetime
    publicado_por: str
    xlsx: ReferenciaObjeto
    csv: ReferenciaObjeto


class Publicaciones(Protocol):
    """What was published; versions are never changed or deleted."""

    async def siguiente_version(self, lista: Lista, periodo: Periodo) -> int:
        """The next version, 1 for the first; holds off other publications of that list until the commit."""
        ...

    async def registrar(self, publicacion: Publicacion) -> None: ...


class Trabajo(Protocol):
    """One transaction of this service."""

    @property
    def presentadas(self) -> Presentadas: ...
    @property
    def publicaciones(self) -> Publicaciones: ...
    @property
    def eventos(self) -> Eventos: ...


class Lecturas(Protocol):
    """Queries outside a transaction."""

    def vigentes(self, periodo: Periodo) -> AbstractAsyncContextManager[AsyncIterator[Informativa]]:
        """All vigentes of the period from one snapshot: by contratista's name, then folio (D75)."""
        ...

    async def publicaciones(self, ejercicio: int | None) -> Sequence[Publicacion]:
        """The latest version of each list and period, newest period first."""
        ...

    async def publicacion(self, lista: Lista, periodo: Periodo, version: int | None) -> Publicacion | None:
        """That version, the latest unless one is given."""
        ...


class Pluma(Protocol):
    """Writes one file row by row."""

    def escribir(self, renglon: Renglon) -> None: ...
    def cerrar(self) -> bytes: ...


@dataclass(frozen=True)
class Imprenta:
    """All that publishing needs. ``plumas`` make a writer of a sheet's name and its columns."""

    lecturas: Lecturas
    uow: Uow[Trabajo]
    objetos: AlmacenObjetos
    plumas: Mapping[Formato, Callable[[str, Sequence[str]], Pluma]]
    calendario: Calendario
    reloj: Reloj
