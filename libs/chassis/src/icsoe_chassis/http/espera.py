"""Read your writes: ``ICSOE-Despues-De`` makes a request wait until this service has that position."""

import asyncio
from collections import Counter
from contextlib import suppress
from uuid import UUID

import asyncpg

from ..base_datos import CANAL_AVANCE, SIN_BASE, Alcance, BaseDatos
from ..peticion import Posicion

_RESPALDO_S = 0.5
_POR_SESION = 8


class Espera:
    """Waits by LISTEN; asks again each half second in case a notice was lost with its session."""

    def __init__(self, base: BaseDatos, alcanzada: Alcance, limite_s: float) -> None:
        self._base = base
        self._alcanzada = alcanzada
        self._limite = limite_s
        self._conn: asyncpg.Connection | None = None
        self._candado = asyncio.Lock()
        self._en_espera: dict[str, set[asyncio.Event]] = {}
        self._por_sesion: Counter[UUID] = Counter()

    async def hasta(self, posicion: Posicion, sid: UUID) -> bool:
        """True as soon as ``posicion`` is applied, False after the limit.

        At once when eight requests of the session ``sid`` wait already: none holds more of our pool.
        """
        if self._por_sesion[sid] >= _POR_SESION:
            return await self._alcanzada(posicion.source, posicion.subject, posicion.sequence)
        self._por_sesion[sid] += 1
        try:
            return await self._hasta(posicion)
        finally:
            self._por_sesion[sid] -= 1
            if not self._por_sesion[sid]:
                del self._por_sesion[sid]

    async def _hasta(self, posicion: Posicion) -> bool:
        lugar = (posicion.source, posicion.subject, posicion.sequence)
        aviso = asyncio.Event()
        clave = f"{posicion.source};{posicion.subject}"
        self._en_espera.setdefault(clave, set()).add(aviso)
        try:
            if await self._alcanzada(*lugar):
                return True
            async with asyncio.timeout(self._limite):
                while True:
                    if not await self._escuchar():
                        await self._esperar(aviso)
                    if await self._alcanzada(*lugar):
                        return True
        except TimeoutError:
            return False
        finally:
            esperas = self._en_espera[clave]
            esperas.discard(aviso)
            if not esperas:
                del self._en_espera[clave]

    async def _esperar(self, aviso: asyncio.Event) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_RESPALDO_S):
                await aviso.wait()
        aviso.clear()

    async def _escuchar(self) -> bool:
        """True when it began to listen just now: what was told before is to be asked for."""
        async with self._candado:
            if self._conn is not None and not self._conn.is_closed():
                return False
            with suppress(*SIN_BASE):
                conn = await self._base.conexion_propia()
                await conn.add_listener(CANAL_AVANCE, self._avisar)
                self._conn = conn
                return True
            return False

    def _avisar(self, _: object, __: int, ___: str, carga: object) -> None:
        for aviso in self._en_espera.get(str(carga), ()):
            aviso.set()

    async def cerrar(self) -> None:
        if self._conn is not None:
            await self._conn.close()
