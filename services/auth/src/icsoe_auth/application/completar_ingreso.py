"""The second step of a login: the code; the first one ever also turns the second factor on."""

from dataclasses import dataclass, field

from icsoe_dominio.negativas import Negativa

from ..domain.enlace import huella_de_token
from ..domain.intentos import huella_de
from ..domain.segundo_factor import Paso, codigos_nuevos, credencial_de, huella_de_codigo
from .abrir_sesion import SesionDeCuenta, Visitante, abrir_sesion
from .exigir_codigo import exigir_codigo
from .ports_cuentas import Cuenta, Recepcion


@dataclass(frozen=True)
class CompletarIngreso:
    paso: str = field(repr=False)
    codigo: str = field(repr=False)
    visitante: Visitante = field(repr=False)


async def completar_ingreso(orden: CompletarIngreso, recepcion: Recepcion) -> SesionDeCuenta:
    """Raises paso_vencido, codigo_invalido, cuenta_bloqueada."""
    ahora = recepcion.reloj.ahora()
    paso = recepcion.factor.abrir_paso(orden.paso)
    if ahora > paso.expira:
        raise Negativa("paso_vencido")
    async with recepcion.uow() as t:
        leida = _vigente(await t.cuentas.leer(paso.cuenta_id), paso)
        dispositivo = huella_de_token(orden.visitante.dispositivo or "")
        conocido = await t.dispositivos.de(dispositivo, huella_de(leida.usuario), ahora)
    secreto = paso.secreto or recepcion.factor.descifrar(leida.id, leida.segundo_factor or b"")
    await exigir_codigo(leida, secreto, orden.codigo, recepcion)
    codigos = codigos_nuevos() if paso.secreto else None
    async with recepcion.uow() as t:
        cuenta = _vigente(await t.cuentas.bloquear(paso.cuenta_id), paso)
        if codigos:
            await t.cuentas.fijar_factor(cuenta.id, recepcion.factor.cifrar(cuenta.id, secreto), None)
            await t.cuentas.fijar_codigos(cuenta.id, [huella_de_codigo(c) for c in codigos])
        visitante = Visitante(orden.visitante.red, orden.visitante.dispositivo, conocido)
        return await abrir_sesion(t, recepcion.emisor, cuenta, visitante, ahora, codigos)


def _vigente(cuenta: Cuenta | None, paso: Paso) -> Cuenta:
    """The account while its password, and whether it has a second factor, are those of the first step."""
    if cuenta is None or cuenta.guardada is None or not cuenta.abierta:
        raise Negativa("paso_vencido")
    activo = cuenta.segundo_factor is not None
    if credencial_de(cuenta.guardada.contrasena) != paso.credencial or activo != (paso.accion == "PEDIR"):
        raise Negativa("paso_vencido")
    return cuenta
