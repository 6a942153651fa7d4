"""Jobs of notify's worker."""

from typing import Any
from uuid import UUID

from icsoe_chassis.tareas import Tarea

from ..application.enviar_correo import Oficina, enviar_correo
from ..application.preparar_correo import TAREA


def tareas(oficina: Oficina) -> dict[str, Tarea]:
    """``correo``: key is the mail's id. Its term ends it; the count of tries only bounds a fault."""

    async def correo(clave: str, _: dict[str, Any]) -> None:
        await enviar_correo(UUID(clave), oficina)

    return {TAREA: Tarea(correo, intentos=2_000, arriendo_s=180)}
