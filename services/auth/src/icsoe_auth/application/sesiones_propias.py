"""The open sessions of whoever asks, and the end of any of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from icsoe_chassis.identidad import Principal
from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from .ports_cuentas import TrabajoDeCuentas


class SesionPropia(BaseModel):
    """``red``: where it was opened from, when known."""

    id: UUID
    abierta: datetime
    usada: datetime
    actual: bool
    medio: Literal["EFIRMA", "CONTRASENA"]
    red: str | None


async def sesiones_propias(
    principal: Principal, uow: Uow[TrabajoDeCuentas], reloj: Reloj
) -> list[SesionPropia]:
    """The newest first."""
    async with uow() as t:
        return [
            SesionPropia(
                id=s.id,
                abierta=s.abierta,
                usada=s.usada,
                actual=s.id == principal.sid,
                medio=s.medio,
                red=s.red,
            )
            for s in await t.sesiones.de(principal.sub, reloj.ahora())
        ]


async def terminar_sesion(id: UUID, principal: Principal, uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Raises no_encontrado: also of somebody else's."""
    async with uow() as t:
        if not await t.sesiones.terminar_una(id, principal.sub, reloj.ahora()):
            raise Negativa("no_encontrado")
