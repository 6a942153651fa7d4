"""¿Olvidaste tu contraseña?: one row and one job for whoever is asked for; only the worker knows (T-21)."""

from dataclasses import dataclass, field
from uuid import uuid4

from icsoe_chassis.ports import Reloj, Uow

from .ports_cuentas import Pedida, TrabajoDeCuentas

RECUPERACION = "recuperacion"


@dataclass(frozen=True)
class PedirRecuperacion:
    usuario: str
    correo: str = field(repr=False)
    red: str = field(repr=False)


async def pedir_recuperacion(orden: PedirRecuperacion, uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Always the same, over any limit too."""
    pedida = Pedida(uuid4(), orden.usuario, orden.correo, orden.red, reloj.ahora())
    async with uow() as t:
        await t.recuperaciones.anotar(pedida)
        await t.tareas.programar(RECUPERACION, str(pedida.id), {})
