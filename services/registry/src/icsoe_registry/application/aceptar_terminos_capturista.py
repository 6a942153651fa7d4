"""The capturista's own Términos y Condiciones (D88): version, time and address are kept."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from ..domain.contratista import Aceptacion
from .ports_capturistas import Oficina
from .vista_capturistas import CapturistaVista, guardar_y_contar, vista_de


@dataclass(frozen=True)
class AceptarTerminosCapturista:
    """``ip``: the caller's address as the gateway saw it."""

    capturista_id: UUID
    version: str
    ip: str


async def aceptar_terminos_capturista(orden: AceptarTerminosCapturista, oficina: Oficina) -> CapturistaVista:
    """Raises no_encontrado, terminos_no_vigentes."""
    ahora = oficina.reloj.ahora()
    async with oficina.uow() as t:
        antes = await t.capturistas.para_editar(orden.capturista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.aceptar_terminos(orden.version)
        if despues != antes:
            await t.capturistas.registrar_aceptacion(antes.id, Aceptacion(orden.version, ahora, orden.ip))
        await guardar_y_contar(antes, despues, t, ahora)
        return await t.responder(await vista_de(despues, t))
