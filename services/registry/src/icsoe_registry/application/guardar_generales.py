"""Generales, Guardar (icsoe.md §7.4)."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa

from ..domain.generales import Generales
from .confirmar_correo import Sellador, enviar_enlaces_nuevos
from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class GuardarGenerales:
    """``version``: the one the caller saw (If-Match)."""

    contratista_id: UUID
    generales: Generales
    version: int


async def guardar_generales(
    orden: GuardarGenerales, uow: Uow[Trabajo], sellador: Sellador, reloj: Reloj
) -> ContratistaVista:
    """Raises no_encontrado, version_distinta, generales_primero_terminos, campo_invalido.

    Every address that is new gets the link that confirms it.
    """
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.guardar_generales(orden.generales, orden.version)
        ahora = reloj.ahora()
        await enviar_enlaces_nuevos(antes, despues, t, sellador, ahora)
        return await concluir(antes, despues, t, ahora)
