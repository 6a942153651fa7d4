"""Eliminar (icsoe.md §6.1 no. 8): only a draft; the row stays, hidden."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Uow
from icsoe_dominio.negativas import Negativa

from ..domain.informativa import Paso
from .ports import Entorno, Trabajo


@dataclass(frozen=True)
class EliminarInformativa:
    informativa_id: UUID
    contratista_id: UUID
    actor: str


async def eliminar_informativa(orden: EliminarInformativa, uow: Uow[Trabajo], entorno: Entorno) -> None:
    """Raises no_encontrado, no_enviable."""
    ahora = entorno.reloj.ahora()
    async with uow() as t:
        informativa = await t.informativas.para_editar(orden.informativa_id, orden.contratista_id)
        if informativa is None:
            raise Negativa("no_encontrado")
        eliminada = informativa.eliminar(ahora)
        await t.informativas.guardar(
            eliminada, Paso(informativa.estado, eliminada.estado, orden.actor, ahora)
        )
