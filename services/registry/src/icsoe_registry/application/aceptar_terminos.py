"""Términos y Condiciones (icsoe.md §7.3): version, time and address are kept."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa

from ..domain.contratista import Aceptacion
from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class AceptarTerminos:
    """``ip``: the caller's address as the gateway saw it."""

    contratista_id: UUID
    version: str
    ip: str


async def aceptar_terminos(orden: AceptarTerminos, uow: Uow[Trabajo], reloj: Reloj) -> ContratistaVista:
    """Raises no_encontrado, terminos_no_vigentes."""
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.aceptar(orden.version)
        ahora = reloj.ahora()
        if despues != antes:
            aceptacion = Aceptacion(orden.version, ahora, orden.ip)
            await t.contratistas.registrar_aceptacion(antes.id, aceptacion)
        return await concluir(antes, despues, t, ahora)
