"""The REPSE receipt: checked, stored as an object, then referenced.

A lost race leaves an orphan, never a hole.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from icsoe_chassis.ports import AlmacenObjetos, Reloj, Uow
from icsoe_dominio.negativas import Negativa

from ..domain.archivo import exigir_aceptable, exigir_cupo, exigir_pdf, nombre_visible
from ..domain.contratista import AcuseRepse, Contratista
from ..domain.vinculo import DIA
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
    """What a load needs besides its transaction.

    ``por_dia``: how many files of a contratista are accepted; ``intentos_por_dia``: how many are examined.
    """

    lecturas: Lecturas
    revisor: RevisorDePdf
    objetos: AlmacenObjetos
    reloj: Reloj
    por_dia: int
    intentos_por_dia: int


async def cargar_acuse_repse(
    orden: CargarAcuseRepse, archivero: Archivero, uow: Uow[Trabajo]
) -> ContratistaVista:
    """Raises no_encontrado, generales_primero_terminos, demasiados_…_repse, archivo_…, no_disponible

    The day's limit is asked twice: before the file costs anything, and under the lock that makes it exact.
    A try is counted before it costs: what makes an examination long is refused in the end.
    """
    exigir_pdf(orden.datos)
    async with uow() as t:
        contratista = await _con_cupo(orden.contratista_id, t, archivero)
        contratista.exigir_terminos()
        await _contar_intento(contratista.id, t, archivero)
    exigir_aceptable(await archivero.revisor.revisar(orden.datos, contratista.id))
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
        antes = await _con_cupo(orden.contratista_id, t, archivero)
        await t.contratistas.anotar_carga(antes.id, "ACEPTADA", ahora)
        return await concluir(antes, antes.con_acuse(acuse), t, ahora)


async def _con_cupo(id: UUID, t: Trabajo, archivero: Archivero) -> Contratista:
    """Locked."""
    contratista = await t.contratistas.para_editar(id)
    if contratista is None:
        raise Negativa("no_encontrado")
    ahora = archivero.reloj.ahora()
    cargas = await t.contratistas.cargas_de_acuse(id, "ACEPTADA", ahora - DIA)
    exigir_cupo("ACEPTADA", cargas, archivero.por_dia, ahora)
    return contratista


async def _contar_intento(id: UUID, t: Trabajo, archivero: Archivero) -> None:
    ahora = archivero.reloj.ahora()
    cargas = await t.contratistas.cargas_de_acuse(id, "EXAMINADA", ahora - DIA)
    exigir_cupo("EXAMINADA", cargas, archivero.intentos_por_dia, ahora)
    await t.contratistas.anotar_carga(id, "EXAMINADA", ahora)
