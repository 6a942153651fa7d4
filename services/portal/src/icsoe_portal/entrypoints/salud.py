"""Health, and the browser's reports of a broken policy."""

import time
from collections.abc import Callable

from fastapi import APIRouter, Request
from icsoe_chassis.registro import registro
from starlette.responses import JSONResponse, Response

from .web.guardas import RUTA_REPORTES

rutas = APIRouter()
MAXIMO_REPORTE = 16 * 1024
CADA_S = 60


class Reportes:
    """How many violations came: anybody may send them, so they are told in one line a minute, the first of a
    quiet time at once, the others with the first one of a later minute. ``segundos`` is the clock.
    """

    def __init__(self, segundos: Callable[[], float] = time.monotonic) -> None:
        self._segundos = segundos
        self._dicho: float | None = None
        self._cuantos = 0

    def anotar(self) -> None:
        ahora = self._segundos()
        self._cuantos += 1
        if self._dicho is not None and ahora - self._dicho < CADA_S:
            return
        registro().warning("csp_incumplida", cuantos=self._cuantos)
        self._dicho, self._cuantos = ahora, 0


_reportes = Reportes()


@rutas.get("/salud/vivo", name="vivo")
async def vivo() -> JSONResponse:
    return JSONResponse({"vivo": True})


@rutas.get("/salud/listo", name="listo")
async def listo() -> JSONResponse:
    """The portal keeps nothing: it is ready when it runs. A service that is away shows as an error page."""
    return JSONResponse({"plantillas": True})


@rutas.post(RUTA_REPORTES, name="csp")
async def csp(request: Request) -> Response:
    """Counts a violation; its body names pages and may be forged, so it is not logged."""
    leidos = 0
    async for parte in request.stream():
        leidos += len(parte)
        if leidos > MAXIMO_REPORTE:
            return Response(status_code=413)
    _reportes.anotar()
    return Response(status_code=204)
