"""The worker's half of a recovery: a link for an active account and its own address, within the limits."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from ..domain.intentos import RECUPERACIONES_POR_HORA, RECUPERACIONES_POR_RED_Y_HORA
from .emitir_enlace import emitir_enlace
from .ports_cuentas import Pedida, Recepcion, TrabajoDeCuentas

_HORA = timedelta(hours=1)


@dataclass(frozen=True)
class ResolverRecuperacion:
    id: UUID


async def resolver_recuperacion(orden: ResolverRecuperacion, recepcion: Recepcion) -> None:
    """Sends M4's link or nothing. A job that runs again sends no second one."""
    async with recepcion.uow() as t:
        pedida = await t.recuperaciones.tomar(orden.id)
        if pedida is None or pedida.enviada or not await _dentro_de_limites(pedida, t):
            return
        hallada = await t.cuentas.de_usuario(pedida.usuario)
        cuenta = hallada and await t.cuentas.bloquear(hallada.id)
        if not cuenta or cuenta.interna or not cuenta.abierta or not cuenta.correo:
            return
        if cuenta.correo.casefold() != pedida.correo.casefold():
            return
        if await t.recuperaciones.enviadas(pedida.usuario, pedida.pedida - _HORA) >= RECUPERACIONES_POR_HORA:
            return
        await t.recuperaciones.marcar(pedida.id)
        ahora = recepcion.reloj.ahora()
        await emitir_enlace(t, recepcion.sellador, cuenta.id, "RECUPERACION", cuenta.correo, ahora)


async def _dentro_de_limites(pedida: Pedida, t: TrabajoDeCuentas) -> bool:
    de_red = await t.recuperaciones.de_red(pedida.red, pedida.pedida - _HORA, pedida.pedida)
    return de_red <= RECUPERACIONES_POR_RED_Y_HORA
