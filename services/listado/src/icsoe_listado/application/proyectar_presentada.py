"""A return was presented: it enters the lists, and the one it corrects or cancels leaves them."""

from ..domain.informativa import deja_sin_vigencia, es_vigente
from ..domain.renglones import orden_de
from .ports import Presentada, Trabajo


async def proyectar_presentada(presentada: Presentada, t: Trabajo) -> None:
    """Applied once: a position of the stream that was applied before is skipped."""
    if not await t.presentadas.avanzar(*presentada.posicion):
        return
    await t.presentadas.guardar(
        presentada, vigente=es_vigente(presentada.complementaria), orden=orden_de(presentada.nombre)
    )
    if deja_sin_vigencia(presentada.complementaria) and presentada.folio_corregido:
        await t.presentadas.dejar_sin_vigencia(presentada.folio_corregido, presentada.contratista_id)
