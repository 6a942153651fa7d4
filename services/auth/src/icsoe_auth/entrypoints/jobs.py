"""The daily purge: each run plans the next one, so that one job is always waiting."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.ports import Reloj, Uow
from icsoe_chassis.tareas import Tarea

from ..application.ports import Trabajo
from ..application.purgar import purgar

PURGA = "purga"


async def programar_purga(base: BaseDatos, reloj: Reloj) -> None:
    """Plans the purge of the coming midnight (UTC), once however many processes ask."""
    manana = reloj.ahora().astimezone(UTC).date() + timedelta(days=1)
    async with base.transaccion() as tx:
        desde = datetime.combine(manana, time.min, UTC)
        await tx.tareas.programar(PURGA, manana.isoformat(), {}, desde=desde)


def tareas(base: BaseDatos, uow: Uow[Trabajo], reloj: Reloj) -> Mapping[str, Tarea]:
    """The jobs of auth by kind."""

    async def ejecutar(clave: str, datos: dict[str, Any]) -> None:
        await purgar(uow, reloj)
        await programar_purga(base, reloj)

    return {PURGA: Tarea(ejecutar)}
