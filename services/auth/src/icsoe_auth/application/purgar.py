"""Forgets what is over: challenges, sessions and links after 30 days (threats.md §4.6), tries after one."""

from datetime import timedelta

from icsoe_chassis.ports import Reloj, Uow

from ..domain.sesion import CONSERVADA
from .ports import Trabajo
from .ports_cuentas import TrabajoDeCuentas

_UN_DIA = timedelta(days=1)


async def purgar(uow: Uow[Trabajo], reloj: Reloj) -> None:
    """Deletes challenges whose time is over, sessions opened more than 30 days ago and old clients."""
    ahora = reloj.ahora()
    async with uow() as t:
        await t.retos.olvidar(ahora - CONSERVADA)
        await t.sesiones.olvidar(ahora - CONSERVADA)
        await t.equipos.olvidar(ahora)


async def purgar_cuentas(uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Deletes counters and recoveries of more than a day, links of 30, browsers not seen for 180."""
    ahora = reloj.ahora()
    async with uow() as t:
        await t.intentos.olvidar(ahora - _UN_DIA)
        await t.recuperaciones.olvidar(ahora - _UN_DIA)
        await t.enlaces.olvidar(ahora - CONSERVADA)
        await t.dispositivos.olvidar_vencidos(ahora)
