"""What the public page asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.renglones import Formato, Lista, archivo_de, leer_nombre
from .ports import Lecturas, Publicacion


class PublicacionVista(BaseModel):
    """One row of the page. The hashes are 64 upper-case hex digits (§14.2); ``filas`` without the header."""

    ejercicio: int
    cuatrimestre: int
    lista: Lista
    version: int
    archivo: str
    sha256: str
    archivo_csv: str
    sha256_csv: str
    filas: int
    corte: datetime
    publicado: datetime


async def publicaciones(ejercicio: int | None, lecturas: Lecturas) -> Sequence[PublicacionVista]:
    """The lists in force, newest period first."""
    return [_vista(publicacion) for publicacion in await lecturas.publicaciones(ejercicio)]


@dataclass(frozen=True)
class Descarga:
    """One file to hand out, by its reference."""

    nombre: str
    formato: Formato
    referencia: ReferenciaObjeto


async def buscar_archivo(nombre: str, version: int | None, lecturas: Lecturas) -> Descarga:
    """The file of that name, of the latest version unless one is given. Raises Negativa ``no_encontrado``."""
    pedido = leer_nombre(nombre)
    if pedido is None:
        raise Negativa("no_encontrado")
    lista, periodo, formato = pedido
    publicacion = await lecturas.publicacion(lista, periodo, version)
    if publicacion is None:
        raise Negativa("no_encontrado")
    return Descarga(nombre, formato, publicacion.xlsx if formato == "xlsx" else publicacion.csv)


def _vista(publicacion: Publicacion) -> PublicacionVista:
    return PublicacionVista(
        ejercicio=publicacion.periodo.ejercicio,
        cuatrimestre=publicacion.periodo.cuatrimestre,
        lista=publicacion.lista,
        version=publicacion.version,
        archivo=archivo_de(publicacion.lista, publicacion.periodo),
        sha256=publicacion.xlsx.sha256.upper(),
        archivo_csv=archivo_de(publicacion.lista, publicacion.periodo, "csv"),
        sha256_csv=publicacion.csv.sha256.upper(),
        filas=publicacion.filas,
        corte=publicacion.corte,
        publicado=publicacion.publicado,
    )
