"""The only place that wires registry."""

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.servicio import Partes, Recursos, Servicio

from .adapters.postgres import LecturasPg, TrabajoPg
from .adapters.revisor import RevisorEnProceso
from .application.cargar_acuse_repse import Archivero
from .application.ports import Trabajo
from .entrypoints.http import Api
from .entrypoints.ops import ordenes


def montar(recursos: Recursos[Ajustes]) -> Partes:
    """The parts of the service on opened resources. Consumes nothing yet."""
    if recursos.objetos is None:
        raise ValueError("registry necesita ICSOE_MINIO")
    lecturas = LecturasPg(recursos.base)
    archivero = Archivero(lecturas, RevisorEnProceso(), recursos.objetos, recursos.reloj)
    uow = UnidadDeTrabajo[Trabajo](recursos.base, TrabajoPg.de)
    return Partes(
        rutas=[Api(uow, archivero, recursos.claves).rutas()],
        ops=ordenes(lecturas, uow, recursos.reloj, recursos.correr),
    )


servicio = Servicio("registry", Ajustes, montar)
