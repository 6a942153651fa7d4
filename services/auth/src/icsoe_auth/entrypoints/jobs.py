"""Jobs: the daily purge, each run planning the next one, and the worker's half of recoveries and locks."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.ports import Reloj, Uow
from icsoe_chassis.tareas import Tarea

from ..application.avisar_bloqueo import AvisarBloqueo, avisar_bloqueo
from ..application.comprobar_contrasena import AVISO
from ..application.pedir_recuperacion import RECUPERACION
from ..application.ports import Trabajo
from ..application.ports_cuentas import Recepcion
from ..application.purgar import purgar, purgar_cuentas
from ..application.resolver_recuperacion import ResolverRecuperacion, resolver_recuperacion

PURGA = "purga"
_ARRIENDO_S = 900


async def programar_purga(base: BaseDatos, reloj: Reloj) -> None:
    """Plans the purge of the coming midnight (UTC), once however many processes ask."""
    manana = reloj.ahora().astimezone(UTC).date() + timedelta(days=1)
    async with base.transaccion() as tx:
        desde = datetime.combine(manana, time.min, UTC)
        await tx.tareas.programar(PURGA, manana.isoformat(), {}, desde=desde)


def tareas(base: BaseDatos, uow: Uow[Trabajo], recepcion: Recepcion, reloj: Reloj) -> Mapping[str, Tarea]:
    """The jobs of auth by kind."""

    async def ejecutar(clave: str, datos: dict[str, Any]) -> None:
        await programar_purga(base, reloj)  # first, so that no failure ends the series
        await purgar(uow, reloj)
        await purgar_cuentas(recepcion.uow, reloj)

    async def recuperar(clave: str, datos: dict[str, Any]) -> None:
        await resolver_recuperacion(ResolverRecuperacion(UUID(clave)), recepcion)

    async def avisar(clave: str, datos: dict[str, Any]) -> None:
        orden = AvisarBloqueo(bytes.fromhex(datos["huella"]), datetime.fromisoformat(datos["hasta"]))
        await avisar_bloqueo(orden, recepcion.uow, reloj)

    return {
        PURGA: Tarea(ejecutar, arriendo_s=_ARRIENDO_S),
        RECUPERACION: Tarea(recuperar),
        AVISO: Tarea(avisar),
    }
