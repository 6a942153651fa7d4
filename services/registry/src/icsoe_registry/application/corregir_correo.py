"""Editar correo of an invitation (D107): the account follows only before its first entry and if nobody else
invited the person.
"""

from dataclasses import dataclass, field
from uuid import UUID

from ..domain.datos_capturista import leer_correo
from .editar_vinculo import editar_vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista


@dataclass(frozen=True)
class CorregirCorreo:
    """As typed."""

    contratista_id: UUID
    vinculo_id: UUID
    correo: str = field(repr=False)
    correo_confirmacion: str = field(repr=False)


async def corregir_correo(orden: CorregirCorreo, oficina: Oficina) -> VinculoVista:
    """Raises campo_invalido, no_encontrado, vinculo_en_otro_estado, demasiadas_invitaciones."""
    correo = leer_correo(orden.correo, orden.correo_confirmacion)
    return await editar_vinculo(
        orden.vinculo_id,
        orden.contratista_id,
        lambda c, v, ahora: c.corregir_correo(v, correo, oficina.topes.envios, ahora),
        oficina,
    )
