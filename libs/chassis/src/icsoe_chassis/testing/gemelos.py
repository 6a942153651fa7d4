"""The twins. They keep the promises of ``ports``: events only
of committed blocks, jobs once per key, hashes checked.
"""

import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from icsoe_contracts.catalogo import TEMA_DE_EVENTO
from icsoe_contracts.evento import Evento
from icsoe_contracts.referencias import ReferenciaObjeto
from pydantic import BaseModel, JsonValue

from ..ports import Eventos, ObjetoAlterado, ObjetoAusente, Tareas
from ..salida import LIMITE_REGISTRO, RegistroGrande

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class RelojFijo:
    """Stands still until moved."""

    def __init__(self, instante: datetime = datetime(2026, 9, 10, 18, 0, tzinfo=UTC)) -> None:
        self.instante = instante

    def ahora(self) -> datetime:
        return self.instante

    def avanzar(self, cuanto: timedelta) -> None:
        self.instante += cuanto


@dataclass(frozen=True)
class EmitidoEnMemoria:
    """One emitted event; ``sequence`` counts within ``sujeto``, 1, 2, 3…"""

    evento: Evento
    sujeto: UUID
    sequence: int
    causa: UUID | None


@dataclass
class EventosEnMemoria:
    """``Eventos``; ``emitidos`` in order."""

    emitidos: list[EmitidoEnMemoria] = field(default_factory=lambda: [])

    def emitir(self, evento: Evento, *, sujeto: UUID, causa: UUID | None = None) -> None:
        if type(evento) not in TEMA_DE_EVENTO:
            raise KeyError(type(evento).__name__)
        if len(evento.model_dump_json().encode()) > LIMITE_REGISTRO:
            raise RegistroGrande(evento.TIPO)
        sequence = 1 + sum(e.sujeto == sujeto for e in self.emitidos)
        self.emitidos.append(EmitidoEnMemoria(evento, sujeto, sequence, causa))


@dataclass(frozen=True)
class ProgramadaEnMemoria:
    """One programmed job."""

    tipo: str
    clave: str
    datos: Mapping[str, JsonValue]
    desde: datetime | None


@dataclass
class TareasEnMemoria:
    """``Tareas``; ``programadas`` in order, once per (tipo, clave)."""

    programadas: list[ProgramadaEnMemoria] = field(default_factory=lambda: [])

    async def programar(
        self, tipo: str, clave: str, datos: Mapping[str, JsonValue], *, desde: datetime | None = None
    ) -> None:
        if not any(p.tipo == tipo and p.clave == clave for p in self.programadas):
            leidos = json.loads(json.dumps(dict(datos)))
            self.programadas.append(ProgramadaEnMemoria(tipo, clave, leidos, desde))


class ObjetosEnMemoria:
    """``AlmacenObjetos``: every put is a new version, every read is checked."""

    def __init__(self) -> None:
        self._versiones: dict[tuple[str, str, str], bytes] = {}

    async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> ReferenciaObjeto:
        version = uuid4().hex
        self._versiones[bucket, key, version] = datos
        huella = hashlib.sha256(datos).hexdigest()
        return ReferenciaObjeto(bucket=bucket, key=key, version_id=version, sha256=huella, bytes=len(datos))

    async def leer(self, referencia: ReferenciaObjeto) -> bytes:
        datos = self._versiones.get((referencia.bucket, referencia.key, referencia.version_id))
        if datos is None:
            raise ObjetoAusente(referencia.key)
        if hashlib.sha256(datos).hexdigest() != referencia.sha256:
            raise ObjetoAlterado(referencia.key)
        return datos


@dataclass
class TransaccionEnMemoria:
    """What ``UowEnMemoria`` gives its factory: the names of the real ``Transaccion``, without ``conn``."""

    eventos: Eventos
    tareas: Tareas
    respuesta: BaseModel | None = None

    async def responder(self, resultado: M) -> M:
        self.respuesta = resultado
        return resultado


class UowEnMemoria(Generic[T]):
    """``Uow[T]``: keeps events and jobs of blocks that ended well, drops those of blocks that raised.

    Repositories are the factory's own affair: rolling them back is for component tests on real PostgreSQL.
    """

    def __init__(self, fabrica: Callable[[TransaccionEnMemoria], T]) -> None:
        self._fabrica = fabrica
        self.eventos = EventosEnMemoria()
        self.tareas = TareasEnMemoria()
        self.respuestas: list[BaseModel] = []
        self.confirmadas = 0

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[T]:
        eventos = EventosEnMemoria(list(self.eventos.emitidos))
        tareas = TareasEnMemoria(list(self.tareas.programadas))
        tx = TransaccionEnMemoria(eventos, tareas)
        yield self._fabrica(tx)
        self.eventos.emitidos[:] = eventos.emitidos
        self.tareas.programadas[:] = tareas.programadas
        if tx.respuesta is not None:
            self.respuestas.append(tx.respuesta)
        self.confirmadas += 1
