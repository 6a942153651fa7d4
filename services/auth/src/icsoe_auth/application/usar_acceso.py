"""The links of M2, M4 and of a new address: looking changes nothing, using spends them (T-29)."""

from dataclasses import dataclass, field
from datetime import datetime

from icsoe_contracts.auth import ContrasenaCambiada, CorreoDeCuentaCambiado, CuentaActivada
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.enlace import Motivo, correo_enmascarado, huella_de_token
from ..domain.intentos import huella_de
from .abrir_sesion import Visitante
from .comprobar_contrasena import Credenciales, comprobar_actual
from .elegir_contrasena import elegir_contrasena
from .ports_cuentas import Cuenta, Enlace, Recepcion, TrabajoDeCuentas


@dataclass(frozen=True)
class ConsultarAcceso:
    token: str = field(repr=False)


@dataclass(frozen=True)
class CrearContrasena:
    """``token`` of an ALTA or a RECUPERACION."""

    token: str = field(repr=False)
    contrasena: str = field(repr=False)


@dataclass(frozen=True)
class ConfirmarCorreo:
    """``token`` sent to the new address of an account; the password says that its owner asked for it."""

    token: str = field(repr=False)
    contrasena: str = field(repr=False)
    visitante: Visitante = field(repr=False)


class AccesoVigente(BaseModel):
    """What a link is for; the address masked."""

    motivo: Motivo
    usuario: str
    correo: str
    expira: datetime


class UsuarioListo(BaseModel):
    usuario: str


class CorreoConfirmado(BaseModel):
    correo: str


async def consultar_acceso(orden: ConsultarAcceso, recepcion: Recepcion) -> AccesoVigente:
    """Raises acceso_no_vigente. Changes nothing, however often it is asked."""
    enlace, _ = await _leer(orden.token, recepcion, ("ALTA", "RECUPERACION", "CORREO"))
    return AccesoVigente(
        motivo=enlace.motivo,
        usuario=enlace.usuario,
        correo=correo_enmascarado(enlace.correo),
        expira=enlace.expira,
    )


async def crear_contrasena(orden: CrearContrasena, recepcion: Recepcion) -> UsuarioListo:
    """Raises acceso_no_vigente, contrasena_debil (the link stays usable), demasiadas_peticiones.

    Ends every session and every other link of the account; leaves its second factor as it is (T-28).
    """
    enlace, leida = await _leer(orden.token, recepcion, ("ALTA", "RECUPERACION"))
    nueva = await elegir_contrasena(leida, orden.contrasena, recepcion)
    ahora = recepcion.reloj.ahora()
    async with recepcion.uow() as t:
        cuenta = await _gastar(enlace, t, ahora)
        await t.cuentas.fijar_contrasena(cuenta.id, nueva, ahora)
        if cuenta.congelada:
            await _devolver_a_su_duena(enlace, t, ahora)
        # CORREO too: whoever knew the old password may have asked to move the account to its own address.
        await t.enlaces.cancelar(cuenta.id, ["ALTA", "RECUPERACION", "CORREO"], ahora)
        await t.sesiones.terminar_todas(cuenta.id, ahora)
        await t.dispositivos.olvidar(cuenta.id)
        await t.intentos.levantar(huella_de(cuenta.usuario), ahora)
        if enlace.motivo == "ALTA" and enlace.vinculo_id:
            activada = CuentaActivada(
                cuenta_id=cuenta.id, ocurrido=ahora, correo=enlace.correo, vinculo_id=enlace.vinculo_id
            )
            t.eventos.emitir(activada, sujeto=cuenta.id)
        motivo = "ALTA" if enlace.motivo == "ALTA" else "RECUPERACION"
        cambiada = ContrasenaCambiada(cuenta_id=cuenta.id, ocurrido=ahora, motivo=motivo)
        t.eventos.emitir(cambiada, sujeto=cuenta.id)
    return UsuarioListo(usuario=cuenta.usuario)


async def confirmar_correo(orden: ConfirmarCorreo, recepcion: Recepcion) -> CorreoConfirmado:
    """The address of the account is the one that got the link.

    Whoever took somebody's CURP could ask for that person's address: its owner, who opens the link in good
    faith, does not know the password (threats.md T-25).

    Raises acceso_no_vigente, contrasena_actual_incorrecta, cuenta_bloqueada.
    """
    enlace, leida = await _leer(orden.token, recepcion, ("CORREO",))
    credenciales = Credenciales(leida.usuario, orden.contrasena, orden.visitante)
    await comprobar_actual(credenciales, recepcion, interna=False)
    ahora = recepcion.reloj.ahora()
    async with recepcion.uow() as t:
        cuenta = await _gastar(enlace, t, ahora)
        await t.cuentas.fijar_correo(cuenta.id, enlace.correo)
        await t.enlaces.cancelar(cuenta.id, ["RECUPERACION"], ahora)  # those went to the old address
        evento = CorreoDeCuentaCambiado(cuenta_id=cuenta.id, ocurrido=ahora, correo=enlace.correo)
        t.eventos.emitir(evento, sujeto=cuenta.id)
    return CorreoConfirmado(correo=correo_enmascarado(enlace.correo))


async def _leer(token: str, recepcion: Recepcion, motivos: tuple[Motivo, ...]) -> tuple[Enlace, Cuenta]:
    async with recepcion.uow() as t:
        enlace = await t.enlaces.leer(huella_de_token(token), recepcion.reloj.ahora())
        cuenta = await t.cuentas.leer(enlace.cuenta_id) if enlace else None
    if enlace is None or cuenta is None or not _sirve(enlace, cuenta) or enlace.motivo not in motivos:
        raise Negativa("acceso_no_vigente")
    return enlace, cuenta


async def _gastar(enlace: Enlace, t: TrabajoDeCuentas, ahora: datetime) -> Cuenta:
    """The account, its row locked and the link spent, by whoever came first."""
    cuenta = await t.cuentas.bloquear(enlace.cuenta_id)
    if cuenta is None or not _sirve(enlace, cuenta) or not await t.enlaces.gastar(enlace.id, ahora):
        raise Negativa("acceso_no_vigente")
    return cuenta


def _sirve(enlace: Enlace, cuenta: Cuenta) -> bool:
    """Of a frozen account only the link that its owner asked for with her e.firma: every other one was ended,
    and none is made by a recovery, but an invitation may still arrive.
    """
    return not cuenta.suspendida and (enlace.motivo == "RECUPERACION" or not cuenta.congelada)


async def _devolver_a_su_duena(enlace: Enlace, t: TrabajoDeCuentas, ahora: datetime) -> None:
    await t.reclamos.descongelar(enlace.cuenta_id, enlace.correo, ahora)
    evento = CorreoDeCuentaCambiado(cuenta_id=enlace.cuenta_id, ocurrido=ahora, correo=enlace.correo)
    t.eventos.emitir(evento, sujeto=enlace.cuenta_id)
