"""Reads: the tray, one return, the periods on offer."""

from datetime import date, datetime
from uuid import UUID

from icsoe_dominio.calendario import dia_en_el_centro
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import iniciados
from pydantic import BaseModel

from .ports import Entorno, Lecturas
from .vista import InformativaVista


class PeriodoVista(BaseModel):
    """A period that may be captured. Instants in UTC; ``vence`` is a day of Central Mexico."""

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


def periodos(entorno: Entorno) -> list[PeriodoVista]:
    """All started periods, newest first."""
    ahora, calendario = entorno.reloj.ahora(), entorno.calendario
    return [
        PeriodoVista(
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
        )
        for p in reversed(list(iniciados(dia_en_el_centro(ahora))))
    ]


async def ver_informativa(id: UUID, contratista_id: UUID, lecturas: Lecturas) -> InformativaVista:
    """Raises no_encontrado, also for somebody else's."""
    informativa = await lecturas.informativa(id, contratista_id)
    if informativa is None:
        raise Negativa("no_encontrado")
    return InformativaVista.de(informativa)


async def bandeja(contratista_id: UUID, lecturas: Lecturas) -> list[InformativaVista]:
    """Drafts and sent returns."""
    return [InformativaVista.de(i) for i in await lecturas.en_curso(contratista_id)]
