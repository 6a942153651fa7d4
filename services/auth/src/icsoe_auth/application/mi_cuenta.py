"""What a person does with its own account: password, mail and second factor, each with the password again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from icsoe_chassis.identidad import Principal, Rol
from icsoe_contracts.auth import ContrasenaCambiada
from icsoe_dominio.contacto import Correo
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido
from pydantic import BaseModel

from ..domain.intentos import CAMBIOS_DE_CORREO_POR_DIA, DIA, segundos_hasta
from ..domain.segundo_factor import codigos_nuevos, huella_de_codigo
from .abrir_sesion import Visitante
from .comprobar_contrasena import Credenciales, comprobar_actual
from .elegir_contrasena import elegir_contrasena
from .emitir_enlace import emitir_enlace
from .exigir_codigo import exigir_codigo
from .ports_cuentas import Cuenta, Recepcion, TrabajoDeCuentas


@dataclass(frozen=True)
class Propia:
    """Who asks and with which password; ``visitante`` counts its failures."""

    principal: Principal
    visitante: Visitante = field(repr=False)
    contrasena: str = field(repr=False)


class CuentaPropia(BaseModel):
    """``correo`` in clear: it is the caller's own."""

    id: UUID
    rol: Rol
    usuario: str
    correo: str | None
    segundo_factor: bool
    exige_segundo_factor: bool


class FactorPorActivar(BaseModel):
    """Shown once; active when a code of it is given."""

    secreto: str
    uri: str


class CodigosDeRecuperacion(BaseModel):
    codigos_de_recuperacion: list[str]


async def ver_cuenta(principal: Principal, recepcion: Recepcion) -> CuentaPropia:
    """Raises no_encontrado: an e.firma has no account of this kind."""
    async with recepcion.uow() as t:
        cuenta = _hallada(await t.cuentas.leer(principal.sub))
        return CuentaPropia(
            id=cuenta.id,
            rol=cuenta.rol,
            usuario=cuenta.usuario,
            correo=cuenta.correo,
            segundo_factor=cuenta.segundo_factor is not None,
            exige_segundo_factor=await _exige(cuenta, t),
        )


async def cambiar_contrasena(orden: Propia, nueva: str, recepcion: Recepcion) -> None:
    """Ends the other sessions and the links that wait, and forgets every browser but this one: a browser
    that a thief made known would keep a counter of failures of its own.

    Raises contrasena_actual_incorrecta, contrasena_debil, cuenta_bloqueada.
    """
    cuenta = await _comprobada(orden, recepcion)
    guardada = await elegir_contrasena(cuenta, nueva, recepcion)
    ahora = recepcion.reloj.ahora()
    async with recepcion.uow() as t:
        _sin_cambios(cuenta, await t.cuentas.bloquear(cuenta.id))
        await t.cuentas.fijar_contrasena(cuenta.id, guardada, ahora)
        await t.enlaces.cancelar(cuenta.id, ["RECUPERACION", "CORREO"], ahora)
        await t.sesiones.terminar_todas(cuenta.id, ahora, menos=orden.principal.sid)
        await t.dispositivos.olvidar(cuenta.id, menos_el_de=orden.principal.sid)
        if not cuenta.interna:
            evento = ContrasenaCambiada(cuenta_id=cuenta.id, ocurrido=ahora, motivo="CAMBIO")
            t.eventos.emitir(evento, sujeto=cuenta.id)


async def cambiar_correo(orden: Propia, correo: str, recepcion: Recepcion) -> None:
    """Sends a link to the new address; nothing changes until it is opened (D107).

    Raises contrasena_actual_incorrecta, campo_invalido, demasiados_cambios_de_correo.
    """
    try:
        nuevo = Correo.leer(correo)
    except ValorInvalido as error:
        raise Negativa("campo_invalido", campos=["correo"], errores={"correo": error.motivo}) from None
    cuenta = await _comprobada(orden, recepcion)
    async with recepcion.uow() as t:
        _sin_cambios(cuenta, await t.cuentas.bloquear(cuenta.id))
        ahora = recepcion.reloj.ahora()
        _exigir_cupo(await t.enlaces.emitidos(cuenta.id, "CORREO", ahora - DIA), ahora)
        await emitir_enlace(t, recepcion.sellador, cuenta.id, "CORREO", str(nuevo), ahora)


