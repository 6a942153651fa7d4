"""Whoever took somebody's CURP loses the account to the person of that CURP (threats.md T-25).

The proof is her own e.firma, whose certificate carries the CURP (2.5.4.5): she logged in with it just now.
"""

from dataclasses import dataclass, field

from icsoe_chassis.identidad import Principal
from icsoe_contracts.auth import CuentaReclamada
from icsoe_dominio.contacto import Correo
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido
from pydantic import BaseModel

from ..domain.enlace import correo_enmascarado
from ..domain.intentos import DIA, RECLAMOS_POR_DIA, segundos_hasta
from .emitir_enlace import emitir_enlace
from .ports_cuentas import Cuenta, Recepcion, TrabajoDeCuentas


@dataclass(frozen=True)
class ReclamarCuenta:
    """``correo``: where she makes her password from."""

    principal: Principal
    correo: str = field(repr=False)


class CuentaCongelada(BaseModel):
    usuario: str
    correo: str


async def reclamar_cuenta(orden: ReclamarCuenta, recepcion: Recepcion) -> CuentaCongelada:
    """Freezes the account of the CURP and sends a link to ``correo``; the password made by it thaws it.

    Sessions, links, known browsers and the second factor of whoever had it end at once; registry ends what
    contratistas entrusted to it. Raises efirma_no_reciente, campo_invalido, curp_sin_comprobar,
    curp_sin_cuenta, demasiados_cambios_de_correo.
    """
    ahora = recepcion.reloj.ahora()
    if not orden.principal.efirma_reciente(ahora):
        raise Negativa("efirma_no_reciente")
    try:
        correo = str(Correo.leer(orden.correo))
    except ValorInvalido as error:
        raise Negativa("campo_invalido", campos=["correo"], errores={"correo": error.motivo}) from None
    async with recepcion.uow() as t:
        cuenta = await _de_su_curp(orden.principal, t)
        previos = await t.reclamos.desde(cuenta.id, ahora - DIA)
        if len(previos) >= RECLAMOS_POR_DIA:
            segundos = segundos_hasta(previos[-RECLAMOS_POR_DIA] + DIA, ahora)
            raise Negativa("demasiados_cambios_de_correo", maximo=RECLAMOS_POR_DIA, segundos=segundos)
        await t.reclamos.congelar(cuenta.id, orden.principal.sub, ahora)
        await t.cuentas.fijar_codigos(cuenta.id, [])
        await t.enlaces.cancelar(cuenta.id, ["ALTA", "RECUPERACION", "CORREO"], ahora)
        await t.sesiones.terminar_todas(cuenta.id, ahora)
        await t.dispositivos.olvidar(cuenta.id)
        t.eventos.emitir(CuentaReclamada(cuenta_id=cuenta.id, ocurrido=ahora), sujeto=cuenta.id)
        await emitir_enlace(t, recepcion.sellador, cuenta.id, "RECUPERACION", correo, ahora)
    return CuentaCongelada(usuario=cuenta.usuario, correo=correo_enmascarado(correo))


async def _de_su_curp(principal: Principal, t: TrabajoDeCuentas) -> Cuenta:
    curp = await t.reclamos.curp(principal.sub)
    if curp is None:
        raise Negativa("curp_sin_comprobar")
    hallada = await t.cuentas.de_usuario(curp)
    cuenta = await t.cuentas.bloquear(hallada.id) if hallada else None
    if cuenta is None or cuenta.interna:
        raise Negativa("curp_sin_cuenta")
    return cuenta
