"""The capturista types its own name (icsoe.md §7.6; the population register's adapter is off)."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from ..domain.datos_capturista import Nombre
from .ports_capturistas import Oficina
from .vista_capturistas import CapturistaVista, guardar_y_contar, vista_de


@dataclass(frozen=True)
class GuardarDatosCapturista:
    capturista_id: UUID
    nombre: Nombre


async def guardar_datos_capturista(orden: GuardarDatosCapturista, oficina: Oficina) -> CapturistaVista:
    """Raises no_encontrado."""
    ahora = oficina.reloj.ahora()
    async with oficina.uow() as t:
        antes = await t.capturistas.para_editar(orden.capturista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.llamarse(orden.nombre)
        await guardar_y_contar(antes, despues, t, ahora)
        return await t.responder(await vista_de(despues, t))
