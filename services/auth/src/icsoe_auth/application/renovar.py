"""A new access token for a living session; its handle stays, so two tabs never log each other out (T-31)."""

from dataclasses import dataclass, field
from datetime import datetime

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.sesion import Plazos, Refresco
from .ports import Emisor, Trabajo


@dataclass(frozen=True)
class Renovar:
    refresco: str = field(repr=False)


class AccesoRenovado(BaseModel):
    acceso: str
    acceso_expira: datetime


async def renovar(orden: Renovar, uow: Uow[Trabajo], emisor: Emisor, reloj: Reloj) -> AccesoRenovado:
    """Raises sesion_expirada: ended, idle for 15 minutes, or older than 8 hours."""
    ahora = reloj.ahora()
    async with uow() as t:
        viva = await t.sesiones.usar(Refresco(orden.refresco).sha256, Plazos.en(ahora), ahora)
    if viva is None:
        raise Negativa("sesion_expirada")
    acceso = emisor.acceso(viva.principal, ahora)
    return AccesoRenovado(acceso=acceso.token, acceso_expira=acceso.expira)
