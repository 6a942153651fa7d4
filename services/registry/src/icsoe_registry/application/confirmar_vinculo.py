"""The contratista recognises who accepted with another address (threats.md T-25)."""

from dataclasses import dataclass
from uuid import UUID

from .editar_vinculo import editar_vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista


@dataclass(frozen=True)
class ConfirmarVinculo:
    contratista_id: UUID
    vinculo_id: UUID


async def confirmar_vinculo(orden: ConfirmarVinculo, oficina: Oficina) -> VinculoVista:
    """Raises no_encontrado, vinculo_en_otro_estado."""
    return await editar_vinculo(
        orden.vinculo_id, orden.contratista_id, lambda c, v, _: c.con(v.confirmar()), oficina
    )
