"""signing presented a return: it has a folio, and its period a vigente."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.informativa import Paso
from .ports import Presentacion, Trabajo


@dataclass(frozen=True)
class AplicarPresentada:
    """``posicion``: source, subject and sequence of the event."""

    presentada: Presentacion
    instante: datetime
    posicion: tuple[str, str, int]


async def aplicar_presentada(orden: AplicarPresentada, t: Trabajo) -> None:
    """Once per event. A return that is not of this database still counts as vigente."""
    if not await t.proyecciones.avanzar(*orden.posicion):
        return
    presentada = orden.presentada
    informativa = await t.informativas.para_aplicar(presentada.informativa_id)
    nueva = informativa.presentar(presentada.folio, orden.instante) if informativa else None
    if informativa and nueva:
        paso = Paso(informativa.estado, nueva.estado, "signing", orden.instante)
        await t.informativas.guardar(nueva, paso)
    await t.proyecciones.registrar_presentada(presentada)
