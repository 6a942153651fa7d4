"""The switches of a link: Puede descargar acuses, and whether a second factor is demanded."""

from dataclasses import dataclass
from uuid import UUID

from .editar_vinculo import editar_vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista


@dataclass(frozen=True)
class CambiarPermisos:
    contratista_id: UUID
    vinculo_id: UUID
    puede_acuses: bool
    exige_segundo_factor: bool


async def cambiar_permisos(orden: CambiarPermisos, oficina: Oficina) -> VinculoVista:
    """Raises no_encontrado, vinculo_en_otro_estado."""
    return await editar_vinculo(
        orden.vinculo_id,
        orden.contratista_id,
        lambda c, v, _: c.con(v.con_permisos(orden.puede_acuses, orden.exige_segundo_factor)),
        oficina,
    )
