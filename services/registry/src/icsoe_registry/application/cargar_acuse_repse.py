"""The REPSE receipt: checked, stored as an object, then referenced.

A lost race leaves an orphan, never a hole.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from icsoe_chassis.ports import AlmacenObjetos, Reloj, Uow
from icsoe_dominio.negativas import Negativa

from ..domain.archivo import exigir_aceptable, exigir_pdf, nombre_visible
from ..domain.contratista import AcuseRepse
from .ports import Lecturas, RevisorDePdf, Trabajo
from .vista import ContratistaVista, concluir

BUCKET = "repse"


@dataclass(frozen=True)
class CargarAcuseRepse:
    contratista_id: UUID
    nombre: str
    datos: bytes = field(repr=False)


@dataclass(frozen=True)
class Archivero:
    """What a load needs besides its transaction."""

    lecturas: Lecturas
    revisor: RevisorDePdf
    objetos: AlmacenObjetos
    reloj: Reloj


async def cargar_acuse_repse(
    orden: CargarAcuseRepse, archivero: Archivero, uow: Uow[Trabajo]
) -> ContratistaVista:
    """Raises no_encontrado, generales_primero_terminos, archivo_…"""
    exigir_pdf(orden.datos)
    visto = await archivero.lecturas.contratista(orden.contratista_id)
    if visto is None:
        raise Negativa("no_encontrado")
    visto.exigir_terminos()
    exigir_aceptable(await archivero.revisor.revisar(orden.datos))
    referencia = await archivero.objetos.poner(BUCKET, str(uuid4()), orden.datos, "application/pdf")
    ahora = archivero.reloj.ahora()
    acuse = AcuseRepse(
        nombre_visible(orden.nombre),
        referencia.key,
        referencia.version_id,
        referencia.sha256,
        referencia.bytes,
        ahora,
    )
    async with uow() as t:
        antes = await t.contratistas.para_editar(orden.contratista_id)
        if antes is None:
            raise Negativa("no_encontrado")
        return await concluir(antes, antes.con_acuse(acuse), t, ahora)
