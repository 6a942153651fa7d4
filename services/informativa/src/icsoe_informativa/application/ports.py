"""What informativa's commands need from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Reloj, Respuestas
from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.periodo import Periodo

from ..domain.informativa import Informativa, Paso
from ..domain.situacion import Contratista, Presentada, Situacion


@dataclass(frozen=True)
class Entorno:
    """Clock, calendar and randomness. ``azar(n)``: n unguessable bytes."""

    reloj: Reloj
    calendario: Calendario
    azar: Callable[[int], bytes]
    nuevo_id: Callable[[], UUID]


@dataclass(frozen=True)
class Contexto:
    """What a decision about one contratista and period rests on.

    ``borradores``: its drafts and sent returns, all periods.
    """

    contratista: Contratista | None
    situacion: Situacion
    borradores: int


@dataclass(frozen=True)
class Congelado:
    """What one Enviar froze: canonical JSON and who sent it."""

    envio: int
    contenido: str = field(repr=False)
    contenido_sha256: str
    enviada_por: str
    enviada_en: datetime


@dataclass(frozen=True)
class Presentacion:
    """A return that signing says is presented, with the folio it corrects or cancels, if any."""

    informativa_id: UUID
    contratista_id: UUID
    periodo: Periodo
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None
    folio: str
    folio_corregido: str | None


class Informativas(Protocol):
    async def contexto(self, contratista_id: UUID, periodo: Periodo) -> Contexto: ...

    async def crear(self, informativa: Informativa, paso: Paso) -> bool:
        """False when the period has a draft or a sent return already, however close the race was."""
        ...

    async def para_editar(self, id: UUID, contratista_id: UUID) -> Informativa | None:
        """Locked. None: missing, deleted, or somebody else's; the caller cannot tell which."""
        ...

    async def para_enviar(self, id: UUID, contratista_id: UUID) -> tuple[Informativa, Contexto] | None:
        """``para_editar`` with what its sending rests on."""
        ...

    async def para_aplicar(self, id: UUID) -> Informativa | None:
        """Locked, for what an event says of it; deleted ones too."""
        ...

    async def guardar(self, informativa: Informativa, paso: Paso) -> None: ...

    async def congelar(self, informativa: Informativa, paso: Paso, congelado: Congelado) -> None:
        """``guardar`` of a return that was sent, with what its sending froze."""
        ...


class Proyecciones(Protocol):
    """What other services told us."""

    async def avanzar(self, source: str, subject: str, sequence: int) -> bool:
        """True when the event is the newest of its stream so far; False when it was applied before."""
        ...

    async def guardar_contratista(self, id: UUID, contratista: Contratista, orden: int) -> None:
        """Keeps the newest state; one whose ``orden`` (``Sobre.orden``) is not greater is ignored."""
        ...

    async def registrar_presentada(self, presentacion: Presentacion) -> None:
        """Adds it to its period and changes its target, if it has one."""
        ...


class Trabajo(Respuestas, Protocol):
    """What one transaction offers."""

    @property
    def informativas(self) -> Informativas: ...
    @property
    def proyecciones(self) -> Proyecciones: ...
    @property
    def eventos(self) -> Eventos: ...


class Lecturas(Protocol):
    """Reads without a transaction, of one contratista only."""

    async def informativa(self, id: UUID, contratista_id: UUID) -> Informativa | None: ...

    async def en_curso(self, contratista_id: UUID) -> Sequence[Informativa]:
        """EN_CAPTURA and POR_FIRMAR, ascending by period."""
        ...

    async def vigentes(self, contratista_id: UUID) -> Sequence[tuple[Periodo, Presentada]]:
        """V of §5.2 of every period, ascending by folio: what signing presented and still stands."""
        ...

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool:
        """Whether the event at that position has been applied here."""
        ...
