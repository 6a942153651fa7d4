"""What a block emits and programs, kept until the last statement of its transaction (``cierre.py``)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy
from icsoe_contracts.catalogo import TEMA_DE_EVENTO
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Modo
from pydantic import JsonValue
from uuid6 import uuid7

from .ports import Reloj

Conexion = Connection | PoolConnectionProxy
LIMITE_REGISTRO = 256 * 1024


# Nobody asks notify anything: a position that only it reaches can not be waited for.
_SIN_HTTP = frozenset({"notify"})


class RegistroGrande(Exception):
    """An event over 256 KiB: such content goes to the object store and travels as a reference."""


@dataclass(frozen=True)
class Emisor:
    """Who writes: service, epoch (raised after a restore), mode and clock."""

    servicio: str
    epoca: int
    modo: Modo
    reloj: Reloj

    @property
    def source(self) -> str:
        return f"/icsoe/{self.servicio}/{self.epoca}"


@dataclass
class EventosDeTransaccion:
    """``Eventos`` of one transaction, in order of emission."""

    emisor: Emisor
    traceparent: str | None = None
    causa: UUID | None = None
    _filas: list[tuple[UUID, str, str, str, str, bytes]] = field(default_factory=lambda: [])
    _con_lector: dict[str, None] = field(default_factory=lambda: {})

    def emitir(self, evento: Evento, *, sujeto: UUID, causa: UUID | None = None) -> None:
        tema = TEMA_DE_EVENTO[type(evento)]
        if tema.dueno != self.emisor.servicio:
            raise ValueError(f"{self.emisor.servicio} no es dueño de {tema.nombre}")
        id_ = uuid7()
        cabeceras = {
            "ce_source": self.emisor.source,
            "ce_time": self.emisor.reloj.ahora().isoformat().replace("+00:00", "Z"),
            "ce_dataschema": f"urn:icsoe:esquema:{evento.TIPO}",
            "ce_icsoemode": self.emisor.modo,
        }
        if self.traceparent:
            cabeceras["ce_traceparent"] = self.traceparent
        origen = causa or self.causa
        if origen:
            cabeceras["ce_causationid"] = str(origen)
        cuerpo = evento.model_dump_json().encode()
        textos = json.dumps(cabeceras)
        if len(cuerpo) + len(textos) > LIMITE_REGISTRO:
            raise RegistroGrande(evento.TIPO)
        if set(tema.consumidores) - _SIN_HTTP:
            self._con_lector[str(sujeto)] = None
        self._filas.append((id_, tema.nombre, str(sujeto), evento.TIPO, textos, cuerpo))

    def valores(self) -> tuple[Any, ...]:
        """The columns of the emitted events, then epoch, source and the streams that have a reader."""
        if not self._filas:
            return ()
        columnas = [list(columna) for columna in zip(*self._filas, strict=True)]
        return *columnas, self.emisor.epoca, self.emisor.source, list(self._con_lector)


@dataclass
class TareasDeTransaccion:
    """``Tareas`` of one transaction: a job exists exactly when its transaction commits."""

    reloj: Reloj
    traceparent: str | None = None
    _filas: list[tuple[str, str, str, datetime, str | None]] = field(default_factory=lambda: [])

    async def programar(
        self, tipo: str, clave: str, datos: Mapping[str, JsonValue], *, desde: datetime | None = None
    ) -> None:
        instante = desde or self.reloj.ahora()
        self._filas.append((tipo, clave, json.dumps(dict(datos)), instante, self.traceparent))

    def valores(self) -> tuple[Any, ...]:
        """The columns of the programmed jobs."""
        return tuple(list(columna) for columna in zip(*self._filas, strict=True))


def cabeceras_de(
    textos: str, event_id: UUID, tipo: str, sujeto: str, sequence: int
) -> Sequence[tuple[str, bytes]]:
    """The Kafka headers of an outbox row."""
    pares = {
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_type": tipo,
        "ce_subject": sujeto,
        "ce_sequence": str(sequence),
        "content-type": "application/json",
        **json.loads(textos),
    }
    return [(clave, str(valor).encode()) for clave, valor in pares.items()]
