"""What a client sees of a contratista, and what the others are told."""

from datetime import datetime
from uuid import UUID

from icsoe_contracts.referencias import TipoPersona
from icsoe_contracts.registry import ContratistaActualizado, GeneralesCompletos
from pydantic import BaseModel

from ..domain.contratista import Contratista, Estado
from .ports import Trabajo


class AcuseRepseVista(BaseModel):
    """``sha256`` is of the PDF's bytes."""

    nombre: str
    bytes: int
    sha256: str
    cargado: datetime


class ContratistaVista(BaseModel):
    """The whole account. ``faltantes``: what is missing before it may capture, in the words of the screen."""

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
            faltantes=list(c.faltantes),
            version=c.version,
        )


async def concluir(
    antes: Contratista, despues: Contratista, t: Trabajo, ocurrido: datetime
) -> ContratistaVista:
    """The end of every command: writes a change, tells it while the account is or was complete, and
    answers.
    """
    if despues != antes:
        await t.contratistas.guardar(despues)
        if despues.completo or antes.completo:
            tipo = ContratistaActualizado if antes.completo else GeneralesCompletos
            t.eventos.emitir(hecho(tipo, despues, ocurrido), sujeto=despues.id)
    return await t.responder(ContratistaVista.de(despues))


def hecho(
    tipo: type[GeneralesCompletos | ContratistaActualizado], contratista: Contratista, ocurrido: datetime
) -> GeneralesCompletos | ContratistaActualizado:
    """The whole present state as an event of ``tipo``."""
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
    )
