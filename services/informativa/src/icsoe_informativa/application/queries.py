"""Reads: the tray, one return, the periods on offer."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa
from icsoe_dominio.calendario import Calendario, dia_en_el_centro
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo, iniciados
from pydantic import BaseModel

from ..domain.informativa import Informativa
from ..domain.situacion import Presentada, Situacion
from .ports import Entorno, Lecturas
from .vista import InformativaVista


class PresentadaVista(BaseModel):
    """A presented return that stands (V of icsoe.md §5.2)."""

    folio: str
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None


class PeriodoVista(BaseModel):
    """A period that has begun, and what the contratista has in it (icsoe.md §5.4).

    Instants in UTC; ``vence`` is a day of Central Mexico. ``en_curso``: its draft, or the return that waits
    for signature. ``admite_nueva``: a Normal or Sin información may be opened.
    """

    ejercicio: int
    cuatrimestre: int
    etiqueta: str
    nombre: str
    mes_inicial: str
    mes_final: str
    abre: datetime
    vence: date
    limite: datetime
    firma_abierta: bool
    extemporanea_si_hoy: bool
    en_curso: InformativaVista | None
    presentadas: list[PresentadaVista]
    admite_nueva: bool


async def periodos(contratista_id: UUID, entorno: Entorno, lecturas: Lecturas) -> list[PeriodoVista]:
    """All started periods, newest first."""
    en_curso = {i.periodo: i for i in await lecturas.en_curso(contratista_id)}
    # Read after them: a return that is presented between the two reads shows twice, never not at all.
    vigentes: defaultdict[Periodo, list[Presentada]] = defaultdict(list)
    for periodo, presentada in await lecturas.vigentes(contratista_id):
        vigentes[periodo].append(presentada)
    ahora = entorno.reloj.ahora()
    return [
        _periodo(p, entorno.calendario, ahora, en_curso.get(p), tuple(vigentes[p]))
        for p in reversed(list(iniciados(dia_en_el_centro(ahora))))
    ]


def _periodo(
    p: Periodo,
    calendario: Calendario,
    ahora: datetime,
    en_curso: Informativa | None,
    vigentes: tuple[Presentada, ...],
) -> PeriodoVista:
    return PeriodoVista(
        ejercicio=p.ejercicio,
        cuatrimestre=p.cuatrimestre,
        etiqueta=p.etiqueta,
        nombre=p.nombre,
        mes_inicial=p.mes_inicial,
        mes_final=p.mes_final,
        abre=calendario.abre(p),
        vence=calendario.vence(p),
        limite=calendario.limite(p),
        firma_abierta=calendario.firma_abierta(p, ahora),
        extemporanea_si_hoy=calendario.extemporanea(p, ahora),
        en_curso=InformativaVista.de(en_curso) if en_curso else None,
        presentadas=[
            PresentadaVista(folio=v.folio, tipo=v.tipo, complementaria=v.complementaria) for v in vigentes
        ],
        admite_nueva=Situacion(en_curso is not None, vigentes).admite_nueva,
    )


async def ver_informativa(id: UUID, contratista_id: UUID, lecturas: Lecturas) -> InformativaVista:
    """Raises no_encontrado, also for somebody else's."""
    informativa = await lecturas.informativa(id, contratista_id)
    if informativa is None:
        raise Negativa("no_encontrado")
    return InformativaVista.de(informativa)


async def bandeja(contratista_id: UUID, lecturas: Lecturas) -> list[InformativaVista]:
    """Drafts and sent returns."""
    return [InformativaVista.de(i) for i in await lecturas.en_curso(contratista_id)]
