"""What a contratista does with a link it made: the frame of its commands."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from ..domain.capturista import Capturista
from ..domain.vinculo import Vinculo
from .ports_capturistas import Oficina
from .vista_capturistas import VinculoVista, guardar_y_contar

Cambio = Callable[[Capturista, Vinculo, datetime], Capturista]


async def editar_vinculo(
    vinculo_id: UUID, contratista_id: UUID, cambio: Cambio, oficina: Oficina
) -> VinculoVista:
    """Locks the person, changes it, tells it. Raises no_encontrado, also for a link of somebody else."""
    ahora = oficina.reloj.ahora()
    async with oficina.uow() as t:
        antes = await t.capturistas.de_vinculo(vinculo_id, contratista_id)
        vinculo = antes.vinculo(vinculo_id) if antes else None
        if antes is None or vinculo is None:
            raise Negativa("no_encontrado")
        despues = cambio(antes, vinculo, ahora)
        await guardar_y_contar(antes, despues, t, ahora)
        return await t.responder(VinculoVista.de(despues.vinculo(vinculo_id) or vinculo, despues, ahora))
