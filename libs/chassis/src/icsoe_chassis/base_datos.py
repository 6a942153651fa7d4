"""The database of a service: its pool, and one transaction per command."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from . import idempotencia
from .ajustes import Ajustes
from .cierre import Cierre
from .peticion import peticion_actual, traza_actual
from .ports import Eventos, Reloj, Tareas
from .salida import Conexion, Emisor, EventosDeTransaccion, TareasDeTransaccion

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

SIN_BASE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)
"""What means "the database is away", as opposed to an answer of it."""

CANAL_AVANCE = "icsoe_avance"
"""Notified with ``source;subject`` when a consumer has applied an event, if the service answers positions."""


@dataclass
class Transaccion:
    """What one transaction offers a service's factory: the connection and the chassis' three helpers.

    ``eventos``: outbox, written last. ``tareas``: jobs. ``responder(modelo)``: stores the answer under the
    request's Idempotency-Key. Application code never commits.
    """

    conn: Conexion
    eventos: Eventos
    tareas: Tareas
    _respuesta: str | None = field(default=None, init=False)

    async def responder(self, resultado: M) -> M:
        self._respuesta = resultado.model_dump_json()
        return resultado

    @property
    def respuesta(self) -> str | None:
        """The JSON of what was answered, None while nothing was."""
        return self._respuesta


class BaseDatos:
    """The pool of this service's own database. Opened by the process; min 1, ``maximo`` at most.

    ``rol``: the role to act as when the DSN's user is another one (tests act as ``<service>_app``).
    """

    def __init__(
        self, ajustes: Ajustes, servicio: str, reloj: Reloj, *, maximo: int = 4, rol: str | None = None
    ) -> None:
        if not ajustes.base_datos:
            raise ValueError("ICSOE_BASE_DATOS falta")
        self.maximo = maximo
        self.emisor = Emisor(servicio, ajustes.epoca, ajustes.modo, reloj)
        self._ajustes = ajustes
        self._rol = rol
        self._pool: asyncpg.Pool | None = None

    def _argumentos(self) -> dict[str, Any]:
        limites = self._ajustes.limites
        clave = self._ajustes.base_datos_clave
        return {
            "dsn": self._ajustes.base_datos,
            "password": clave.get_secret_value() if clave else None,
            "timeout": 5,
            "command_timeout": limites.sentencia_s + limites.candado_s,
            "server_settings": {
                "application_name": f"icsoe_{self.emisor.servicio}",
                "statement_timeout": str(int(limites.sentencia_s * 1000)),
                "lock_timeout": str(int(limites.candado_s * 1000)),
                "idle_in_transaction_session_timeout": str(int(limites.ociosa_en_transaccion_s * 1000)),
                "jit": "off",
                **({"role": self._rol} if self._rol else {}),
            },
        }

    async def abrir(self) -> None:
        """Opens the pool, waiting for the database as long as it takes: parts start in any order."""
        espera = 0.1
        while self._pool is None:
            try:
                self._pool = await asyncpg.create_pool(
                    min_size=1,
                    max_size=self.maximo,
                    reset=_sin_reinicio,
                    max_inactive_connection_lifetime=120,
                    **self._argumentos(),
                )
            except (
                *SIN_BASE,
                asyncpg.InvalidAuthorizationSpecificationError,
                asyncpg.InvalidCatalogNameError,
            ):
                await asyncio.sleep(espera)
                espera = min(espera * 1.5, 2)

    async def cerrar(self) -> None:
        """Waits up to 5 s for running transactions, then cuts."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(5):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def responde(self) -> bool:
        """Whether the database answers now: tells its absence from an OSError of something else."""
        try:
            return await self.fetchval("select true")
        except (*SIN_BASE, asyncpg.PostgresError):
            return False

    async def conexion_propia(self) -> asyncpg.Connection:
        """A session outside the pool, for LISTEN or an advisory lock. The caller closes it."""
        return await asyncpg.connect(**self._argumentos())

    @asynccontextmanager
    async def conexion(self) -> AsyncGenerator[Conexion]:
        """A connection of the pool, in autocommit: for queries."""
        if self._pool is None:
            raise asyncpg.InterfaceError("la base está cerrada")
        async with self._pool.acquire(timeout=self._ajustes.limites.sentencia_s) as conn:
            yield conn

    async def fetch(self, sql: str, *valores: object) -> list[asyncpg.Record]:
        async with self.conexion() as conn:
            return await conn.fetch(sql, *valores)

    async def fetchrow(self, sql: str, *valores: object) -> asyncpg.Record | None:
        async with self.conexion() as conn:
            return await conn.fetchrow(sql, *valores)

    async def fetchval(self, sql: str, *valores: object) -> Any:
        async with self.conexion() as conn:
            return await conn.fetchval(sql, *valores)

    async def execute(self, sql: str, *valores: object) -> str:
        async with self.conexion() as conn:
            return await conn.execute(sql, *valores)

    @asynccontextmanager
    async def transaccion(self, *, causa: UUID | None = None) -> AsyncGenerator[Transaccion]:
        """One transaction. Commits when the block ends, rolls back when it raises.

        Inside an HTTP request with Idempotency-Key raises RespuestaRepetida when the key was answered before
        and ClaveReutilizada when it came with another body, whatever the block itself had to say.
        """
        peticion, traza = peticion_actual.get(), traza_actual.get()
        eventos = EventosDeTransaccion(self.emisor, traza, causa)
        tareas = TareasDeTransaccion(self.emisor.reloj, traza)
        async with self.conexion() as conn:
            marco = conn.transaction()
            await marco.start()
            try:
                tx = Transaccion(conn, eventos, tareas)
                yield tx
                cierre = Cierre(eventos, tareas, idempotencia.valores(peticion, tx.respuesta))
                posiciones = await cierre.escribir(conn)
            except BaseException as error:
                if not conn.is_closed():
                    await marco.rollback()
                    if isinstance(error, Exception):
                        await idempotencia.exigir_sin_respuesta(conn, peticion)
                raise
            await marco.commit()
        if peticion:
            peticion.posiciones.extend(posiciones)


class UnidadDeTrabajo(Generic[T]):
    """``Uow[T]``: ``fabrica`` makes of a transaction what the service's handlers work with."""

    def __init__(self, base: BaseDatos, fabrica: Callable[[Transaccion], T]) -> None:
        self._base = base
        self._fabrica = fabrica

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[T]:
        async with self._base.transaccion() as tx:
            yield self._fabrica(tx)


async def _sin_reinicio(_: Conexion) -> None:
    """No session state is ever set on pooled connections, so nothing needs the round trip of RESET ALL."""


Alcance = Callable[[str, str, int], Awaitable[bool]]
"""(source, subject, sequence) → whether this service has applied that position."""
