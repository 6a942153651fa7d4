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
    """Emits cuenta_bloqueada of an active capturista whose lock holds: the job may come after its end, or
    after a Desbloquear, which waits for the same row.
    """
    ahora = reloj.ahora()
    async with uow() as t:
        cuenta = await t.cuentas.de_huella(orden.huella)
        cuenta = await t.cuentas.bloquear(cuenta.id) if cuenta else None
        if cuenta is None or not cuenta.abierta or cuenta.interna:
            return
        if await t.intentos.bloqueada(orden.huella, orden.hasta, ahora):
            evento = CuentaBloqueada(cuenta_id=cuenta.id, ocurrido=ahora, hasta=orden.hasta)
            t.eventos.emitir(evento, sujeto=cuenta.id)
