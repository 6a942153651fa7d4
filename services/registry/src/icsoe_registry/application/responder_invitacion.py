"""Aceptar or Rechazar an invitation (D108): only the person itself, only its own."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from .ports_capturistas import Oficina
from .vista_capturistas import CapturistaVista, guardar_y_contar, vista_de


@dataclass(frozen=True)
class ResponderInvitacion:
    capturista_id: UUID
    vinculo_id: UUID
    acepta: bool


async def responder_invitacion(orden: ResponderInvitacion, oficina: Oficina) -> CapturistaVista:
    """Raises no_encontrado, aun_no_disponible. The same answer again changes nothing."""
    ahora = oficina.reloj.ahora()
    async with oficina.uow() as t:
        antes = await t.capturistas.para_editar(orden.capturista_id, orden.vinculo_id)
        vinculo = antes.vinculo(orden.vinculo_id) if antes else None
        if antes is None or vinculo is None:
            raise Negativa("no_encontrado")
        despues = antes.responder(vinculo, acepta=orden.acepta, ahora=ahora)
        await guardar_y_contar(antes, despues, t, ahora)
        return await t.responder(await vista_de(despues, t))
