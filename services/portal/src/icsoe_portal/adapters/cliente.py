"""One service over HTTP: token, renewal, positions, refusals. Follows no redirect, trusts no proxy."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar, cast

import httpx
from icsoe_chassis.ports import Reloj
from pydantic import BaseModel, TypeAdapter, ValidationError

from ..application.ports import ErrorDeServicio
from ..application.sesion import Sesion
from ..application.vistas import Acceso

M = TypeVar("M", bound=BaseModel)

# Headers of the running request that go on to the services: who asked (terms record it) and the trace.
reenviados: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("reenviados", default=())
REENVIADOS = ("x-forwarded-for", "traceparent")

PLAZO_S = 15.0
PLAZO_FIRMA_S = 25.0
INTENTOS_AUN_NO = 2
_MARGEN = timedelta(seconds=5)
REINTENTO_S = 2
"""What a person is told to wait for when every connection of a class is taken."""
# Whose facts each service applies; only those positions may be asked of it (plano.md §1, design §4).
_OYE = {
    "informativa": frozenset({"registry", "signing"}),
    "signing": frozenset({"informativa", "registry"}),
    "registry": frozenset({"auth"}),
    "auth": frozenset[str](),
    "listado": frozenset[str](),
}


@dataclass(frozen=True)
class Pedido:
    """One request. ``json`` and ``contenido`` exclude each other; ``clave`` is the Idempotency-Key.

    ``publico``: nobody is signed in yet; the session only keeps the positions of the answer.
    """

    metodo: str
    ruta: str
    json: Mapping[str, Any] | None = None
    contenido: tuple[str, bytes] | None = None
    parametros: Mapping[str, str] = field(default_factory=lambda: {})
    clave: str | None = None
    version: int | None = None
    publico: bool = False
    plazo_s: float = PLAZO_S


class Conexiones:
    """The connections of one class of requests (T-85): a class whose service is slow takes none of another.

    ``espera_s``: how long a request waits for a free one, then 503.
    """

    def __init__(
        self, maximo: int, espera_s: float, transporte: httpx.AsyncBaseTransport | None = None
    ) -> None:
        limites = httpx.Limits(max_connections=maximo, max_keepalive_connections=20)
        self.http = httpx.AsyncClient(
            transport=transporte, limits=limites, follow_redirects=False, trust_env=False
        )
        self.espera_s = espera_s


class Cliente:
    """Requests to ``/api/v1/<nombre>`` of one service."""

    def __init__(
        self, conexiones: Conexiones, nombre: str, url: str, reloj: Reloj, auth: "Cliente | None"
    ) -> None:
        self._conexiones = conexiones
        self._nombre = nombre
        self._base = f"{url.rstrip('/')}/api/v1/{nombre}"
        self._reloj = reloj
        self._auth = auth

    async def leer(self, modelo: type[M], pedido: Pedido, sesion: Sesion | None = None) -> M:
        """The answer as ``modelo``."""
        return _como(TypeAdapter(modelo), await self.pedir(pedido, sesion))

    async def leer_lista(self, modelo: type[M], pedido: Pedido, sesion: Sesion | None = None) -> list[M]:
        """The answer, a JSON array of ``modelo``."""
        return (await self.leer_pagina(modelo, pedido, sesion))[0]

    async def leer_pagina(
        self, modelo: type[M], pedido: Pedido, sesion: Sesion | None = None
    ) -> tuple[list[M], set[str]]:
        """One page of a list, and the relations of its ``Link`` header (RFC 8288)."""
        respuesta = await self.pedir(pedido, sesion)
        crudas = _como(TypeAdapter(list[Any]), respuesta)
        return [_como(TypeAdapter(modelo), respuesta, cruda) for cruda in crudas], {
            r for r in respuesta.links if r
        }

    async def pedir(self, pedido: Pedido, sesion: Sesion | None = None) -> httpx.Response:
        """The raw answer. Raises ErrorDeServicio; a read that is on its way is asked for a second time."""
        if sesion is not None and not pedido.publico:
            await self._renovar(sesion)
        intentos = INTENTOS_AUN_NO if pedido.metodo == "GET" else 1
        while True:
            intentos -= 1
            respuesta = await self._enviar(pedido, sesion)
            if respuesta.status_code < 400:
                break
            error = _error(respuesta)
            if error.codigo != "aun_no_disponible" or not intentos:
                raise error
            await asyncio.sleep(float(respuesta.headers.get("Retry-After", "1")))
        if sesion is not None:
            sesion.anotar(respuesta.headers.get_list("ICSOE-Posicion"), self._reloj.ahora())
        return respuesta

    @asynccontextmanager
    async def abrir(self, pedido: Pedido) -> AsyncGenerator[httpx.Response]:
        """The answer to a stranger's ``pedido`` while it comes. Raises ErrorDeServicio."""
        respuesta = await self._enviar(pedido, None, abierta=True)
        try:
            if respuesta.status_code >= 400:
                await respuesta.aread()
                raise _error(respuesta)
            yield respuesta
        finally:
            await respuesta.aclose()

    async def _enviar(
        self, pedido: Pedido, sesion: Sesion | None, *, abierta: bool = False
    ) -> httpx.Response:
        http = self._conexiones.http
        peticion = http.build_request(
            pedido.metodo,
            self._base + pedido.ruta,
            params=pedido.parametros or None,
            json=pedido.json,
            content=pedido.contenido[1] if pedido.contenido else None,
            headers=self._encabezados(pedido, sesion),
            timeout=httpx.Timeout(pedido.plazo_s, pool=self._conexiones.espera_s),
        )
        try:
            return await http.send(peticion, stream=abierta)
        except httpx.PoolTimeout as error:
            raise ErrorDeServicio.del_catalogo("no_disponible").en(REINTENTO_S) from error
        except httpx.HTTPError as error:
            raise ErrorDeServicio.del_catalogo("no_disponible") from error

    def _encabezados(self, pedido: Pedido, sesion: Sesion | None) -> list[tuple[str, str]]:
        encabezados = list(reenviados.get())
        if sesion is not None and sesion.ingreso is not None and not pedido.publico:
            encabezados.append(("Authorization", f"Bearer {sesion.ingreso.acceso}"))
            if sesion.contratista_id is not None:
                encabezados.append(("ICSOE-Contratista", str(sesion.contratista_id)))
            pendientes = sesion.despues_de(_OYE[self._nombre], self._reloj.ahora())
            if pendientes:
                encabezados.append(("ICSOE-Despues-De", ",".join(pendientes)))
        if pedido.contenido:
            encabezados.append(("Content-Type", pedido.contenido[0]))
        if pedido.clave:
            encabezados.append(("Idempotency-Key", pedido.clave))
        if pedido.version is not None:
            encabezados.append(("If-Match", f'"{pedido.version}"'))
        return encabezados

    async def _renovar(self, sesion: Sesion) -> None:
        """A new access token when the old one ends; two at once do no harm, refresh tokens do not rotate."""
        ingreso = sesion.ingreso
        if ingreso is None:
            raise ErrorDeServicio.del_catalogo("sesion_expirada")
        if self._auth is not None and ingreso.acceso_expira - _MARGEN <= self._reloj.ahora():
            await self._auth.renovar(sesion)

    async def renovar(self, sesion: Sesion) -> None:
        """Of auth only: a new access token, which also tells auth that the person is still there."""
        ingreso = sesion.ingreso
        if ingreso is None:
            raise ErrorDeServicio.del_catalogo("sesion_expirada")
        pedido = Pedido("POST", "/sesiones/renovacion", {"refresco": ingreso.refresco})
        nuevo = await self.leer(Acceso, pedido)
        ingreso.acceso = nuevo.acceso
        ingreso.acceso_expira = nuevo.acceso_expira


