"""The only place that wires registry."""

from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import Transaccion, UnidadDeTrabajo
from icsoe_chassis.enlaces import Enlace, llave_de, sellar
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from pydantic import Field, SecretStr

from .adapters.archivo_postal import leer
from .adapters.capturistas_pg import LecturasDeCapturistasPg, TrabajoDeCapturistasPg
from .adapters.catalogo_postal import CatalogoPostalPg, reemplazar
from .adapters.postgres import LecturasPg, TrabajoPg
from .adapters.revisor import RevisorEnProceso, espera_de_turno
from .application.cargar_acuse_repse import Archivero
from .application.ports import Trabajo
from .application.ports_capturistas import Oficina, Topes, TrabajoDeCapturistas
from .application.republicar_vinculos import republicar_vinculos
from .entrypoints.capturistas import ApiCapturistas
from .entrypoints.catalogo import ApiCatalogo
from .entrypoints.cuentas import consumidores
from .entrypoints.domicilio import ApiDomicilio
from .entrypoints.http import Api
from .entrypoints.ops import ordenes


class AjustesRegistry(Ajustes):
    """``enlace_publica_pem``: seals links for notify (threats.md §4.3). The others: threats.md §4.7."""

    enlace_publica_pem: SecretStr
    capturistas_por_contratista: Annotated[int, Field(ge=1)] = 50
    altas_por_dia: Annotated[int, Field(ge=1)] = 20
    invitaciones_por_dia: Annotated[int, Field(ge=1)] = 3
    acuses_repse_por_dia: Annotated[int, Field(ge=1)] = 10
    intentos_repse_por_dia: Annotated[int, Field(ge=1)] = 30


def montar(recursos: Recursos[AjustesRegistry]) -> Partes:
    """The parts of the service on opened resources."""
    if recursos.objetos is None:
        raise ValueError("registry necesita ICSOE_MINIO")
    lecturas = LecturasPg(recursos.base)
    a = recursos.ajustes
    revisor = RevisorEnProceso(espera_s=espera_de_turno(a.limites.peticion_s))
    por_dia = (a.acuses_repse_por_dia, a.intentos_repse_por_dia)
    archivero = Archivero(lecturas, revisor, recursos.objetos, recursos.reloj, *por_dia)
    uow = UnidadDeTrabajo[Trabajo](recursos.base, TrabajoPg.de)
    catalogo = CatalogoPostalPg(recursos.base)
    publica = llave_de(recursos.ajustes.enlace_publica_pem.get_secret_value())

    def sellador(token: str, correo: str, titular: UUID) -> str:
        return sellar(publica, Enlace(token, correo, titular))

    topes = Topes(a.capturistas_por_contratista, a.altas_por_dia, a.invitaciones_por_dia)
    oficina = Oficina(
        UnidadDeTrabajo[TrabajoDeCapturistas](recursos.base, TrabajoDeCapturistasPg.de), recursos.reloj, topes
    )
    capturistas = LecturasDeCapturistasPg(recursos.base)
    return Partes(
        rutas=[
            ApiCapturistas(oficina, capturistas).rutas(),
            Api(uow, archivero, recursos.claves, sellador).rutas(),
            ApiDomicilio(uow, lecturas, catalogo, sellador, recursos.reloj).rutas(),
            ApiCatalogo(catalogo).rutas(),
        ],
        consumidores=consumidores(TrabajoDeCapturistasPg.de),
        alcanzada=capturistas.alcanzada,
        ops=ordenes(
            lecturas,
            uow,
            recursos.reloj,
            recursos.correr,
            partial(cargar_catalogo, recursos),
            partial(republicar_vinculos, capturistas, oficina),
        ),
    )


async def cargar_catalogo(recursos: Recursos[AjustesRegistry], archivo: Path) -> int:
    """The file replaces the whole postal catalogue, or nothing. Raises ArchivoPostalInvalido, OSError."""
    leido = leer(archivo)
    async with UnidadDeTrabajo[Transaccion](recursos.base, lambda tx: tx)() as tx:
        return await reemplazar(leido, tx, recursos.reloj.ahora())


servicio = Servicio("registry", AjustesRegistry, montar)
