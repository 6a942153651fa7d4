"""Login of a capturista: CURP and password, then a code where one is due."""

from typing import Literal

from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.segundo_factor import VIDA_DEL_PASO, Accion, Paso, credencial_de
from .abrir_sesion import SesionDeCuenta, abrir_sesion
from .comprobar_contrasena import Comprobada, Credenciales, comprobar
from .ports_cuentas import Recepcion


class PasoPendiente(BaseModel):
    """The password was right, the code is missing. ``secreto`` and ``uri`` only to ACTIVAR it."""

    paso: str
    segundo_factor: Literal["PEDIR", "ACTIVAR"]
    secreto: str | None = None
    uri: str | None = None


async def ingresar_con_contrasena(
    orden: Credenciales, recepcion: Recepcion
) -> SesionDeCuenta | PasoPendiente:
    """Raises credenciales_invalidas, cuenta_bloqueada, demasiadas_peticiones."""
    comprobada = await comprobar(orden, recepcion, interna=False)
    anticuada = recepcion.contrasenas.anticuada(comprobada.guardada)
    renovada = await recepcion.contrasenas.guardar(orden.contrasena) if anticuada else None
    ahora = recepcion.reloj.ahora()
    async with recepcion.uow() as t:
        cuenta = await t.cuentas.bloquear(comprobada.cuenta.id)
        if cuenta is None or cuenta.guardada != comprobada.guardada or not cuenta.abierta:
            raise Negativa("credenciales_invalidas")  # changed while it was being judged
        if cuenta.segundo_factor is not None:
            return _pendiente(comprobada, "PEDIR", recepcion)
        if await t.vinculos.exige_segundo_factor(cuenta.id):
            return _pendiente(comprobada, "ACTIVAR", recepcion)
        if renovada:
            await t.cuentas.rehacer_contrasena(cuenta.id, renovada)
        return await abrir_sesion(t, recepcion.emisor, cuenta, comprobada.visitante, ahora)


def _pendiente(comprobada: Comprobada, accion: Accion, recepcion: Recepcion) -> PasoPendiente:
    cuenta = comprobada.cuenta
    secreto = recepcion.factor.secreto_nuevo() if accion == "ACTIVAR" else None
    credencial = credencial_de(comprobada.guardada.contrasena)
    expira = recepcion.reloj.ahora() + VIDA_DEL_PASO
    paso = Paso(cuenta.id, accion, credencial, expira, secreto)
    return PasoPendiente(
        paso=recepcion.factor.sellar_paso(paso),
        segundo_factor=accion,
        secreto=secreto,
        uri=recepcion.factor.uri(secreto, cuenta.usuario) if secreto else None,
    )
