"""signing took note that a capturista asked for a return to capture (icsoe.md §6.1 no. 5, D111)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..domain.informativa import Paso
from .ports import Trabajo


@dataclass(frozen=True)
class AplicarSolicitud:
    """``envio``: the send it is about; ``posicion``: source, subject and sequence of the event."""

    informativa_id: UUID
    envio: int
    capturista_id: UUID
    motivo: str
    instante: datetime
    posicion: tuple[str, str, int]


async def aplicar_solicitud(orden: AplicarSolicitud, t: Trabajo) -> None:
    """Once per event, and only while that very send waits."""
    if not await t.proyecciones.avanzar(*orden.posicion):
        return
    informativa = await t.informativas.para_aplicar(orden.informativa_id)
    solicitada = informativa.solicitar_devolucion(orden.envio, orden.instante) if informativa else None
    if informativa and solicitada:
        actor = str(orden.capturista_id)
        paso = Paso(informativa.estado, solicitada.estado, actor, orden.instante, orden.motivo)
        await t.informativas.guardar(solicitada, paso)
