"""pytest fixtures on the running PostgreSQL: ``base_de``, ``cliente_de``, ``token_de``.

``ICSOE_PG_ADMIN`` is the DSN of a superuser of that server. Every database is fresh,
migrated, used as the role ``<service>_app`` and dropped at the end of its test.
"""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..ajustes import Ajustes
from ..base_datos import BaseDatos
from ..claves import ClavesDeToken
from ..http.fabrica import crear_app
from ..identidad import Principal, Rol
from ..migraciones import aplicar
from ..ports import AlmacenObjetos, Reloj
from ..salud import Salud
from ..servicio import Partes, Recursos, Servicio
from ..tokens import emitir_acceso, jwk_publica
from .gemelos import ObjetosEnMemoria, RelojFijo

CLAVE_TOKEN = Ed25519PrivateKey.generate()


def dsn_admin() -> str:
    """The superuser's DSN; skips the test where no PostgreSQL was named."""
    dsn = os.environ.get("ICSOE_PG_ADMIN")
    if not dsn:
        pytest.skip("ICSOE_PG_ADMIN no está: «make test» levanta PostgreSQL y lo nombra")
    return dsn


def dsn_de(base: str) -> str:
    """The admin's DSN with another database."""
    partes = urlsplit(dsn_admin())
    return urlunsplit((partes.scheme, partes.netloc, f"/{base}", partes.query, ""))


@dataclass
class ServicioDePrueba:
    """One service on a fresh database: ``recursos`` as in production, ``partes`` as ``montar`` made them."""

    servicio: Servicio[Any]
    recursos: Recursos[Any]
    partes: Partes
    dsn: str


@asynccontextmanager
async def base_fresca(servicio: Servicio[Any]) -> AsyncGenerator[str]:
    """A new migrated database; yields its admin DSN; drops it at the end."""
    nombre, rol = f"prueba_{servicio.nombre}_{uuid4().hex[:12]}", f"{servicio.nombre}_app"
    admin = await asyncpg.connect(dsn_admin())
    try:
        # Roles belong to the whole server and outlive a test: made once, under a lock of parallel sessions.
        await admin.execute("select pg_advisory_lock(77101)")
        if not await admin.fetchval("select 1 from pg_roles where rolname = $1", rol):
            await admin.execute(f"create role {rol} login")
        await admin.execute("select pg_advisory_unlock(77101)")
        await admin.execute(f"create database {nombre}")
        dsn = dsn_de(nombre)
        await aplicar(dsn, servicio.carpeta_migraciones, rol_app=rol)
        yield dsn
    finally:
        await admin.execute(f"drop database if exists {nombre} with (force)")
        await admin.close()


FabricaDeBase = Callable[..., Awaitable[ServicioDePrueba]]


@pytest_asyncio.fixture
async def base_de() -> AsyncGenerator[FabricaDeBase]:
    """``await base_de(servicio, reloj=…, objetos=…, **ajustes)`` → ServicioDePrueba on a fresh database."""
    async with AsyncExitStack() as pila:

        async def hacer(
            servicio: Servicio[Any],
            *,
            reloj: Reloj | None = None,
            objetos: AlmacenObjetos | None = None,
            conexiones: int = 8,
            **dados: Any,
        ) -> ServicioDePrueba:
            dsn = await pila.enter_async_context(base_fresca(servicio))
            valores = {"modo": "prueba", "confianza": "simulada", "base_datos": dsn, **dados}
            ajustes: Ajustes = servicio.ajustes(**valores)
            marca = reloj or RelojFijo()
            base = BaseDatos(ajustes, servicio.nombre, marca, maximo=conexiones, rol=f"{servicio.nombre}_app")
            await base.abrir()
            pila.push_async_callback(base.cerrar)
            claves = ClavesDeToken(base, marca, "http://127.0.0.1:9")
            await claves.fijar([jwk_publica(CLAVE_TOKEN.public_key())])
            recursos = Recursos(ajustes, base, marca, objetos or ObjetosEnMemoria(), claves)
            pila.callback(_cerrar_procesos, recursos)
            return ServicioDePrueba(servicio, recursos, servicio.montar(recursos), dsn)

        yield hacer


def _cerrar_procesos(recursos: Recursos[Any]) -> None:
    if "procesos" in recursos.__dict__:
        recursos.procesos.shutdown(wait=False, cancel_futures=True)


@pytest_asyncio.fixture
async def cliente_de(base_de: FabricaDeBase) -> AsyncGenerator[Callable[..., Awaitable[httpx.AsyncClient]]]:
    """``await cliente_de(servicio, …)`` → httpx client on the
    service's ASGI app; ``.prueba`` is its ServicioDePrueba.

    Takes a ``Servicio`` (a fresh database is made, same arguments as ``base_de``) or a ``ServicioDePrueba``.
    """
    async with AsyncExitStack() as pila:

        async def hacer(origen: Servicio[Any] | ServicioDePrueba, **dados: Any) -> httpx.AsyncClient:
            prueba = origen if isinstance(origen, ServicioDePrueba) else await base_de(origen, **dados)
            nombre = prueba.servicio.nombre
            await prueba.partes.al_abrir()
            pila.push_async_callback(prueba.partes.al_cerrar)
            app = crear_app(nombre, prueba.recursos, prueba.partes, Salud({}))
            transporte = httpx.ASGITransport(app=app)
            cliente = ClienteDePrueba(transport=transporte, base_url=f"http://prueba/api/v1/{nombre}")
            cliente.prueba = prueba
            return await pila.enter_async_context(cliente)

        yield hacer


class ClienteDePrueba(httpx.AsyncClient):
    """An httpx client that knows which service it talks to."""

    prueba: ServicioDePrueba


@pytest.fixture
def token_de() -> Callable[..., dict[str, str]]:
    """``token_de(contratista_id, rol=…, sub=…, ahora=…)`` → headers with a token the test services accept.

    ``efirma``: when a contratista used its e.firma, by itself the instant of the token.
    """

    def hacer(
        contratista_id: UUID | None = None,
        *,
        rol: Rol = "contratista",
        sub: UUID | None = None,
        sid: UUID | None = None,
        ahora: Any = None,
        efirma: Any = None,
    ) -> dict[str, str]:
        instante = ahora or RelojFijo().ahora()
        acto = (efirma or instante) if rol == "contratista" else None
        quien = sub or contratista_id or uuid4()
        principal = Principal(quien, rol, contratista_id, sid or uuid4(), acto)
        return {"Authorization": f"Bearer {emitir_acceso(CLAVE_TOKEN, principal, instante)[0]}"}

    return hacer