async def preparar_factor(orden: Propia, codigo: str | None, recepcion: Recepcion) -> FactorPorActivar:
    """A new secret; the one in force stays until a code of the new one is given.

    Raises contrasena_actual_incorrecta; codigo_requerido and codigo_invalido where one is in force: whoever
    took session and password must not replace what it lacks.
    """
    cuenta = await _comprobada(orden, recepcion)
    await _exigir_el_vigente(cuenta, codigo, recepcion)
    secreto = recepcion.factor.secreto_nuevo()
    async with recepcion.uow() as t:
        actual = _sin_cambios(cuenta, await t.cuentas.bloquear(cuenta.id))
        cifrado = recepcion.factor.cifrar(cuenta.id, secreto)
        await t.cuentas.fijar_factor(cuenta.id, actual.segundo_factor, cifrado)
    return FactorPorActivar(secreto=secreto, uri=recepcion.factor.uri(secreto, cuenta.usuario))


async def activar_factor(principal: Principal, codigo: str, recepcion: Recepcion) -> CodigosDeRecuperacion:
    """Raises codigo_invalido, cuenta_bloqueada, no_encontrado when no secret was prepared."""
    async with recepcion.uow() as t:
        cuenta = _hallada(await t.cuentas.leer(principal.sub))
    if cuenta.factor_pendiente is None:
        raise Negativa("no_encontrado")
    secreto = recepcion.factor.descifrar(cuenta.id, cuenta.factor_pendiente)
    await exigir_codigo(cuenta, secreto, codigo, recepcion, estrena=True)
    codigos = codigos_nuevos()
    async with recepcion.uow() as t:
        actual = await t.cuentas.bloquear(cuenta.id)
        if actual is None or actual.factor_pendiente != cuenta.factor_pendiente:
            raise Negativa("no_encontrado")
        await t.cuentas.fijar_factor(cuenta.id, cuenta.factor_pendiente, None)
        await t.cuentas.fijar_codigos(cuenta.id, [huella_de_codigo(c) for c in codigos])
    return CodigosDeRecuperacion(codigos_de_recuperacion=codigos)


async def quitar_factor(orden: Propia, codigo: str, recepcion: Recepcion) -> None:
    """Raises segundo_factor_exigido, codigo_invalido, contrasena_actual_incorrecta."""
    cuenta = await _comprobada(orden, recepcion)
    if cuenta.segundo_factor is None:
        return
    async with recepcion.uow() as t:
        if await _exige(cuenta, t):
            raise Negativa("segundo_factor_exigido")
    await _exigir_el_vigente(cuenta, codigo, recepcion)
    async with recepcion.uow() as t:
        _sin_cambios(cuenta, await t.cuentas.bloquear(cuenta.id))
        await t.cuentas.fijar_factor(cuenta.id, None, None)
        await t.cuentas.fijar_codigos(cuenta.id, [])


async def _exigir_el_vigente(cuenta: Cuenta, codigo: str | None, recepcion: Recepcion) -> None:
    """A code of the second factor in force, or one of recovery; nothing where there is none."""
    if cuenta.segundo_factor is None:
        return
    if not codigo:
        raise Negativa("codigo_requerido")
    secreto = recepcion.factor.descifrar(cuenta.id, cuenta.segundo_factor)
    await exigir_codigo(cuenta, secreto, codigo, recepcion)


def _exigir_cupo(pedidos: Sequence[datetime], ahora: datetime) -> None:
    if len(pedidos) >= CAMBIOS_DE_CORREO_POR_DIA:
        libre = pedidos[-CAMBIOS_DE_CORREO_POR_DIA] + DIA
        segundos = segundos_hasta(libre, ahora)
        raise Negativa("demasiados_cambios_de_correo", maximo=CAMBIOS_DE_CORREO_POR_DIA, segundos=segundos)


async def _comprobada(orden: Propia, recepcion: Recepcion) -> Cuenta:
    async with recepcion.uow() as t:
        cuenta = _hallada(await t.cuentas.leer(orden.principal.sub))
    credenciales = Credenciales(cuenta.usuario, orden.contrasena, orden.visitante)
    return (await comprobar_actual(credenciales, recepcion, interna=cuenta.interna)).cuenta


async def _exige(cuenta: Cuenta, t: TrabajoDeCuentas) -> bool:
    return cuenta.interna or await t.vinculos.exige_segundo_factor(cuenta.id)


def _hallada(cuenta: Cuenta | None) -> Cuenta:
    if cuenta is None or not cuenta.abierta:
        raise Negativa("no_encontrado")
    return cuenta


def _sin_cambios(leida: Cuenta, actual: Cuenta | None) -> Cuenta:
    """The locked row, unless its password changed since it was judged."""
    if actual is None or actual.guardada != leida.guardada:
        raise Negativa("contrasena_actual_incorrecta")
    return actual
