"""Health and counters: ``/salud/vivo``, ``/salud/listo``, ``/salud/metricas``; closed at the gateway."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .medidas import MEDIDAS

Revision = Callable[[], Awaitable[bool]]
_TOPE_S = 2


class Salud:
    """``revisiones``: name → may this process get work? HTTP: database and schema; worker: Kafka too."""

    def __init__(self, revisiones: Mapping[str, Revision]) -> None:
        self._revisiones = revisiones

    async def lista(self) -> dict[str, bool]:
        """Every check, a failing or slow one is False."""
        return {nombre: await _pasa(revision) for nombre, revision in self._revisiones.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/salud/vivo":
            respuesta = JSONResponse({"vivo": True})
        elif scope["path"] == "/salud/listo":
            estado = await self.lista()
            respuesta = JSONResponse(estado, 200 if all(estado.values()) else 503)
        elif scope["path"] == "/salud/metricas":
            respuesta = PlainTextResponse(MEDIDAS.texto())
        else:
            respuesta = JSONResponse({}, 404)
        await respuesta(scope, receive, send)

    def delante_de(self, app: ASGIApp) -> ASGIApp:
        """Answers ``/salud/…`` itself and hands the rest to ``app``."""

        async def puerta(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].startswith("/salud/"):
                await self(scope, receive, send)
            else:
                await app(scope, receive, send)

        return puerta


async def _pasa(revision: Revision) -> bool:
    try:
        async with asyncio.timeout(_TOPE_S):
            return await revision()
    except Exception:
        return False
