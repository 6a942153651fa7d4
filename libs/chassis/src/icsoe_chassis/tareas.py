"""Jobs, as services declare them, and the way back of one that was set aside. The runner is ``ejecutor``."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base_datos import BaseDatos

_REPONER = """
update job set state = 'pendiente', attempts = 0, not_before = $2, failing_since = null
where id = $1 and state = 'imposible' returning kind, key
"""


class TareaImposible(Exception):
    """Raised by a job that can never succeed: it is set aside with an alarm and not tried again."""


MAS_QUE_UNA_CAIDA = 20_000
"""Tries of a job that nobody asks for again. Pauses grow to 150–300 s, so they last 34 days at the least:
longer than what it needs may be away, and as long as its events are kept (design §5).
"""


@dataclass(frozen=True)
class Tarea:
    """``fn(clave, datos)`` does one job, idempotently: at least once is promised, not once.

    ``intentos``: tries before it is set aside. ``arriendo_s``: seconds it may take before another worker may
    claim it. ``alarma_s``: seconds that it may be due without being done before the operator is told.
    """

    fn: Callable[[str, dict[str, Any]], Awaitable[None]]
    intentos: int = 20
    arriendo_s: float = 120
    alarma_s: float = 1_800


class NoReponible(Exception):
    """The job does not exist or was not set aside."""


async def reponer(base: "BaseDatos", id: int, quien: str, ahora: datetime) -> None:
    """Gives a job that was set aside all its tries again, once, and writes who did it. Raises NoReponible."""
    async with base.transaccion() as tx:
        fila = await tx.conn.fetchrow(_REPONER, id, ahora)
        if fila is None:
            estado = await tx.conn.fetchval("select state from job where id = $1", id)
            raise NoReponible(f"ya está {estado}" if estado else "no existe")
        detalle = json.dumps({"id": id, "tipo": fila["kind"], "clave": fila["key"]})
        await tx.conn.execute(
            "insert into ops_log (who, act, detail) values ($1, 'tarea_redrive', $2)", quien, detalle
        )
