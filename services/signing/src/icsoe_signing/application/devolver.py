"""Devolver: back to capture with a motive, under the lock of Firmar: one of both wins (icsoe.md §6.1)."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.pendiente import leer_motivo
from . import hechos
from .ports import Lecturas, Trabajo


@dataclass(frozen=True)
class Devolver:
    informativa_id: UUID
    contratista_id: UUID
    motivo: str


class Devuelta(BaseModel):
    """The answer. ``motivo`` as it was kept."""

    informativa_id: UUID
    envio: int
    estado: str
    motivo: str


async def devolver(orden: Devolver, lecturas: Lecturas, uow: Uow[Trabajo], reloj: Reloj) -> Devuelta:
    """Raises campo_invalido, no_encontrado, MSG-06 (presented meanwhile) or MSG-18 (returned already)."""
    motivo = leer_motivo(orden.motivo)
    visto = await lecturas.pendiente(orden.informativa_id, orden.contratista_id)
    if visto is None:
        raise Negativa("no_encontrado")
    async with uow() as t:
        turno = await t.periodos.tomar_turno(visto.periodo_id, orden.informativa_id)
        devuelto = turno.pendiente.devolver(motivo)
        await t.pendientes.actualizar(devuelto)
        evento = hechos.devuelta(devuelto, reloj.ahora())
        t.eventos.emitir(evento, sujeto=hechos.flujo_de_devolucion(devuelto))
        return await t.responder(
            Devuelta(
                informativa_id=devuelto.informativa_id,
                envio=devuelto.envio,
                estado=devuelto.estado,
                motivo=motivo,
            )
        )
