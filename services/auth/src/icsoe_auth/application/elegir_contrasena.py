"""The rules for a new password of an account (icsoe.md §9.6): the same ones that the screen shows."""

from icsoe_dominio.calendario import CENTRO
from icsoe_dominio.contrasena import REGLAS, Contexto, incumplidas
from icsoe_dominio.negativas import Negativa

from .ports_cuentas import Cuenta, Guardada, Recepcion


async def elegir_contrasena(cuenta: Cuenta, contrasena: str, recepcion: Recepcion) -> Guardada:
    """The new password, hashed. Raises contrasena_debil, which names every rule it breaks."""
    anio = recepcion.reloj.ahora().astimezone(CENTRO).year
    contexto = Contexto(curp=cuenta.usuario, correo=cuenta.correo or "", anio=anio)
    if faltas := incumplidas(contrasena, contexto):
        raise _debil(faltas)
    async with recepcion.uow() as t:
        usadas = await t.cuentas.usadas(cuenta.id)
    with recepcion.contrasenas.turno():
        if await recepcion.contrasenas.alguna(usadas, contrasena):
            raise _debil(["ultimas"])
        return await recepcion.contrasenas.guardar(contrasena)


def _debil(faltas: list[str]) -> Negativa:
    textos = [regla.texto for regla in REGLAS if regla.codigo in faltas]
    return Negativa("contrasena_debil", reglas=textos, codigos=faltas)
