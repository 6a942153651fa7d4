"""The public API of listado, version 1 (docs/architecture/plano.md §2)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from icsoe_chassis.ports import AlmacenObjetos, ObjetoAlterado, ObjetoAusente
from icsoe_dominio.negativas import Negativa

from ..application.ports import Lecturas
from ..application.publicar_listados import TIPOS
from ..application.queries import Descarga, PublicacionVista, buscar_archivo, publicaciones

_PUBLICO = "public, max-age=300"
_TROZO = 256 * 1024
# A file is held whole while its hash is compared: this many at a time bound the memory.
_A_LA_VEZ = 2


@dataclass(frozen=True)
class Api:
    """The routes; the chassis adds prefix, limits and errors."""

    lecturas: Lecturas
    objetos: AlmacenObjetos
    turnos: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_A_LA_VEZ))

    def rutas(self) -> APIRouter:
        router = APIRouter()
        router.get("/publicaciones")(self.publicaciones)
        router.get("/archivos/{archivo}", response_class=Response)(self.archivo)
        return router

    async def publicaciones(
        self, response: Response, ejercicio: Annotated[int | None, Query(ge=2021, le=2200)] = None
    ) -> list[PublicacionVista]:
        """The lists in force."""
        response.headers["Cache-Control"] = _PUBLICO
        return list(await publicaciones(ejercicio, self.lecturas))

    async def archivo(
        self,
        archivo: str,
        version: Annotated[int | None, Query(ge=1, le=100_000)] = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """One file, of the latest version unless one is asked for."""
        descarga = await buscar_archivo(archivo, version, self.lecturas)
        cabeceras = _cabeceras(descarga)
        if if_none_match == cabeceras["ETag"]:
            return Response(status_code=304, headers=cabeceras)
        try:
            async with self.turnos:
                datos = await self.objetos.leer(descarga.referencia)
        except (ObjetoAlterado, ObjetoAusente):
            raise Negativa("no_disponible") from None
        cabeceras["Content-Length"] = str(len(datos))
        return StreamingResponse(_en_trozos(datos), media_type=TIPOS[descarga.formato], headers=cabeceras)


def _cabeceras(descarga: Descarga) -> dict[str, str]:
    return {
        "ETag": f'"{descarga.referencia.sha256}"',
        "Cache-Control": _PUBLICO,
        "Content-Disposition": f"attachment; filename*=UTF-8''{descarga.nombre}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }


def _en_trozos(datos: bytes) -> Iterator[bytes]:
    for desde in range(0, len(datos), _TROZO):
        yield datos[desde : desde + _TROZO]
