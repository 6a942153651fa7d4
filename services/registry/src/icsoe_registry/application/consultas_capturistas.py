"""Reads: Usuarios of a contratista, and the capturista's own view."""

from uuid import UUID

from icsoe_chassis.ports import Reloj
from icsoe_dominio.negativas import Negativa

from .ports_capturistas import LecturasDeCapturistas
from .vista_capturistas import CapturistaVista, VinculoVista


async def listar_capturistas(
    contratista_id: UUID, lecturas: LecturasDeCapturistas, reloj: Reloj
) -> list[VinculoVista]:
    """Every link it ever made, the newest first."""
    ahora = reloj.ahora()
    return [VinculoVista.de(v, c, ahora) for v, c in await lecturas.de_contratista(contratista_id)]


async def ver_capturista(id: UUID, lecturas: LecturasDeCapturistas) -> CapturistaVista:
    """Raises no_encontrado."""
    capturista = await lecturas.capturista(id)
    if capturista is None:
        raise Negativa("no_encontrado")
    remitentes = await lecturas.remitentes([v.contratista_id for v in capturista.abiertos])
    return CapturistaVista.de(capturista, dict(remitentes))
