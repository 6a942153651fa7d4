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
    """``interna``: asked at the door of internal staff, which renews only its sessions; the other, only the
    rest.
    """

    refresco: str = field(repr=False)
    interna: bool = False


class AccesoRenovado(BaseModel):
    acceso: str
    acceso_expira: datetime


async def renovar(orden: Renovar, uow: Uow[Trabajo], emisor: Emisor, reloj: Reloj) -> AccesoRenovado:
    """Raises sesion_expirada: ended, idle for 15 minutes, older than 8 hours, or of the other door."""
    ahora = reloj.ahora()
    sha256 = Refresco(orden.refresco).sha256
    async with uow() as t:
        viva = await t.sesiones.usar(sha256, Plazos.en(ahora), ahora, interna=orden.interna)
    if viva is None:
        raise Negativa("sesion_expirada")
    acceso = emisor.acceso(viva.principal, ahora)
    return AccesoRenovado(acceso=acceso.token, acceso_expira=acceso.expira)