R = TypeVar("R")


def _como(tipo: TypeAdapter[R], respuesta: httpx.Response, parte: Any = None) -> R:
    """The whole body, or one part of it, as ``tipo``."""
    try:
        return tipo.validate_json(respuesta.content) if parte is None else tipo.validate_python(parte)
    except ValidationError as error:
        campos = ", ".join(".".join(map(str, f["loc"])) for f in error.errors(include_input=False))
        raise RespuestaInesperada(f"{respuesta.request.url.path}: {campos}") from None


class RespuestaInesperada(Exception):
    """A service answered something else than plano.md says. The message names fields, never values."""


def _error(respuesta: httpx.Response) -> ErrorDeServicio:
    try:
        problema = cast(dict[str, Any], respuesta.json())
        return ErrorDeServicio(
            estado=respuesta.status_code,
            codigo=str(problema["codigo"]),
            detalle=str(problema["detail"]),
            remedio=str(problema.get("remedio") or ""),
            origen=str(problema.get("origen") or "plataforma"),
            titulo=str(problema.get("title") or ""),
            datos=dict(problema.get("datos") or {}),
            reintentar_s=_segundos(respuesta.headers.get("Retry-After", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ErrorDeServicio.del_catalogo("no_disponible")


def _segundos(texto: str) -> int | None:
    return int(texto) if texto.isdecimal() else None
