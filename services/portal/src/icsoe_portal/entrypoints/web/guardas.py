"""What a writing request must bring: our origin, and this session's token (T-03)."""

import secrets
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ...application.ports import ErrorDeServicio
from ...application.sesion import Sesion

RUTA_REPORTES = "/csp"
ENCABEZADO_CSRF = "X-ICSOE-CSRF"
CAMPO_CSRF = "_csrf"
MAXIMO_JSON = 256 * 1024
MAXIMO_CAMPOS = 140  # Generales with fifty activities of two boxes
MAXIMO_FORMULARIO = 5 * 1024 * 1024 + 64 * 1024


class MismoOrigen:
    """Refuses every writing request of another origin, or without a bounded size. Pure ASGI."""

    def __init__(self, app: ASGIApp, *, url_publica: str) -> None:
        self._app = app
        partes = urlsplit(url_publica)
        self._origen = f"{partes.scheme}://{partes.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] not in ("GET", "HEAD")
            and scope["path"] != RUTA_REPORTES
        ):
            cabeceras = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
            rechazo = self._rechazo(cabeceras)
            if rechazo:
                await rechazo(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _rechazo(self, cabeceras: dict[str, str]) -> PlainTextResponse | None:
        sitio = cabeceras.get("sec-fetch-site")
        propio = sitio == "same-origin" if sitio else cabeceras.get("origin") == self._origen
        if not propio:
            return PlainTextResponse("Petición de otro sitio: no se atiende.", 403)
        declarado = cabeceras.get("content-length", "0" if "transfer-encoding" not in cabeceras else "")
        if not declarado.isdecimal():
            return PlainTextResponse("Falta el tamaño de la petición.", 411)
        es_json = cabeceras.get("content-type", "").startswith("application/json")
        if int(declarado) > (MAXIMO_JSON if es_json else MAXIMO_FORMULARIO):
            return PlainTextResponse("El archivo pesa más de 5 MB. Regresa y elige uno más ligero.", 413)
        return None


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
        raise ErrorDeServicio(
            403,
            "pagina_vencida",
            "Esta página se abrió en otra sesión o hace mucho tiempo.",
            "Recárgala y vuelve a intentarlo; no se hizo ningún cambio.",
            "cliente",
            "La página ya no es válida",
        )
