"""Login of internal staff: user, password and code in one step, by a door of its own (T-30)."""

from dataclasses import dataclass, field

from icsoe_dominio.negativas import Negativa

from .abrir_sesion import SesionDeCuenta, abrir_sesion
from .comprobar_contrasena import Credenciales, comprobar
from .exigir_codigo import exigir_codigo
from .ports_cuentas import Recepcion


@dataclass(frozen=True)
class IngresarInterno:
    credenciales: Credenciales
    codigo: str = field(repr=False)


async def ingresar_interno(orden: IngresarInterno, recepcion: Recepcion) -> SesionDeCuenta:
    """Raises credenciales_invalidas, cuenta_bloqueada, codigo_invalido, demasiadas_peticiones."""
    comprobada = await comprobar(orden.credenciales, recepcion, interna=True)
    factor = comprobada.cuenta.segundo_factor
    if factor is None:
        raise Negativa("credenciales_invalidas")
    secreto = recepcion.factor.descifrar(comprobada.cuenta.id, factor)
    await exigir_codigo(comprobada.cuenta, secreto, orden.codigo, recepcion)
    async with recepcion.uow() as t:
        cuenta = await t.cuentas.bloquear(comprobada.cuenta.id)
        if cuenta is None or cuenta.guardada != comprobada.guardada or not cuenta.abierta:
            raise Negativa("credenciales_invalidas")
        return await abrir_sesion(t, recepcion.emisor, cuenta, comprobada.visitante, recepcion.reloj.ahora())
