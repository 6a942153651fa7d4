"""Cerrar sesión: the handle is dead at once, the last access token within its 60 s."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow

from .ports import Trabajo


@dataclass(frozen=True)
class Salir:
    sesion_id: UUID


async def salir(orden: Salir, uow: Uow[Trabajo], reloj: Reloj) -> None:
    """Ends the session; ending it again changes nothing."""
    async with uow() as t:
        await t.sesiones.terminar(orden.sesion_id, reloj.ahora())
