"""Jobs of notify's worker."""

from typing import Any
from uuid import UUID

from icsoe_chassis.tareas import MAS_QUE_UNA_CAIDA, Tarea

from ..application.enviar_correo import Oficina, enviar_correo
from ..application.preparar_correo import TAREA


def tareas(oficina: Oficina) -> dict[str, Tarea]:
    """``correo``: key is the mail's id. Its term ends it; the object store, which no term waits for, may be
    away as long as for the acuse. An address may be silent for hours before anybody worries.
    """

    async def correo(clave: str, _: dict[str, Any]) -> None:
        await enviar_correo(UUID(clave), oficina)

    return {TAREA: Tarea(correo, intentos=MAS_QUE_UNA_CAIDA, arriendo_s=180, alarma_s=21_600)}
