"""Judges a user and a password: the same steps, counters and time whether the user exists or not (T-21)."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from uuid import uuid4

from icsoe_dominio.negativas import Negativa

from ..domain.enlace import huella_de_token
from ..domain.intentos import (
    CUENTA_ENTERA,
    FALLOS,
    FALLOS_POR_RED,
    VENTANA,
    Origen,
    espera_s,
    huella_de,
)
from .abrir_sesion import Visitante
from .ports_cuentas import Cobro, Cuenta, Guardada, Recepcion, TrabajoDeCuentas

AVISO = "avisar_bloqueo"
_RED = huella_de("")


@dataclass(frozen=True)
class Credenciales:
    """``usuario`` in capitals for a CURP, as stored for internal staff."""

    usuario: str
    contrasena: str = field(repr=False)
    visitante: Visitante = field(repr=False)


@dataclass(frozen=True)
class Comprobada:
    """A right password. ``visitante.conocido`` says whether the browser was known."""

    cuenta: Cuenta
    guardada: Guardada
    visitante: Visitante


async def comprobar(orden: Credenciales, recepcion: Recepcion, *, interna: bool) -> Comprobada:
    """Raises credenciales_invalidas, cuenta_bloqueada, demasiadas_peticiones. ``interna``: which kind of
    account may enter by this door; the other kind is answered as nobody.
    """
    with recepcion.contrasenas.turno():
        ahora, huella = recepcion.reloj.ahora(), huella_de(orden.usuario)
        async with recepcion.uow() as t:
            cuenta = await t.cuentas.de_usuario(orden.usuario)
            origen = await _origen(orden.visitante, huella, t, ahora)
            de_red, propio, entera = await _cobrar(huella, origen, t, ahora)
        _exigir_turno(de_red, propio, ahora)
        if espera := espera_s(entera.fallos):
            await recepcion.dormir(espera)
        admitida = cuenta is not None and cuenta.interna == interna and cuenta.abierta
        guardada = cuenta.guardada if cuenta and admitida else None
        correcta = await recepcion.contrasenas.correcta(guardada, orden.contrasena)
    if cuenta is None or guardada is None or not correcta:
        await _avisar_si_bloquea(huella, propio, recepcion, ahora)
        raise Negativa("credenciales_invalidas")
    async with recepcion.uow() as t:
        await _perdonar(huella, origen, t)
    conocido = origen.conocido is not None
    return Comprobada(cuenta, guardada, Visitante(orden.visitante.red, orden.visitante.dispositivo, conocido))


async def comprobar_actual(orden: Credenciales, recepcion: Recepcion, *, interna: bool) -> Comprobada:
    """As ``comprobar`` of somebody whose account is known already: raises contrasena_actual_incorrecta, which
    no client takes for the end of its session.
    """
    try:
        return await comprobar(orden, recepcion, interna=interna)
    except Negativa as negativa:
        if negativa.codigo == "credenciales_invalidas":
            raise Negativa("contrasena_actual_incorrecta") from None
        raise


async def _origen(visitante: Visitante, huella: bytes, t: TrabajoDeCuentas, ahora: datetime) -> Origen:
    token = huella_de_token(visitante.dispositivo or "")
    return Origen(visitante.red, token if await t.dispositivos.de(token, huella, ahora) else None)


async def _cobrar(
    huella: bytes, origen: Origen, t: TrabajoDeCuentas, ahora: datetime
) -> tuple[Cobro, Cobro, Cobro]:
    """Of the network, of the account from here, and of the whole account, which a known browser is spared."""
    de_red = await t.intentos.cobrar(_RED, f"red:{origen.red}", FALLOS_POR_RED, ahora)
    propio = await t.intentos.cobrar(huella, origen.clave, FALLOS, ahora)
    if origen.conocido or propio.bloqueado_hasta:
        return de_red, propio, Cobro(0)
    return de_red, propio, await t.intentos.cobrar(huella, CUENTA_ENTERA, None, ahora)


def _exigir_turno(de_red: Cobro, propio: Cobro, ahora: datetime) -> None:
    if propio.bloqueado_hasta:
        raise Negativa("cuenta_bloqueada", segundos=_segundos(propio.bloqueado_hasta, ahora))
    if de_red.bloqueado_hasta:
        raise Negativa("demasiadas_peticiones", segundos=_segundos(de_red.bloqueado_hasta, ahora))


def _segundos(hasta: datetime, ahora: datetime) -> int:
    return max(1, ceil((hasta - ahora).total_seconds()))


async def _perdonar(huella: bytes, origen: Origen, t: TrabajoDeCuentas) -> None:
    await t.intentos.devolver(_RED, f"red:{origen.red}")
    await t.intentos.perdonar(huella, origen.clave)
    await t.intentos.devolver(huella, CUENTA_ENTERA)


async def _avisar_si_bloquea(huella: bytes, propio: Cobro, recepcion: Recepcion, ahora: datetime) -> None:
    """The failure that locks writes one job, whoever it was: only the worker asks whether the name exists."""
    if propio.fallos < FALLOS:
        return
    async with recepcion.uow() as t:
        datos = {"huella": huella.hex(), "hasta": (ahora + VENTANA).isoformat()}
        await t.tareas.programar(AVISO, str(uuid4()), datos)
