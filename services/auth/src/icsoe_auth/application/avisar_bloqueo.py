"""The worker's half of a lock: tells it of accounts that exist, and of nobody else."""

from dataclasses import dataclass
from datetime import datetime

from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.auth import CuentaBloqueada

from .ports_cuentas import TrabajoDeCuentas


@dataclass(frozen=True)
class AvisarBloqueo:
    huella: bytes
    hasta: datetime


async def avisar_bloqueo(orden: AvisarBloqueo, uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Emits cuenta_bloqueada of an active capturista."""
    async with uow() as t:
        cuenta = await t.cuentas.de_huella(orden.huella)
        if cuenta and cuenta.abierta and not cuenta.interna:
            evento = CuentaBloqueada(cuenta_id=cuenta.id, ocurrido=reloj.ahora(), hasta=orden.hasta)
            t.eventos.emitir(evento, sujeto=cuenta.id)
