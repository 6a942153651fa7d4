"""Number, validity and activities of the REPSE registration (D33)."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa

from ..domain.repse import Repse
from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class GuardarRepse:
    contratista_id: UUID
    repse: Repse


async def guardar_repse(orden: GuardarRepse, uow: Uow[Trabajo], reloj: Reloj) -> ContratistaVista:
    """Raises no_encontrado, generales_primero_terminos."""
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        return await concluir(antes, antes.con_repse(orden.repse), t, reloj.ahora())
