"""An event causes a mail: it is owed from now on, whatever happens to the mail server."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from icsoe_chassis.ports import Reloj
from pydantic import JsonValue

from ..domain.correo import Plantilla
from .ports import Correo, Trabajo

TAREA = "correo"


@dataclass(frozen=True)
class PrepararCorreo:
    """``causa``: the id of the event, from which the mail's own id and its Message-ID follow."""

    causa: UUID
    plantilla: Plantilla
    contratista_id: UUID
    datos: Mapping[str, JsonValue]


async def preparar_correo(orden: PrepararCorreo, t: Trabajo, reloj: Reloj) -> None:
    """Row and job in the transaction of the event."""
    correo_id = uuid5(orden.causa, orden.plantilla)
    await t.correos.encolar(
        Correo(correo_id, orden.causa, orden.plantilla, orden.contratista_id, orden.datos, reloj.ahora())
    )
    await t.tareas.programar(TAREA, str(correo_id), {})
