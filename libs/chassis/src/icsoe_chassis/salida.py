"""The outbox: events become rows in a transaction's last statement, numbered under their stream's lock."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy
from icsoe_contracts.catalogo import TEMA_DE_EVENTO
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Modo
from uuid6 import uuid7

from .peticion import Posicion
from .ports import Reloj

Conexion = Connection | PoolConnectionProxy
LIMITE_REGISTRO = 256 * 1024

# One statement: the stream rows are raised (and so locked) and the events numbered and inserted, in
# emission order.
# Streams are taken in subject order so that two transactions can not lock them crosswise.
_INSERTAR = """
with e as (
    select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bytea[])
        with ordinality as t(event_id, topic, subject, type, headers, payload, n)
), cuenta as (
    select subject, count(*) as c from e group by subject order by subject
), s as (
    insert into stream as st (epoch, subject, sequence) select $1, subject, c from cuenta order by subject
    on conflict (epoch, subject) do update set sequence = st.sequence + excluded.sequence
    returning subject, sequence
), numerado as (
    select e.*, s.sequence - cuenta.c + row_number() over (partition by e.subject order by e.n) as sequence
    from e join s using (subject) join cuenta using (subject)
)
insert into outbox (event_id, topic, key, sequence, type, headers, payload)
select event_id, topic, subject, sequence, type, headers, payload from numerado order by n
returning key, sequence
"""


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
    """``Eventos`` of one transaction; ``escribir`` is called by the unit of work, last."""

    emisor: Emisor
    traceparent: str | None = None
    causa: UUID | None = None
    _filas: list[tuple[UUID, str, str, str, str, bytes]] = field(default_factory=lambda: [])
    _con_lector: set[str] = field(default_factory=lambda: set())

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
        if tema.consumidores:
            self._con_lector.add(str(sujeto))
        self._filas.append((id_, tema.nombre, str(sujeto), evento.TIPO, textos, cuerpo))

    async def escribir(self, conn: Conexion) -> list[Posicion]:
        """Inserts what was emitted; returns the last position of each stream written, in order of first
        emission. A stream that no service of the house reads (``icsoe.publico.*``) has none: whoever waited
        for it would wait for ever.
        """
        if not self._filas:
            return []
        columnas = [list(c) for c in zip(*self._filas, strict=True)]
        filas = await conn.fetch(_INSERTAR, self.emisor.epoca, *columnas)
        self._filas.clear()
        ultimas: dict[str, int] = {}
        for fila in filas:
            ultimas[fila["key"]] = max(fila["sequence"], ultimas.get(fila["key"], 0))
        return [
            Posicion(self.emisor.source, sujeto, numero)
            for sujeto, numero in ultimas.items()
            if sujeto in self._con_lector
        ]


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
