"""An event causes a mail: it is owed from now on, whatever happens to the mail server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from icsoe_chassis.ports import Reloj
from pydantic import JsonValue

from ..domain.correo import Plantilla
from .ports import Correo, Destino, Trabajo

TAREA = "correo"


@dataclass(frozen=True)
class PrepararCorreo:
    """``causa``: the id of the event, from which the mail's own id and its Message-ID follow.

    ``ejemplar`` tells mails of one cause and one template apart: the address.
    """

    causa: UUID
    plantilla: Plantilla
    destino: Destino
    datos: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    ejemplar: str = field(default="", repr=False)

    @property
    def correo_id(self) -> UUID:
        return uuid5(self.causa, f"{self.plantilla} {self.ejemplar}".rstrip())


async def preparar_correo(orden: PrepararCorreo, t: Trabajo, reloj: Reloj) -> None:
    """Row and job in the transaction of the event; the same order again changes nothing."""
    id = orden.correo_id
    await t.correos.encolar(
        Correo(id, orden.causa, orden.plantilla, orden.destino, orden.datos, reloj.ahora())
    )
    await t.tareas.programar(TAREA, str(id), {})
