"""What informativa does with the events of registry and signing."""

from icsoe_chassis.base import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion
from icsoe_contracts.catalogo import CONTRATISTA, PERIODO
from icsoe_contracts.registry import ContratistaActualizado, GeneralesCompletos
from icsoe_contracts.signing import InformativaDevuelta, InformativaPresentada, InformativaRechazada
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.negativas import mensaje
from icsoe_dominio.periodo import Periodo

from ..adapters.postgres import TrabajoPg
from ..application.aplicar_contratista import AplicarContratista, aplicar_contratista
from ..application.aplicar_presentada import AplicarPresentada, aplicar_presentada
from ..application.aplicar_regreso import AplicarRegreso, aplicar_regreso
from ..application.ports import Presentacion
from ..domain.situacion import Contratista

_CODIGO_DE_RECHAZO = {
    "OBJETIVO_NO_VIGENTE": "objetivo_no_vigente",
    "CONTENIDO_DISTINTO": "contenido_distinto",
}


def _posicion(sobre: Sobre) -> tuple[str, str, int]:
    return sobre.source, sobre.subject, sobre.sequence


async def _contratista(
    evento: GeneralesCompletos | ContratistaActualizado, sobre: Sobre, tx: Transaccion
) -> None:
    contratista = Contratista(
        evento.rfc, evento.nombre, evento.tipo_persona, evento.generales_completos, evento.faltantes
    )
    orden = AplicarContratista(evento.contratista_id, contratista, _posicion(sobre))
    await aplicar_contratista(orden, TrabajoPg.de(tx))


async def _presentada(evento: InformativaPresentada, sobre: Sobre, tx: Transaccion) -> None:
    presentada = Presentacion(
        informativa_id=evento.informativa_id,
        contratista_id=evento.contratista_id,
        periodo=Periodo(evento.ejercicio, evento.cuatrimestre),
        tipo=evento.tipo,
        complementaria=evento.complementaria,
        folio=evento.folio,
        folio_corregido=evento.folio_corregido,
    )
    orden = AplicarPresentada(presentada, evento.ocurrido, _posicion(sobre))
    await aplicar_presentada(orden, TrabajoPg.de(tx))


async def _rechazada(evento: InformativaRechazada, sobre: Sobre, tx: Transaccion) -> None:
    codigo = _CODIGO_DE_RECHAZO.get(evento.codigo, evento.codigo)
    motivo = mensaje(codigo, folio=evento.folio_vigente or "sin folio", fecha=evento.ocurrido)
    orden = AplicarRegreso(evento.informativa_id, evento.envio, motivo, evento.ocurrido, _posicion(sobre))
    await aplicar_regreso(orden, TrabajoPg.de(tx))


async def _devuelta(evento: InformativaDevuelta, sobre: Sobre, tx: Transaccion) -> None:
    orden = AplicarRegreso(
        evento.informativa_id, evento.envio, evento.motivo, evento.ocurrido, _posicion(sobre)
    )
    await aplicar_regreso(orden, TrabajoPg.de(tx))


CONSUMIDORES = (
    Consumidor(
        CONTRATISTA,
        {GeneralesCompletos: Proyeccion(_contratista), ContratistaActualizado: Proyeccion(_contratista)},
    ),
    Consumidor(
        PERIODO,
        {
            InformativaPresentada: Proyeccion(_presentada),
            InformativaRechazada: Proyeccion(_rechazada),
            InformativaDevuelta: Proyeccion(_devuelta),
        },
    ),
)
