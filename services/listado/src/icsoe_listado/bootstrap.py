"""The only place that wires listado."""

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_dominio.calendario import Calendario

from .adapters.csv import PlumaCsv
from .adapters.postgres import LecturasPg, TrabajoPg
from .adapters.xlsx import PlumaXlsx
from .application.ports import Imprenta, Trabajo
from .entrypoints.estante import Estante
from .entrypoints.events import Oido
from .entrypoints.http import Api
from .entrypoints.ops import ordenes


def montar(recursos: Recursos[Ajustes]) -> Partes:
    """The parts of the service on opened resources; it publishes files, so it needs the object store."""
    if recursos.objetos is None:
        raise ValueError("ICSOE_MINIO falta")
    lecturas = LecturasPg(recursos.base)
    imprenta = Imprenta(
        lecturas=lecturas,
        uow=UnidadDeTrabajo[Trabajo](recursos.base, TrabajoPg.de),
        objetos=recursos.objetos,
        plumas={"xlsx": PlumaXlsx, "csv": PlumaCsv},
        calendario=Calendario(),
        reloj=recursos.reloj,
    )
    return Partes(
        rutas=[Api(lecturas, Estante(recursos.objetos)).rutas()],
        consumidores=Oido(TrabajoPg.de).consumidores(),
        ops=ordenes(imprenta, recursos.correr),
        alcanzada=lecturas.alcanzada,
    )


servicio = Servicio("listado", Ajustes, montar)
