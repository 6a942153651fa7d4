"""A return was presented: it enters the lists, and the one it corrects or cancels leaves them."""

from ..domain.informativa import deja_sin_vigencia, es_vigente
from ..domain.renglones import orden_de
from .ports import Presentada, Trabajo


async def proyectar_presentada(presentada: Presentada, t: Trabajo) -> None:
    """The same rows in whatever order and however often they come: what was put aside and is applied by hand,
    after later returns of its period or in another epoch, is neither lost nor listed again once it has ended.
    """
    await t.presentadas.avanzar(*presentada.posicion)
    await t.presentadas.guardar(
        presentada, vigente=es_vigente(presentada.complementaria), orden=orden_de(presentada.nombre)
    )
    if deja_sin_vigencia(presentada.complementaria) and presentada.folio_corregido:
        await t.presentadas.dejar_sin_vigencia(presentada.folio_corregido, presentada.contratista_id)
