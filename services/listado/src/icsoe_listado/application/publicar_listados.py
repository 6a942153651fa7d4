"""Publishing a period: both lists, each as xlsx and CSV, stored, recorded and told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from icsoe_contracts.listado import ListadoPublicado
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.calendario import dia_en_el_centro, fecha_larga
from icsoe_dominio.periodo import Periodo

from ..domain.renglones import COLUMNAS, Formato, Lista, archivo_de, renglones_de
from .ports import Imprenta, Pluma, Publicacion, Trabajo

LISTAS: tuple[Lista, ...] = ("LP", "LII")
FORMATOS: tuple[Formato, ...] = ("xlsx", "csv")
BUCKET = "listados"
TIPOS: dict[Formato, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class PeriodoSinAbrir(Exception):
    """A period enters the lists only after its first signing day (§14.6).

    The message is Spanish, for the operator.
    """


@dataclass(frozen=True)
class PublicarListados:
    """``por``: the operator, for the record."""

    periodo: Periodo
    por: str


async def publicar_listados(orden: PublicarListados, imprenta: Imprenta) -> list[Publicacion]:
    """Writes LP and LII of the period as they stand now.

    Each run is a new version. Raises PeriodoSinAbrir.
    """
    periodo, corte = orden.periodo, imprenta.reloj.ahora()
    if not imprenta.calendario.firma_abierta(periodo, corte):
        abre = fecha_larga(dia_en_el_centro(imprenta.calendario.abre(periodo)))
        raise PeriodoSinAbrir(
            f"El periodo {periodo} se firma a partir del {abre}; todavía no entra al listado."
        )
    plumas, filas = await _escribir(periodo, imprenta)
    archivos = {clave: await _guardar(clave, pluma, periodo, imprenta) for clave, pluma in plumas.items()}
    async with imprenta.uow() as t:
        return [
            await _registrar(orden, lista, archivos, filas[lista], corte, imprenta.reloj.ahora(), t)
            for lista in LISTAS
        ]


async def _escribir(
    periodo: Periodo, imprenta: Imprenta
) -> tuple[dict[tuple[Lista, Formato], Pluma], dict[Lista, int]]:
    plumas: dict[tuple[Lista, Formato], Pluma] = {
        (lista, formato): imprenta.plumas[formato](
            archivo_de(lista, periodo).removesuffix(".xlsx"), COLUMNAS[lista]
        )
        for lista in LISTAS
        for formato in FORMATOS
    }
    filas: dict[Lista, int] = dict.fromkeys(LISTAS, 0)
    async with imprenta.lecturas.vigentes(periodo) as vigentes:
        async for informativa in vigentes:
            for lista, renglon in renglones_de(informativa):
                filas[lista] += 1
                for formato in FORMATOS:
                    plumas[lista, formato].escribir(renglon)
    return plumas, filas


async def _guardar(
    clave: tuple[Lista, Formato], pluma: Pluma, periodo: Periodo, imprenta: Imprenta
) -> ReferenciaObjeto:
    lista, formato = clave
    objeto = f"{periodo.ejercicio}/{archivo_de(lista, periodo, formato)}"
    return await imprenta.objetos.poner(BUCKET, objeto, pluma.cerrar(), TIPOS[formato])


async def _registrar(
    orden: PublicarListados,
    lista: Lista,
    archivos: dict[tuple[Lista, Formato], ReferenciaObjeto],
    filas: int,
    corte: datetime,
    publicado: datetime,
    t: Trabajo,
) -> Publicacion:
    publicacion = Publicacion(
        lista=lista,
        periodo=orden.periodo,
        version=await t.publicaciones.siguiente_version(lista, orden.periodo),
        filas=filas,
        corte=corte,
        publicado=publicado,
        publicado_por=orden.por,
        xlsx=archivos[lista, "xlsx"],
        csv=archivos[lista, "csv"],
    )
    await t.publicaciones.registrar(publicacion)
    t.eventos.emitir(_hecho(publicacion), sujeto=_flujo_de(publicacion))
    return publicacion


def _hecho(publicacion: Publicacion) -> ListadoPublicado:
    return ListadoPublicado(
        ejercicio=publicacion.periodo.ejercicio,
        cuatrimestre=publicacion.periodo.cuatrimestre,
        lista=publicacion.lista,
        version=publicacion.version,
        archivo=archivo_de(publicacion.lista, publicacion.periodo),
        sha256=publicacion.xlsx.sha256,
        filas=publicacion.filas,
        corte=publicacion.corte,
        publicado=publicacion.publicado,
    )


def _flujo_de(publicacion: Publicacion) -> UUID:
    """The stream of a list of a period: the same id for all its versions."""
    return uuid5(NAMESPACE_URL, f"urn:icsoe:listado:{publicacion.lista}:{publicacion.periodo}")
