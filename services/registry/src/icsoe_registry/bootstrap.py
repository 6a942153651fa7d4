"""The only place that wires registry."""

from functools import partial
from pathlib import Path

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import Transaccion, UnidadDeTrabajo
from icsoe_chassis.servicio import Partes, Recursos, Servicio

from .adapters.archivo_postal import leer
from .adapters.catalogo_postal import CatalogoPostalPg, reemplazar
from .adapters.postgres import LecturasPg, TrabajoPg
from .adapters.revisor import RevisorEnProceso
from .application.cargar_acuse_repse import Archivero
from .application.ports import Trabajo
from .entrypoints.catalogo import ApiCatalogo
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
        rutas=[
            Api(uow, archivero, recursos.claves).rutas(),
            ApiCatalogo(CatalogoPostalPg(recursos.base)).rutas(),
        ],
        ops=ordenes(lecturas, uow, recursos.reloj, recursos.correr, partial(cargar_catalogo, recursos)),
    )


async def cargar_catalogo(recursos: Recursos[Ajustes], archivo: Path) -> int:
    """The file replaces the whole postal catalogue, or nothing. Raises ArchivoPostalInvalido, OSError."""
    leido = leer(archivo)
    async with UnidadDeTrabajo[Transaccion](recursos.base, lambda tx: tx)() as tx:
        return await reemplazar(leido, tx, recursos.reloj.ahora())


servicio = Servicio("registry", Ajustes, montar)
