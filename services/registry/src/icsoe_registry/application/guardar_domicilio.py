"""Domicilio social: the end of the address wizard, and its deletion (icsoe.md §7.5, D92)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.domicilio import Domicilio, DomicilioInvalido, Lugar
from icsoe_dominio.negativas import Negativa

from .catalogo_postal import CatalogoPostal
from .ports import Trabajo
from .vista import ContratistaVista, concluir


@dataclass(frozen=True)
class GuardarDomicilio:
    """``componentes``: what was typed, by the names of ``icsoe_dominio.domicilio``."""

    contratista_id: UUID
    colonia_id: str
    componentes: Mapping[str, str]
    sin_numero: bool


@dataclass(frozen=True)
class EliminarDomicilio:
    contratista_id: UUID


async def leer_domicilio(orden: GuardarDomicilio, catalogo: CatalogoPostal) -> Domicilio:
    """Step 3 of the wizard: the address as it would be kept. Raises colonia_desconocida, campo_invalido."""
    ubicacion = await catalogo.ubicacion(orden.colonia_id)
    if ubicacion is None:
        raise Negativa("colonia_desconocida")
    c = ubicacion.colonia
    lugar = Lugar(c.id, c.codigo_postal, ubicacion.estado, ubicacion.municipio, c.nombre, c.tipo_asentamiento)
    try:
        return Domicilio.leer(lugar, orden.componentes, orden.sin_numero)
    except DomicilioInvalido as error:
        campos = [campo.replace("_", " ") for campo in error.errores]
        raise Negativa("campo_invalido", campos=campos, errores=error.errores) from None


async def guardar_domicilio(
    orden: GuardarDomicilio, catalogo: CatalogoPostal, uow: Uow[Trabajo], reloj: Reloj
) -> ContratistaVista:
    """Raises no_encontrado, colonia_desconocida, campo_invalido, domicilio_solo_de_empresa."""
    domicilio = await leer_domicilio(orden, catalogo)
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        despues = antes.con_domicilio_social(domicilio)
        await t.contratistas.anotar_calles(antes.id, domicilio.vialidades)
        return await concluir(antes, despues, t, reloj.ahora())


async def eliminar_domicilio(orden: EliminarDomicilio, uow: Uow[Trabajo], reloj: Reloj) -> ContratistaVista:
    """Raises no_encontrado, also when there is none."""
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None or antes.domicilio_social is None:
            raise Negativa("no_encontrado")
        return await concluir(antes, antes.con_domicilio_social(None), t, reloj.ahora())
