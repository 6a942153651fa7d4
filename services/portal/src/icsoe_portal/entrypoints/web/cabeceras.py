"""The headers of threats.md §4.1 on every response, by the kind of page it is."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Clase(StrEnum):
    """What a response is; a route says so with ``marcar``."""

    PRIVADA = "privada"
    PUBLICA = "publica"
    LLAVE = "llave"
    ARCHIVO = "archivo"
    TRABAJADOR = "trabajador"


_TODAS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
_RESTO = (
    "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; report-to csp"
)
CSP_PAGINA = f"default-src 'none'; script-src 'self'; {_RESTO}"
CSP_ARCHIVO = "default-src 'none'; sandbox; frame-ancestors 'none'"
CSP_TRABAJADOR = "default-src 'none'"
REPORTES = ("Reporting-Endpoints", 'csp="/csp"')


def csp_llave(nonce: str) -> str:
    """The key page: one script, one Worker, no HTML sink."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; {_RESTO}; "
        "worker-src 'self'; require-trusted-types-for 'script'; trusted-types icsoe-firma"
    )


@dataclass
class Marca:
    """How this response is to be sent; kept in the request's state."""

    clase: Clase = Clase.PRIVADA
    nonce: str = ""
    limpiar: bool = False


def marca_de(scope: Scope) -> Marca:
    """The mark of the running request."""
    return scope.setdefault("state", {}).setdefault("marca", Marca())


class Cabeceras:
    """Pure ASGI: sees every response, those of errors and static files too."""

    def __init__(self, app: ASGIApp, *, hsts: bool) -> None:
        self._app = app
        self._fijas = (*_TODAS, HSTS) if hsts else _TODAS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        marca = marca_de(scope)

        async def enviar(mensaje: Message) -> None:
            if mensaje["type"] == "http.response.start":
                propias = [*self._fijas, *_de(marca)]
                nombres = {nombre.lower().encode() for nombre, _ in propias}
                quedan = [par for par in mensaje["headers"] if par[0].lower() not in nombres]
                mensaje["headers"] = [*quedan, *((n.encode(), v.encode()) for n, v in propias)]
            await send(mensaje)

        # The page of an unexpected error has been sent and noted when its exception arrives here.
        with suppress(Exception):
            await self._app(scope, receive, enviar)


def _de(marca: Marca) -> list[tuple[str, str]]:
    cache = ("Cache-Control", "public, max-age=300" if marca.clase is Clase.PUBLICA else "no-store")
    if marca.clase is Clase.ARCHIVO:
        return [cache, ("Content-Security-Policy", CSP_ARCHIVO)]
    if marca.clase is Clase.TRABAJADOR:
        return [("Cache-Control", "public, max-age=300"), ("Content-Security-Policy", CSP_TRABAJADOR)]
    politica = csp_llave(marca.nonce) if marca.clase is Clase.LLAVE else CSP_PAGINA
    encabezados = [cache, ("Content-Security-Policy", politica), REPORTES]
    if marca.limpiar:
        encabezados.append(("Clear-Site-Data", '"cache", "storage"'))
    return encabezados
