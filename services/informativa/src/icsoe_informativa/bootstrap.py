"""The only place that wires informativa."""

import secrets

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.vinculos import VinculosPg
from icsoe_dominio.calendario import Calendario
from uuid6 import uuid7

from .adapters.postgres import LecturasPg, TrabajoPg
from .application.ports import Entorno, Trabajo
from .entrypoints.events import consumidores
from .entrypoints.http import Api


def montar(recursos: Recursos[Ajustes]) -> Partes:
    """The parts of the service on opened resources."""
    uow = UnidadDeTrabajo[Trabajo](recursos.base, TrabajoPg.de)
    lecturas = LecturasPg(recursos.base)
    vinculos = VinculosPg(recursos.base)
    entorno = Entorno(recursos.reloj, Calendario(), secrets.token_bytes, uuid7)

    async def alcanzada(source: str, subject: str, sequence: int) -> bool:
        """A contratista's streams first: only a capturista costs the second question."""
        posicion = source, subject, sequence
        return await lecturas.alcanzada(*posicion) or bool(await vinculos.alcanzada(*posicion))

    return Partes(
        rutas=[Api(uow, lecturas, entorno).rutas()],
        consumidores=consumidores(TrabajoPg.de),
        alcanzada=alcanzada,
        vinculos=vinculos,
    )


servicio = Servicio("informativa", Ajustes, montar)
