"""Health, and the browser's reports of a broken policy."""

from fastapi import APIRouter, Request
from icsoe_chassis.registro import registro
from starlette.responses import JSONResponse, Response

from .web.guardas import RUTA_REPORTES

rutas = APIRouter()
MAXIMO_REPORTE = 16 * 1024


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
    registro().warning("csp_incumplida", bytes=leidos)
    return Response(status_code=204)
