"""Jobs of signing's worker."""

from typing import Any
from uuid import UUID

from icsoe_chassis.tareas import Tarea

from ..application.emitir_acuse import Taller, emitir_acuse


def tareas(taller: Taller) -> dict[str, Tarea]:
    """``acuse``: key is the informativa's id."""

    async def acuse(clave: str, _: dict[str, Any]) -> None:
        await emitir_acuse(UUID(clave), taller)

    return {"acuse": Tarea(acuse)}
