"""Follows registry: who was invited, linked, dismissed, and with which mail, in any order and repeated."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from icsoe_chassis.ports import Reloj

from ..domain.alta import Alta
from .emitir_enlace import emitir_enlace
from .ports_cuentas import SelladorDeEnlaces, TrabajoDeCuentas, Vinculo


@dataclass(frozen=True)
class Invitacion:
    """A link with what its invitation says of the account. ``cuenta_nueva``: it makes the account (M2)."""

    vinculo: Vinculo
    usuario: str
    correo: str = field(repr=False)
    cuenta_nueva: bool


@dataclass(frozen=True)
class CambioDeCorreo:
    """registry's word on the address; ``orden`` its position."""

    capturista_id: UUID
    correo: str = field(repr=False)
    orden: int


async def seguir_capturista(
    orden: Invitacion | Vinculo | CambioDeCorreo,
    t: TrabajoDeCuentas,
    sellador: SelladorDeEnlaces,
    reloj: Reloj,
) -> None:
    """Applies one event, then sees to it that exactly the link that is due is alive."""
    ahora = reloj.ahora()
    vinculo = orden.vinculo if isinstance(orden, Invitacion) else orden
    antes = await t.cuentas.alta(vinculo.capturista_id, ahora)
    if isinstance(vinculo, Vinculo):
        await t.vinculos.aplicar(vinculo)
    despues = _con(antes, orden)
    if despues != antes:
        await t.cuentas.guardar_alta(vinculo.capturista_id, despues)
    await _conciliar(vinculo.capturista_id, despues, t, sellador, ahora)


def _con(alta: Alta, orden: Invitacion | Vinculo | CambioDeCorreo) -> Alta:
    if isinstance(orden, CambioDeCorreo):
        return alta.con_correo(orden.correo, orden.orden)
    if not isinstance(orden, Invitacion):
        return alta
    con_correo = alta.con_correo(orden.correo, orden.vinculo.orden)
    if not orden.cuenta_nueva:
        return con_correo
    return con_correo.con_invitacion(orden.usuario, orden.vinculo.id, orden.vinculo.orden)


async def _conciliar(
    cuenta_id: UUID, alta: Alta, t: TrabajoDeCuentas, sellador: SelladorDeEnlaces, ahora: datetime
) -> None:
    invitado = alta.vinculo_id is not None and await t.vinculos.invitado(alta.vinculo_id)
    debido = alta.enlace_debido(invitado=invitado)
    if debido == await t.enlaces.vivo(cuenta_id):
        return
    if debido is None:
        await t.enlaces.cancelar(cuenta_id, ["ALTA"], ahora)
    else:
        await emitir_enlace(t, sellador, cuenta_id, "ALTA", debido.correo, ahora, debido)
