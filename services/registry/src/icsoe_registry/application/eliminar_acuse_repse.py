"""Eliminar the REPSE receipt: back to generales incompletos until it is replaced (D92)."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa

from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class EliminarAcuseRepse:
    contratista_id: UUID


async def eliminar_acuse_repse(
    orden: EliminarAcuseRepse, uow: Uow[Trabajo], reloj: Reloj
) -> ContratistaVista:
    """Raises no_encontrado, also when there is no receipt."""
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None or antes.acuse_repse is None:
            raise Negativa("no_encontrado")
        return await concluir(antes, antes.con_acuse(None), t, reloj.ahora())
