"""registry told us of a filer: whether it may capture, and under which name it files."""

from dataclasses import dataclass
from uuid import UUID

from ..domain.situacion import Contratista
from .ports import Trabajo


@dataclass(frozen=True)
class AplicarContratista:
    """``posicion``: source, subject and sequence of the event; ``orden``: its place through the epochs."""

    contratista_id: UUID
    contratista: Contratista
    posicion: tuple[str, str, int]
    orden: int


async def aplicar_contratista(orden: AplicarContratista, t: Trabajo) -> None:
    """Once per event; an older state never replaces a newer one, of this epoch or of another."""
    if await t.proyecciones.avanzar(*orden.posicion):
        await t.proyecciones.guardar_contratista(orden.contratista_id, orden.contratista, orden.orden)
