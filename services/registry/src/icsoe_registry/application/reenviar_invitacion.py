"""Reenviar invitación (icsoe.md §7.6), at most three a day."""

from dataclasses import dataclass
from uuid import UUID

from .editar_vinculo import editar_vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista


@dataclass(frozen=True)
class ReenviarInvitacion:
    contratista_id: UUID
    vinculo_id: UUID


async def reenviar_invitacion(orden: ReenviarInvitacion, oficina: Oficina) -> VinculoVista:
    """Raises no_encontrado, vinculo_en_otro_estado, demasiadas_invitaciones."""
    return await editar_vinculo(
        orden.vinculo_id,
        orden.contratista_id,
        lambda c, v, ahora: c.invitar_de_nuevo(v, oficina.topes.envios, ahora),
        oficina,
    )
