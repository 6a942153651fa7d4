"""The public API of listado, version 1 (docs/architecture/plano.md §2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from icsoe_chassis.ports import ObjetoAlterado, ObjetoAusente
from icsoe_dominio.negativas import Negativa
from starlette.types import Receive, Scope, Send

from ..application.ports import Lecturas
from ..application.publicar_listados import TIPOS
from ..application.queries import Descarga, PublicacionVista, buscar_archivo, publicaciones
from .estante import Estante

_PUBLICO = "public, max-age=300"
_TROZO = 256 * 1024


@dataclass(frozen=True)
class Api:
    """The routes; the chassis adds prefix, limits and errors."""

    lecturas: Lecturas
    estante: Estante

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
        return _Archivo(descarga, cabeceras, self.estante)


class _Archivo(Response):
    """Holds its file while it is sent and no longer; the chassis ends what takes too long."""

    def __init__(self, descarga: Descarga, cabeceras: dict[str, str], estante: Estante) -> None:
        super().__init__(headers=cabeceras)
        self._descarga, self._cabeceras, self._estante = descarga, cabeceras, estante

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._estante.prestar(self._descarga.referencia) as datos:
                cabeceras = self._cabeceras | {"Content-Length": str(len(datos))}
                tipo = TIPOS[self._descarga.formato]
                trozos = StreamingResponse(_en_trozos(datos), media_type=tipo, headers=cabeceras)
                await trozos(scope, receive, send)
        except (ObjetoAlterado, ObjetoAusente):
            raise Negativa("no_disponible") from None


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
