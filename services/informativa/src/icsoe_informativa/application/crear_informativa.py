"""Nueva informativa (icsoe.md §6.1 no. 1)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from icsoe_chassis.ports import Uow
from icsoe_dominio.folios import folio_provisional
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo, PeriodoInexistente

from ..domain.informativa import Informativa, Paso
from ..domain.situacion import MAXIMO_EN_CURSO, exigir_generales
from .ports import Entorno, Trabajo
from .vista import InformativaVista


@dataclass(frozen=True)
class CrearInformativa:
    """``protesta``: the oath of a Sin información was accepted; its Cancelar sends nothing (D99)."""

    contratista_id: UUID
    actor: str
    ejercicio: int
    cuatrimestre: int
    tipo: Literal["NORMAL", "SIN_INFORMACION"]
    protesta: bool


async def crear_informativa(orden: CrearInformativa, uow: Uow[Trabajo], entorno: Entorno) -> InformativaVista:
    """Raises periodo_inexistente, periodo_no_iniciado, captura_normal_pendiente, protesta_requerida,
    MSG-24, MSG-06, MSG-07.
    """
    ahora = entorno.reloj.ahora()
    periodo = _periodo(orden)
    if not entorno.calendario.iniciado(periodo, ahora):
        raise Negativa("periodo_no_iniciado", fecha=periodo.inicio)
    if orden.tipo == "NORMAL":
        raise Negativa("captura_normal_pendiente")
    if not orden.protesta:
        raise Negativa("protesta_requerida")
    informativa = Informativa(
        id=entorno.nuevo_id(),
        contratista_id=orden.contratista_id,
        periodo=periodo,
        tipo=orden.tipo,
        folio_provisional=folio_provisional(entorno.azar(5)),
        creada=ahora,
        actualizada=ahora,
    )
    async with uow() as t:
        contexto = await t.informativas.contexto(orden.contratista_id, periodo)
        exigir_generales(contexto.contratista)
        contexto.situacion.exigir_nueva()
        if contexto.borradores >= MAXIMO_EN_CURSO:
            raise Negativa("demasiados_borradores", maximo=MAXIMO_EN_CURSO)
        if not await t.informativas.crear(informativa, Paso(None, informativa.estado, orden.actor, ahora)):
            raise Negativa("MSG-07")
        return await t.responder(InformativaVista.de(informativa))


def _periodo(orden: CrearInformativa) -> Periodo:
    try:
        return Periodo(orden.ejercicio, orden.cuatrimestre)
    except PeriodoInexistente:
        raise Negativa("periodo_inexistente") from None
