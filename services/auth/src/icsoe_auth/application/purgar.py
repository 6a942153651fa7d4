"""Forgets spent challenges and old sessions (threats.md §4.6: 30 days)."""

from icsoe_chassis.ports import Reloj, Uow

from ..domain.sesion import CONSERVADA
from .ports import Trabajo


async def purgar(uow: Uow[Trabajo], reloj: Reloj) -> None:
    """Deletes challenges whose time is over and sessions opened more than 30 days ago."""
    ahora = reloj.ahora()
    async with uow() as t:
        await t.retos.olvidar(ahora - CONSERVADA)
        await t.sesiones.olvidar(ahora - CONSERVADA)
