"""What listado does with the events of signing."""

from collections.abc import Callable
from dataclasses import dataclass

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, EventoImposible, Proyeccion
from icsoe_contracts.catalogo import PERIODO
from icsoe_contracts.signing import InformativaPresentada
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.periodo import Periodo

from ..application.ports import Presentada, Trabajo
from ..application.proyectar_presentada import proyectar_presentada


@dataclass(frozen=True)
class Oido:
    """The handlers. ``trabajo`` makes of a transaction what the commands work with."""

    trabajo: Callable[[Transaccion], Trabajo]

    def consumidores(self) -> tuple[Consumidor, ...]:
        """What to listen to."""
        return (Consumidor(PERIODO, {InformativaPresentada: Proyeccion(self.presentada)}),)

    async def presentada(self, evento: InformativaPresentada, sobre: Sobre, tx: Transaccion) -> None:
        """Raises EventoImposible for a return with contracts: without them it would be listed as
        inconsistent.
        """
        if evento.contratos_relacionados:
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
        await proyectar_presentada(presentada, self.trabajo(tx))
