"""First use and every later login: the contratista exists, under the name of its newest certificate."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.referencias import TipoPersona
from icsoe_dominio.negativas import Negativa

from ..domain.contratista import Contratista
from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class Identificar:
    """The claims of a verified identity slip."""

    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona


async def identificar(orden: Identificar, uow: Uow[Trabajo], reloj: Reloj) -> ContratistaVista:
    """Raises identidad_invalida when id and RFC do not belong together."""
    async with uow() as t:
        nuevo = Contratista(orden.contratista_id, orden.rfc, orden.nombre, orden.tipo_persona)
        guardado = await t.contratistas.crear_o_leer(nuevo)
        if guardado is None or guardado.rfc != orden.rfc:
            raise Negativa("identidad_invalida")
        return await concluir(guardado, guardado.renombrar(orden.nombre), t, reloj.ahora())
