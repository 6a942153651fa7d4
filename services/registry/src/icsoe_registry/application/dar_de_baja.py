"""Dar de baja (icsoe.md §7.6): the link ends wherever it stands; what the capturista drafted stays."""

from dataclasses import dataclass, field
from uuid import UUID

from ..domain.datos_capturista import leer_motivo
from .editar_vinculo import editar_vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista


@dataclass(frozen=True)
class DarDeBaja:
    """``por``: who did it, kept with the date."""

    contratista_id: UUID
    vinculo_id: UUID
    por: UUID
    motivo: str | None = field(repr=False, default=None)


async def dar_de_baja(orden: DarDeBaja, oficina: Oficina) -> VinculoVista:
    """Raises campo_invalido, no_encontrado."""
    motivo = leer_motivo(orden.motivo)
    return await editar_vinculo(
        orden.vinculo_id,
        orden.contratista_id,
        lambda c, v, ahora: c.dar_de_baja(v, orden.por, motivo, ahora),
        oficina,
    )
