"""Events that auth reads: wire → command."""

from collections.abc import Callable

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion
from icsoe_chassis.ports import Reloj
from icsoe_contracts.catalogo import CAPTURISTA
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    CorreoDeCapturistaCambiado,
)
from icsoe_contracts.sobre import Sobre

from ..application.ports_cuentas import EstadoDeVinculo, SelladorDeEnlaces, TrabajoDeCuentas, Vinculo
from ..application.seguir_capturista import CambioDeCorreo, Invitacion, seguir_capturista

DeCapturista = CapturistaInvitado | CapturistaVinculado | CapturistaDadoDeBaja | CorreoDeCapturistaCambiado


def consumidores(
    trabajo: Callable[[Transaccion], TrabajoDeCuentas], sellador: SelladorDeEnlaces, reloj: Reloj
) -> list[Consumidor]:
    """registry.capturista: the position of each event makes it once, and orders what came out of order."""

    async def seguir(evento: DeCapturista, sobre: Sobre, tx: Transaccion) -> None:
        await seguir_capturista(orden_de(evento, sobre.orden), trabajo(tx), sellador, reloj)

    seguida = Proyeccion(seguir)
    return [
        Consumidor(
            CAPTURISTA,
            {
                CapturistaInvitado: seguida,
                CapturistaVinculado: seguida,
                CapturistaDadoDeBaja: seguida,
                CorreoDeCapturistaCambiado: seguida,
            },
        )
    ]


def orden_de(evento: DeCapturista, orden: int) -> Invitacion | Vinculo | CambioDeCorreo:
    """The command behind an event; ``orden`` its position in the stream of the capturista."""
    if isinstance(evento, CorreoDeCapturistaCambiado):
        return CambioDeCorreo(evento.capturista_id, evento.correo, orden)
    exige = not isinstance(evento, CapturistaDadoDeBaja) and evento.exige_segundo_factor
    estado: EstadoDeVinculo = "BAJA"
    if isinstance(evento, CapturistaInvitado):
        estado = "INVITADO"
    elif isinstance(evento, CapturistaVinculado):
        estado = "ACTIVO"
    vinculo = Vinculo(evento.vinculo_id, evento.capturista_id, evento.contratista_id, estado, exige, orden)
    if isinstance(evento, CapturistaInvitado):
        return Invitacion(vinculo, evento.usuario, evento.correo, evento.cuenta_nueva)
    return vinculo
