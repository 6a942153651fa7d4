"""Accounts of internal staff: made by an operator, with a password and a secret that are shown once."""

import secrets
import string
from dataclasses import dataclass, field
from uuid import uuid4

from icsoe_chassis.identidad import Rol
from icsoe_dominio.contrasena import Contexto, incumplidas

from .ports_cuentas import Cuenta, Recepcion

_SIMBOLOS = "-*?!@#"
_LARGO = 20


class NombreOcupado(Exception):
    """There is an account of that name."""


@dataclass(frozen=True)
class CrearInterna:
    usuario: str
    rol: Rol


@dataclass(frozen=True)
class InternaCreada:
    """Shown once to the operator, who hands it to the person."""

    contrasena: str = field(repr=False)
    secreto: str = field(repr=False)
    uri: str = field(repr=False)


async def crear_interna(orden: CrearInterna, recepcion: Recepcion) -> InternaCreada:
    """Raises NombreOcupado."""
    ahora, id = recepcion.reloj.ahora(), uuid4()
    contrasena, secreto = _contrasena(), recepcion.factor.secreto_nuevo()
    guardada = await recepcion.contrasenas.guardar(contrasena)
    cifrado = recepcion.factor.cifrar(id, secreto)
    cuenta = Cuenta(id, orden.rol, orden.usuario, None, guardada, False, cifrado, None, 0)
    async with recepcion.uow() as t:
        if not await t.cuentas.crear_interna(cuenta, ahora):
            raise NombreOcupado
        await t.cuentas.fijar_contrasena(id, guardada, ahora)
    return InternaCreada(contrasena, secreto, recepcion.factor.uri(secreto, orden.usuario))


async def suspender_interna(usuario: str, recepcion: Recepcion) -> bool:
    """Ends its sessions too. False when no internal account has that name."""
    ahora = recepcion.reloj.ahora()
    async with recepcion.uow() as t:
        id = await t.cuentas.suspender(usuario, ahora)
        if id is None:
            return False
        await t.sesiones.terminar_todas(id, ahora)
    return True


def _contrasena() -> str:
    """Twenty characters that keep the rules every password keeps."""
    alfabeto = string.ascii_letters + string.digits + _SIMBOLOS
    while True:
        contrasena = "".join(secrets.choice(alfabeto) for _ in range(_LARGO))
        if not incumplidas(contrasena, Contexto()):
            return contrasena
