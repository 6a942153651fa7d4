"""Opens the session cookie before a route; seals it again only when the route changed it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...adapters.cliente import REENVIADOS, reenviados
from ...adapters.galleta import Sello
from ...application.sesion import Sesion
from .cabeceras import Clase, marca_de


class Galletas:
    """``scope["state"]["sesion"]`` is the browser's session: a new one when it brought none. Pure ASGI."""

    def __init__(self, app: ASGIApp, *, sello: Sello, segura: bool) -> None:
        self._app = app
        self._sello = sello
        self._atributos = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if segura else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cabeceras = [(n.decode(), v.decode("latin-1")) for n, v in scope["headers"]]
        reenviados.set(tuple(par for par in cabeceras if par[0] in REENVIADOS))
        traida = self._leer(scope)
        sesion = traida or Sesion()
        antes = sesion.model_dump() if traida else None
        estado = scope.setdefault("state", {})
        estado["sesion"] = sesion

        async def enviar(mensaje: Message) -> None:
            if mensaje["type"] == "http.response.start":
                cambio = self._cambio(scope, estado["sesion"], antes)
                if cambio is not None:
                    valor = f"{self._sello.nombre}={cambio}{self._atributos}"
                    mensaje["headers"] = [*mensaje["headers"], (b"set-cookie", valor.encode())]
            await send(mensaje)

        await self._app(scope, receive, enviar)

    def _leer(self, scope: Scope) -> Sesion | None:
        """The first of our name that we sealed: cookies that others set on this host never shut ours out."""
        crudo = next((v for n, v in scope["headers"] if n == b"cookie"), b"").decode("latin-1")
        pares = (par.strip().partition("=") for par in crudo.split(";"))
        abiertas = (self._sello.abrir(valor) for nombre, _, valor in pares if nombre == self._sello.nombre)
        return next((sesion for sesion in abiertas if sesion), None)

    def _cambio(self, scope: Scope, sesion: Sesion | None, antes: dict[str, object] | None) -> str | None:
        """The new value with its life, or None. A public answer never sets a cookie."""
        if marca_de(scope).clase in (Clase.PUBLICA, Clase.TRABAJADOR):
            return None
        if sesion is None:
            return "; Max-Age=0"
        return None if sesion.model_dump() == antes else self._sello.cerrar(sesion)
