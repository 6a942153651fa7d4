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
    """``version``: the one the caller saw (If-Match). ``efirma_reciente``: whether it used its e.firma within
    ten minutes.
    """

    contratista_id: UUID
    generales: Generales
    version: int
    efirma_reciente: bool


async def guardar_generales(
    orden: GuardarGenerales, uow: Uow[Trabajo], sellador: Sellador, reloj: Reloj
) -> ContratistaVista:
    """Raises no_encontrado, version_distinta, generales_primero_terminos, campo_invalido; efirma_no_reciente
    when addresses that acuses go to would become others.

    Every address that is new gets the link that confirms it.
    """
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.guardar_generales(orden.generales, orden.version)
        if despues.desvia_correo(antes) and not orden.efirma_reciente:
            raise Negativa("efirma_no_reciente")
        ahora = reloj.ahora()
        await enviar_enlaces_nuevos(antes, despues, t, sellador, ahora)
        return await concluir(antes, despues, t, ahora)
