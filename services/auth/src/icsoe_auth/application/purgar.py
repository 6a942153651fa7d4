"""Forgets what is over: challenges, sessions and links after 30 days (threats.md §4.6), tries after one."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from icsoe_chassis.ports import Reloj, Uow

from ..domain.sesion import CONSERVADA
from .ports import Trabajo
from .ports_cuentas import TrabajoDeCuentas

T = TypeVar("T")
_UN_DIA = timedelta(days=1)


async def purgar(uow: Uow[Trabajo], reloj: Reloj) -> None:
    """Deletes challenges whose time is over, sessions opened more than 30 days ago and old clients."""
    ahora = reloj.ahora()
    await _por_lotes(uow, lambda t: t.retos.olvidar(ahora - CONSERVADA))
    await _por_lotes(uow, lambda t: t.sesiones.olvidar(ahora - CONSERVADA))
    await _por_lotes(uow, lambda t: t.equipos.olvidar(ahora))


async def purgar_cuentas(uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Deletes counters and recoveries of more than a day, links of 30, browsers not seen for 180."""
    ahora = reloj.ahora()
    await _por_lotes(uow, lambda t: t.intentos.olvidar(ahora - _UN_DIA))
    await _por_lotes(uow, lambda t: t.recuperaciones.olvidar(ahora - _UN_DIA))
    await _por_lotes(uow, lambda t: t.enlaces.olvidar(ahora - CONSERVADA))
    await _por_lotes(uow, lambda t: t.dispositivos.olvidar_vencidos(ahora))


async def _por_lotes(uow: Uow[T], olvidar: Callable[[T], Awaitable[bool]]) -> None:
    """One transaction for each batch: what is gone stays gone when a later one fails."""
    quedan = True
    while quedan:
        async with uow() as t:
            quedan = await olvidar(t)
