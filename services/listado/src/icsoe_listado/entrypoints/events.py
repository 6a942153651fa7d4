"""What listado does with the events of signing."""

from icsoe_chassis.base import Transaccion
from icsoe_chassis.consumo import Consumidor, EventoImposible, Proyeccion
from icsoe_contracts.catalogo import PERIODO
from icsoe_contracts.signing import InformativaPresentada
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.periodo import Periodo

from ..adapters.postgres import TrabajoPg
from ..application.ports import Presentada
from ..application.proyectar_presentada import proyectar_presentada


async def _presentada(evento: InformativaPresentada, sobre: Sobre, tx: Transaccion) -> None:
    if evento.contratos_relacionados:
        # Without its contracts such a return would be listed as inconsistent: it waits for the version that
        # reads them.
        raise EventoImposible("informativa con contratos")
    presentada = Presentada(
        informativa_id=evento.informativa_id,
        contratista_id=evento.contratista_id,
        periodo=Periodo(evento.ejercicio, evento.cuatrimestre),
        folio=evento.folio,
        tipo=evento.tipo,
        complementaria=evento.complementaria,
        folio_corregido=evento.folio_corregido,
        nombre=evento.nombre,
        tipo_persona=evento.tipo_persona,
        fecha_presentacion=evento.fecha_presentacion,
        contratos_relacionados=evento.contratos_relacionados,
        posicion=(sobre.source, sobre.subject, sobre.sequence),
    )
    await proyectar_presentada(presentada, TrabajoPg.de(tx))


CONSUMIDORES = (Consumidor(PERIODO, {InformativaPresentada: Proyeccion(_presentada)}),)
