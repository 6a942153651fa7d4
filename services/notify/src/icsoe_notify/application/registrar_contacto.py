"""registry told how to reach a contratista or a capturista."""

from dataclasses import dataclass, field
from uuid import UUID

from .ports import Contacto, Trabajo


@dataclass(frozen=True)
class RegistrarContacto:
    """``orden``: of the event, through the epochs of its source. A text is the address of a capturista."""

    titular: UUID
    contacto: Contacto | str = field(repr=False)
    orden: int


async def registrar_contacto(orden: RegistrarContacto, t: Trabajo) -> None:
    """A mail that waited for this contact finds it at its next try."""
    if isinstance(orden.contacto, str):
        await t.contactos.guardar_capturista(orden.titular, orden.contacto, orden.orden)
    else:
        await t.contactos.guardar(orden.titular, orden.contacto, orden.orden)
