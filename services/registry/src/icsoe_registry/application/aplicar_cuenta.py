"""auth told something of an account: of a capturista it changes what is known here, of staff nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..domain.capturista import Capturista
from .ports_capturistas import TrabajoDeCapturistas
from .vista_capturistas import guardar_y_contar


@dataclass(frozen=True)
class AplicarCuenta:
    """``orden``: the event's place among those of its account. ``vinculo_id``: the link it is about."""

    cuenta_id: UUID
    orden: int
    ocurrido: datetime
    vinculo_id: UUID | None = None


async def aplicar_cuenta(
    hecho: AplicarCuenta, cambio: Callable[[Capturista], Capturista], t: TrabajoDeCapturistas
) -> None:
    """Twice or in any order: the same end."""
    antes = await t.capturistas.para_editar(hecho.cuenta_id, hecho.vinculo_id)
    if antes is not None:
        await guardar_y_contar(antes, cambio(antes).oir(hecho.orden), t, hecho.ocurrido)
