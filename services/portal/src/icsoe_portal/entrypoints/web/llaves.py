"""A private key that a browser sends is dropped before anything else reads it (T-01)."""

from icsoe_chassis.registro import registro
from icsoe_efirma.huella import contiene_llave
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...application.ports import ErrorDeServicio
from .guardas import RUTA_REPORTES, Rechazar


class SinLlaves:
    """Reads every written body whole, which ``Medidas`` has bounded, and judges it. Pure ASGI."""

    def __init__(self, app: ASGIApp, rechazar: Rechazar) -> None:
        self._app = app
        self._rechazar = rechazar

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD") or scope["path"] == RUTA_REPORTES:
            await self._app(scope, receive, send)
            return
        cuerpo = await _leer(receive)
        if cuerpo is None:
            return
        if contiene_llave(cuerpo):
            registro().error("llave_recibida", metodo=scope["method"])
            pagina = await self._rechazar(scope, ErrorDeServicio.del_catalogo("llave_recibida"))
            await pagina(scope, receive, send)
            return
        mensajes: list[Message] = [{"type": "http.request", "body": cuerpo, "more_body": False}]

        async def repetir() -> Message:
            return mensajes.pop() if mensajes else await receive()

        await self._app(scope, repetir, send)


async def _leer(receive: Receive) -> bytes | None:
    """None: the browser went away."""
    partes: list[bytes] = []
    while True:
        mensaje = await receive()
        if mensaje["type"] == "http.disconnect":
            return None
        partes.append(mensaje.get("body", b""))
        if not mensaje.get("more_body", False):
            return b"".join(partes)
