"""Listado público de contratos (icsoe.md §14.1)."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import APIRouter, Path
from icsoe_dominio.calendario import dia_en_el_centro
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ..application.ports import Descarga
from .web.cabeceras import Clase, marca_de
from .web.pedido import Abierto

rutas = APIRouter()
PRIMER_EJERCICIO = 2021
ARCHIVO = r"^(LP|LII)[PST]\d{4}\.(xlsx|csv)$"
TIPOS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@rutas.get("/listado-publico", name="listado")
async def listado(p: Abierto, ejercicio: int | None = None) -> Response:
    hoy = dia_en_el_centro(p.ahora)
    anios = list(range(hoy.year, PRIMER_EJERCICIO - 1, -1))
    elegido = ejercicio if ejercicio in anios else hoy.year
    publicaciones = await p.servicios.listado.publicaciones(elegido)
    datos = {"anios": anios, "ejercicio": elegido, "publicaciones": publicaciones}
    return p.publica("listado/listado.html", **datos)


@rutas.get("/listado-publico/archivos/{archivo}", name="archivo_listado")
async def archivo(p: Abierto, archivo: Annotated[str, Path(pattern=ARCHIVO)]) -> Response:
    return _DePaso(p.servicios.listado.archivo(archivo), archivo, p.portal.ajustes.limites.envio_s)


class _DePaso(Response):
    """A file that goes on as it comes, within ``envio_s``: who does not read keeps no connection."""

    def __init__(self, descarga: AbstractAsyncContextManager[Descarga], nombre: str, envio_s: float) -> None:
        super().__init__()
        self._descarga, self._nombre, self._envio_s = descarga, nombre, envio_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(self._envio_s), self._descarga as descarga:
            marca_de(scope).clase = Clase.ARCHIVO
            cabeceras = {"Content-Disposition": f"attachment; filename*=UTF-8''{self._nombre}"}
            if descarga.largo:
                cabeceras["Content-Length"] = descarga.largo
            tipo = TIPOS[self._nombre.rsplit(".", 1)[1]]
            await StreamingResponse(descarga.trozos, media_type=tipo, headers=cabeceras)(scope, receive, send)


@rutas.get("/listado-publico/informacion-importante", name="informacion_lp")
async def informacion_lp(p: Abierto) -> Response:
    return p.publica("listado/informacion.html", inconsistente=False)


@rutas.get("/listado-publico/informacion-importante-inconsistente", name="informacion_lii")
async def informacion_lii(p: Abierto) -> Response:
    return p.publica("listado/informacion.html", inconsistente=True)


@rutas.get("/listado-publico/como-solventar", name="solventar")
async def solventar(p: Abierto) -> Response:
    return p.publica("listado/solventar.html")
