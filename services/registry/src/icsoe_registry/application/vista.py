"""What a client sees of a contratista, and what the others are told."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from icsoe_contracts.referencias import TipoPersona
from icsoe_contracts.registry import ContratistaActualizado, GeneralesCompletos
from icsoe_dominio.domicilio import Domicilio
from pydantic import BaseModel

from ..domain.contratista import Contratista, Estado
from ..domain.repse import Repse
from .ports import Trabajo


class AcuseRepseVista(BaseModel):
    """``sha256`` is of the PDF's bytes."""

    nombre: str
    bytes: int
    sha256: str
    cargado: datetime


class ContratistaVista(BaseModel):
    """The whole account.

    ``faltantes``: what is missing before it may capture, in the words of the screen.
    ``correos_por_confirmar``: its addresses whose link was not opened; they get no acuse.
    """

    id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    estado: Estado
    terminos_version: str | None
    correo: str | None
    celular: str | None
    telefono_fijo: str | None
    social_igual_fiscal: bool | None
    copias_acuse: list[str]
    acuse_repse: AcuseRepseVista | None
    domicilio_social: Domicilio | None
    repse: Repse
    correos_por_confirmar: list[str]
    faltantes: list[str]
    version: int

    @classmethod
    def de(cls, c: Contratista) -> "ContratistaVista":
        g, acuse = c.generales, c.acuse_repse
        return cls(
            id=c.id,
            rfc=c.rfc,
            nombre=c.nombre,
            tipo_persona=c.tipo_persona,
            estado=c.estado,
            terminos_version=c.terminos_version,
            correo=g.correo if g else None,
            celular=g.celular if g else None,
            telefono_fijo=g.telefono_fijo if g else None,
            social_igual_fiscal=g.social_igual_fiscal if g else None,
            copias_acuse=list(g.copias_acuse) if g else [],
            acuse_repse=AcuseRepseVista(
                nombre=acuse.nombre, bytes=acuse.bytes, sha256=acuse.sha256, cargado=acuse.cargado
            )
            if acuse
            else None,
            domicilio_social=c.domicilio_social,
            repse=c.repse,
            correos_por_confirmar=list(c.por_confirmar),
            faltantes=list(c.faltantes),
            version=c.version,
        )


async def concluir(
    antes: Contratista, despues: Contratista, t: Trabajo, ocurrido: datetime
) -> ContratistaVista:
    """The end of every command: writes a change, tells it once there are general data, and answers."""
    if despues != antes:
        await t.contratistas.guardar(despues)
        if despues.generales:
            recien = despues.completo and not antes.completo
            tipo = GeneralesCompletos if recien else ContratistaActualizado
            t.eventos.emitir(hecho(tipo, despues, ocurrido, antes), sujeto=despues.id)
    return await t.responder(ContratistaVista.de(despues))


def hecho(
    tipo: type[GeneralesCompletos | ContratistaActualizado],
    contratista: Contratista,
    ocurrido: datetime,
    antes: Contratista | None = None,
) -> GeneralesCompletos | ContratistaActualizado:
    """The whole present state as an event of ``tipo``, and what changed since ``antes``."""
    generales = contratista.generales
    return tipo(
        contratista_id=contratista.id,
        rfc=contratista.rfc,
        nombre=contratista.nombre,
        tipo_persona=contratista.tipo_persona,
        generales_completos=contratista.completo,
        correo=generales.correo if generales else None,
        copias_acuse=generales.copias_acuse if generales else (),
        faltantes=contratista.faltantes,
        ocurrido=ocurrido,
        correos_confirmados=tuple(sorted(contratista.correos_confirmados)),
        cambios=_cambios(antes, contratista) if antes else (),
        correos_anteriores=tuple(c for c in antes.direcciones if c not in contratista.direcciones)
        if antes
        else (),
    )


Cambio = Literal["correo", "copias_acuse", "acuse_repse"]


def _cambios(antes: Contratista, despues: Contratista) -> tuple[Cambio, ...]:
    """What M13 warns of: not the first time a thing is given (icsoe.md §13)."""
    a, d = antes.generales, despues.generales
    hechos: dict[Cambio, bool] = {
        "correo": bool(a and d and a.correo != d.correo),
        "copias_acuse": bool(a and d and a.copias_acuse != d.copias_acuse),
        "acuse_repse": antes.acuse_repse is not None and antes.acuse_repse != despues.acuse_repse,
    }
    return tuple(cambio for cambio, paso in hechos.items() if paso)
