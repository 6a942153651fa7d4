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
    SesionIniciada,
)
from icsoe_contracts.catalogo import CUENTA
from icsoe_contracts.sobre import Sobre

from ..application.aplicar_cuenta import AplicarCuenta, aplicar_cuenta
from ..application.ports_capturistas import TrabajoDeCapturistas

_DeCuenta = (
    CuentaActivada
    | ContrasenaCambiada
    | SesionIniciada
    | CuentaBloqueada
    | CuentaDesbloqueada
    | CorreoDeCuentaCambiado
)


def consumidores(trabajo: Callable[[Transaccion], TrabajoDeCapturistas]) -> list[Consumidor]:
    """Projections: each fact changes its own part of the person, if it is newer than what is known of it."""

    async def activada(evento: CuentaActivada, sobre: Sobre, tx: Transaccion) -> None:
        hecho = _hecho(evento, sobre, evento.vinculo_id)
        vinculo, correo, orden = evento.vinculo_id, evento.correo, sobre.orden
        await aplicar_cuenta(hecho, lambda c: c.activar(vinculo, correo, orden, evento.ocurrido), trabajo(tx))

    async def correo(evento: CorreoDeCuentaCambiado, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_cuenta(
            _hecho(evento, sobre), lambda c: c.cambiar_correo(evento.correo, sobre.orden), trabajo(tx)
        )

    async def bloqueada(evento: CuentaBloqueada, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_cuenta(
            _hecho(evento, sobre), lambda c: c.bloquear(evento.hasta, sobre.orden), trabajo(tx)
        )

    async def desbloqueada(evento: CuentaDesbloqueada, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_cuenta(_hecho(evento, sobre), lambda c: c.bloquear(None, sobre.orden), trabajo(tx))

    async def iniciada(evento: SesionIniciada, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_cuenta(_hecho(evento, sobre), lambda c: c.entrar(evento.ocurrido), trabajo(tx))

    async def contrasena(evento: ContrasenaCambiada, sobre: Sobre, tx: Transaccion) -> None:
        """Changes nothing here but how far auth was heard, which a request may wait for."""
        await aplicar_cuenta(_hecho(evento, sobre), lambda c: c, trabajo(tx))

    return [
        Consumidor(
            CUENTA,
            {
                CuentaActivada: Proyeccion(activada),
                CorreoDeCuentaCambiado: Proyeccion(correo),
                CuentaBloqueada: Proyeccion(bloqueada),
                CuentaDesbloqueada: Proyeccion(desbloqueada),
                SesionIniciada: Proyeccion(iniciada),
                ContrasenaCambiada: Proyeccion(contrasena),
            },
        )
    ]


def _hecho(evento: _DeCuenta, sobre: Sobre, vinculo_id: UUID | None = None) -> AplicarCuenta:
    return AplicarCuenta(evento.cuenta_id, sobre.orden, evento.ocurrido, vinculo_id)
