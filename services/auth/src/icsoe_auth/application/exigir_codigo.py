"""Spends a code of the second factor: of the telephone, or one of the ten for when it is lost."""

from datetime import datetime
from math import ceil

from icsoe_dominio.negativas import Negativa

from ..domain.intentos import FALLOS, SEGUNDO_FACTOR, huella_de
from ..domain.segundo_factor import huella_de_codigo
from .ports_cuentas import Cuenta, Recepcion


async def exigir_codigo(
    cuenta: Cuenta, secreto: str, codigo: str, recepcion: Recepcion, *, estrena: bool = False
) -> None:
    """Raises codigo_invalido, or cuenta_bloqueada after five wrong ones in 15 minutes, from wherever: only
    who knows the password gets this far. A code is good once. ``estrena``: of a secret that is not in force
    yet, which no recovery code proves.
    """
    ahora, huella = recepcion.reloj.ahora(), huella_de(cuenta.usuario)
    async with recepcion.uow() as t:
        cobro = await t.intentos.cobrar(huella, SEGUNDO_FACTOR, FALLOS, ahora)
    if cobro.bloqueado_hasta:
        segundos = ceil((cobro.bloqueado_hasta - ahora).total_seconds())
        raise Negativa("cuenta_bloqueada", segundos=segundos)
    gastar = _estrenar if estrena else _gastar
    if not await gastar(cuenta, secreto, codigo, recepcion, ahora):
        raise Negativa("codigo_invalido")


async def _gastar(cuenta: Cuenta, secreto: str, codigo: str, recepcion: Recepcion, ahora: datetime) -> bool:
    async with recepcion.uow() as t:
        paso = recepcion.factor.paso_de(secreto, codigo, ahora)
        if paso is not None:
            bueno = await t.cuentas.avanzar_paso(cuenta.id, paso)
        else:
            bueno = await t.cuentas.gastar_codigo(cuenta.id, huella_de_codigo(codigo))
        if bueno:
            await t.intentos.perdonar(huella_de(cuenta.usuario), SEGUNDO_FACTOR)
        return bueno


async def _estrenar(cuenta: Cuenta, secreto: str, codigo: str, recepcion: Recepcion, ahora: datetime) -> bool:
    """The code that allowed the change may be of this very half minute: only the new secret's steps count."""
    paso = recepcion.factor.paso_de(secreto, codigo, ahora)
    if paso is None:
        return False
    async with recepcion.uow() as t:
        await t.cuentas.estrenar_paso(cuenta.id, paso)
        await t.intentos.perdonar(huella_de(cuenta.usuario), SEGUNDO_FACTOR)
    return True
