"""What a writing request must bring: our origin, and this session's token (T-03)."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ...application.ports import ErrorDeServicio
from ...application.sesion import Sesion
from .pedido import pedido

RUTA_REPORTES = "/csp"
ENCABEZADO_CSRF = "X-ICSOE-CSRF"
CAMPO_CSRF = "_csrf"
MAXIMO_JSON = 256 * 1024
MAXIMO_CAMPOS = 140  # Generales with fifty activities of two boxes
MAXIMO_FORMULARIO = 5 * 1024 * 1024 + 64 * 1024

Rechazar = Callable[[Scope, ErrorDeServicio], Awaitable[Response]]


class _Guarda(ABC):
    """Refuses a request before any route, with the page that says why. Pure ASGI."""

    def __init__(self, app: ASGIApp, rechazar: Rechazar) -> None:
        self._app = app
        self._rechazar = rechazar

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = self._error(scope) if scope["type"] == "http" else None
        interior = self._app if error is None else await self._rechazar(scope, error)
        await interior(scope, receive, send)

    @abstractmethod
    def _error(self, scope: Scope) -> ErrorDeServicio | None: ...


def _escribe(scope: Scope) -> bool:
    return scope["method"] not in ("GET", "HEAD") and scope["path"] != RUTA_REPORTES


def _cabeceras(scope: Scope) -> dict[str, str]:
    return {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}


class MismoOrigen(_Guarda):
    """Refuses every writing request of another origin; stands before the session is opened."""

    def __init__(self, app: ASGIApp, rechazar: Rechazar, *, url_publica: str) -> None:
        super().__init__(app, rechazar)
        partes = urlsplit(url_publica)
        self._origen = f"{partes.scheme}://{partes.netloc}"

    def _error(self, scope: Scope) -> ErrorDeServicio | None:
        if not _escribe(scope):
            return None
        cabeceras = _cabeceras(scope)
        sitio = cabeceras.get("sec-fetch-site")
        propio = sitio == "same-origin" if sitio else cabeceras.get("origin") == self._origen
        return None if propio else ErrorDeServicio.del_catalogo("otro_origen")


class Medidas(_Guarda):
    """Refuses an address or a body larger than any of ours (threats.md §4.7), before it is read."""

    def __init__(self, app: ASGIApp, rechazar: Rechazar, *, maximo_url: int) -> None:
        super().__init__(app, rechazar)
        self._maximo_url = maximo_url

    def _error(self, scope: Scope) -> ErrorDeServicio | None:
        if len(scope["raw_path"]) + len(scope["query_string"]) > self._maximo_url:
            return ErrorDeServicio.del_catalogo("direccion_larga")
        if not _escribe(scope):
            return None
        cabeceras = _cabeceras(scope)
        declarado = cabeceras.get("content-length", "0" if "transfer-encoding" not in cabeceras else "")
        if not declarado.isdecimal():
            return ErrorDeServicio.del_catalogo("peticion_sin_tamano")
        es_json = cabeceras.get("content-type", "").startswith("application/json")
        if int(declarado) <= (MAXIMO_JSON if es_json else MAXIMO_FORMULARIO):
            return None
        if es_json:
            return ErrorDeServicio.del_catalogo("peticion_demasiado_grande")
        return ErrorDeServicio.del_catalogo("archivo_demasiado_grande", maximo="5 MB")


async def exigir_csrf(request: Request) -> None:
    """The token of this very session: header of the key pages, hidden field of the forms."""
    sesion: Sesion = request.state.sesion
    dado = request.headers.get(ENCABEZADO_CSRF)
    if dado is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        campo = (await request.form(max_files=1, max_fields=MAXIMO_CAMPOS)).get(CAMPO_CSRF)
        dado = campo if isinstance(campo, str) else None
    if dado is None or not secrets.compare_digest(dado.encode(errors="replace"), sesion.csrf.encode()):
        raise _de_otra_sesion(request)


def _de_otra_sesion(request: Request) -> ErrorDeServicio:
    """Names the session that is open now: another tab may have entered with another account."""
    abierta = pedido(request).sesion.ingreso
    if abierta is None:
        return ErrorDeServicio.del_catalogo("pagina_vencida")
    return ErrorDeServicio.del_catalogo("pagina_de_otra_sesion", cuenta=abierta.cuenta)
