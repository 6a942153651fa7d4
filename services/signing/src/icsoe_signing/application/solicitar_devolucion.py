"""Solicitar devolución: a capturista cannot return what it sent, so it asks for it (D111, M14)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.pendiente import Solicitud, leer_motivo
from . import hechos
from .ports import Lecturas, Trabajo


@dataclass(frozen=True)
class SolicitarDevolucion:
    informativa_id: UUID
    contratista_id: UUID
    capturista_id: UUID
    motivo: str


class DevolucionPedida(BaseModel):
    """The answer. ``motivo`` as it was kept."""

    informativa_id: UUID
    envio: int
    solicitada_en: datetime
    motivo: str


async def solicitar_devolucion(
    orden: SolicitarDevolucion, lecturas: Lecturas, uow: Uow[Trabajo], reloj: Reloj
) -> DevolucionPedida:
    """Under the lock of Firmar and Devolver, so that nobody asks for what was just decided.

    Raises campo_invalido, no_encontrado, devolucion_ya_solicitada, MSG-06 (presented) or MSG-18 (returned).
    """
    solicitud = Solicitud(orden.capturista_id, leer_motivo(orden.motivo), reloj.ahora())
    visto = await lecturas.pendiente(orden.informativa_id, orden.contratista_id)
    if visto is None:
        raise Negativa("no_encontrado")
    async with uow() as t:
        turno = await t.periodos.tomar_turno(visto.periodo_id, orden.informativa_id)
        pedida = turno.pendiente.solicitar_devolucion(solicitud)
        await t.pendientes.actualizar(pedida)
        evento = hechos.devolucion_solicitada(pedida, solicitud)
        t.eventos.emitir(evento, sujeto=hechos.flujo_de_devolucion(pedida))
        return await t.responder(
            DevolucionPedida(
                informativa_id=pedida.informativa_id,
                envio=pedida.envio,
                solicitada_en=solicitud.en,
                motivo=solicitud.motivo,
            )
        )
