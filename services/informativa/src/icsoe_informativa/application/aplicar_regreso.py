"""signing sent a return back to capture: the contratista returned it, or a rule refused it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..domain.informativa import Paso
from .ports import Trabajo


@dataclass(frozen=True)
class AplicarRegreso:
    """``envio``: the send it is about; ``posicion``: source, subject and sequence of the event."""

    informativa_id: UUID
    envio: int
    motivo: str
    instante: datetime
    posicion: tuple[str, str, int]


async def aplicar_regreso(orden: AplicarRegreso, t: Trabajo) -> None:
    """Once per event, and only while that very send waits (design.md §4, the send token)."""
    if not await t.proyecciones.avanzar(*orden.posicion):
        return
    informativa = await t.informativas.para_aplicar(orden.informativa_id)
    regresada = informativa.regresar(orden.envio, orden.motivo, orden.instante) if informativa else None
    if informativa and regresada:
        paso = Paso(informativa.estado, regresada.estado, "signing", orden.instante, orden.motivo)
        await t.informativas.guardar(regresada, paso)
