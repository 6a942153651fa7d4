"""registry told how to reach a contratista."""

from dataclasses import dataclass
from uuid import UUID

from .ports import Contacto, Trabajo


@dataclass(frozen=True)
class RegistrarContacto:
    """``posicion``: (source, sequence) of the event in its stream."""

    contratista_id: UUID
    contacto: Contacto
    posicion: tuple[str, int]


async def registrar_contacto(orden: RegistrarContacto, t: Trabajo) -> None:
    """A mail that waited for this contact finds it at its next try."""
    await t.contactos.guardar(orden.contratista_id, orden.contacto, orden.posicion)
