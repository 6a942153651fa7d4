"""The last statement of a transaction: its events, its jobs and its answer, whatever of them there is.

One round trip, because every command pays it. Nothing is sent when there is nothing to write.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from re import sub
from typing import Any

from .peticion import Posicion
from .salida import Conexion, EventosDeTransaccion, TareasDeTransaccion

# The stream rows are raised (and so locked) and the events numbered and inserted, in emission order.
# Streams are taken in subject order so that two transactions can not lock them crosswise.
_EVENTOS = """
e as (
    select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::jsonb[], ?::bytea[])
        with ordinality as t(event_id, topic, subject, type, headers, payload, n)
), cuenta as (
    select subject, count(*) as c from e group by subject order by subject
), s as (
    insert into stream as st (epoch, subject, sequence)
    select ?::integer, subject, c from cuenta order by subject
    on conflict (epoch, subject) do update set sequence = st.sequence + excluded.sequence
    returning subject, sequence
), numerado as (
    select e.*, s.sequence - cuenta.c + row_number() over (partition by e.subject order by e.n) as sequence
    from e join s using (subject) join cuenta using (subject)
), escrito as (
    insert into outbox (event_id, topic, key, sequence, type, headers, payload)
    select event_id, topic, subject, sequence, type, headers, payload from numerado order by n
), posicion as (
    select ?::text || ';' || subject || ';' || sequence as lugar, n
    from unnest(?::text[]) with ordinality as l(subject, n) join s using (subject)
)"""
_LUGARES = "array(select lugar from posicion order by n)"
_TAREAS = """
tarea as (
    insert into job (kind, key, data, not_before, traceparent)
    select * from unnest(?::text[], ?::text[], ?::jsonb[], ?::timestamptz[], ?::text[])
    on conflict (kind, key) do nothing
)"""
_RESPUESTA = """
clave as (
    insert into idempotency (subject, route, key, body_hash, status, response, positions)
    values (?, ?, ?, ?, ?, ?, {lugares}) on conflict (subject, route, key) do nothing returning true
)"""


class ClaveOcupada(Exception):
    """The request's Idempotency-Key was answered by a committed transaction: this one must not commit."""


@dataclass
class Cierre:
    """What one transaction leaves with the chassis; ``respuesta``: its row of ``idempotency``."""

    eventos: EventosDeTransaccion
    tareas: TareasDeTransaccion
    respuesta: tuple[Any, ...] | None = field(default=None)

    async def escribir(self, conn: Conexion) -> list[Posicion]:
        """Writes all; returns the last position of each stream written, in order of first emission.

        A stream that no service of the house reads (``icsoe.publico.*``) has none: whoever waited for it
        would wait for ever. Raises ClaveOcupada; a twin under way is waited for.
        """
        partes = (self.eventos.valores(), self.tareas.valores(), self.respuesta or ())
        if not any(partes):
            return []
        sentencia = _sentencia(*(bool(parte) for parte in partes))
        fila = await conn.fetchrow(sentencia, *(valor for parte in partes for valor in parte))
        if fila is None or not fila["guardada"]:
            raise ClaveOcupada
        return [Posicion.leer(lugar) for lugar in fila["posiciones"]]


@lru_cache
def _sentencia(eventos: bool, tareas: bool, respuesta: bool) -> str:
    lugares = _LUGARES if eventos else "'{}'::text[]"
    clave = _RESPUESTA.format(lugares=lugares)
    partes = [p for p, hay in ((_EVENTOS, eventos), (_TAREAS, tareas), (clave, respuesta)) if hay]
    guardada = "exists (select from clave)" if respuesta else "true"
    numero = count(1)
    texto = f"with {', '.join(partes)} select {guardada} as guardada, {lugares} as posiciones"
    return sub(r"\?", lambda _: f"${next(numero)}", texto)
