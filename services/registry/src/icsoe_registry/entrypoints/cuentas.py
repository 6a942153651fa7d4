"""What registry does with the facts of auth about accounts: wire → command."""

from collections.abc import Callable
from uuid import UUID

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion
from icsoe_contracts.auth import (
    ContrasenaCambiada,
    CorreoDeCuentaCambiado,
    CuentaActivada,
    CuentaBloqueada,
    CuentaDesbloqueada,
    CuentaReclamada,
    SesionIniciada,
)
from icsoe_contracts.catalogo import CUENTA
from icsoe_contracts.sobre import Sobre

from ..application.aplicar_cuenta import AplicarCuenta, aplicar_cuenta
from ..application.ports_capturistas import TrabajoDeCapturistas
from ..domain.capturista import Capturista

_DeCuenta = (
    CuentaActivada
    | ContrasenaCambiada
    | SesionIniciada
    | CuentaBloqueada
    | CuentaDesbloqueada
    | CuentaReclamada
    | CorreoDeCuentaCambiado
)


def consumidores(trabajo: Callable[[Transaccion], TrabajoDeCapturistas]) -> list[Consumidor]:
    """Projections: each fact changes its own part of the person, if it is newer than what is known of it."""

    async def activada(evento: CuentaActivada, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), _activar(evento, sobre.orden), evento.vinculo_id)

    async def correo(evento: CorreoDeCuentaCambiado, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c.cambiar_correo(evento.correo, sobre.orden))

    async def bloqueada(evento: CuentaBloqueada, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c.bloquear(evento.hasta, sobre.orden))

    async def desbloqueada(evento: CuentaDesbloqueada, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c.bloquear(None, sobre.orden))

    async def reclamada(evento: CuentaReclamada, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c.reclamar(sobre.orden, evento.ocurrido))

    async def iniciada(evento: SesionIniciada, sobre: Sobre, tx: Transaccion) -> None:
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c.entrar(evento.ocurrido))

    async def contrasena(evento: ContrasenaCambiada, sobre: Sobre, tx: Transaccion) -> None:
        """Changes nothing here but how far auth was heard, which a request may wait for."""
        await _aplicar(evento, sobre, trabajo(tx), lambda c: c)

    return [
        Consumidor(
            CUENTA,
            {
                CuentaActivada: Proyeccion(activada),
                CorreoDeCuentaCambiado: Proyeccion(correo),
                CuentaBloqueada: Proyeccion(bloqueada),
                CuentaDesbloqueada: Proyeccion(desbloqueada),
                CuentaReclamada: Proyeccion(reclamada),
                SesionIniciada: Proyeccion(iniciada),
                ContrasenaCambiada: Proyeccion(contrasena),
            },
        )
    ]


def _activar(e: CuentaActivada, orden: int) -> Callable[[Capturista], Capturista]:
    return lambda c: c.activar(e.vinculo_id, e.correo, orden, e.ocurrido)


async def _aplicar(
    evento: _DeCuenta,
    sobre: Sobre,
    t: TrabajoDeCapturistas,
    cambio: Callable[[Capturista], Capturista],
    vinculo_id: UUID | None = None,
) -> None:
    hecho = AplicarCuenta(evento.cuenta_id, sobre.orden, evento.ocurrido, vinculo_id)
    await aplicar_cuenta(hecho, cambio, t)
