"""``RevisorDePdf`` as a child process per file, without the service's environment: its secrets' paths stay
away.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import cast, get_args
from uuid import UUID
from weakref import WeakValueDictionary

from icsoe_dominio.negativas import Negativa

from ..domain.archivo import Veredicto

PLAZO_S = 8.0  # more than the child's CPU_S: a busy machine gives it no whole core
_LO_DEMAS_S = 3.0
_SIMULTANEOS = 2


def espera_de_turno(peticion_s: float) -> float:
    """How long a file may wait for its turn so that its verdict still comes before its request ends."""
    return peticion_s - PLAZO_S - _LO_DEMAS_S


class RevisorEnProceso:
    """A child that crashes, is killed by its limits or takes too long means: not a PDF we can read."""

    def __init__(self, *, espera_s: float, plazo_s: float = PLAZO_S) -> None:
        self._espera, self._plazo = espera_s, plazo_s
        self._turnos = asyncio.Semaphore(_SIMULTANEOS)
        self._propios: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def revisar(self, datos: bytes, de: UUID) -> Veredicto:
        async with self._turno(de):
            hijo = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-m", "icsoe_registry.adapters.examen",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
            )  # fmt: skip
            try:
                salida, _ = await asyncio.wait_for(hijo.communicate(datos), self._plazo)
            except TimeoutError:
                return "ILEGIBLE"
            finally:
                with suppress(ProcessLookupError):
                    hijo.kill()
                await hijo.wait()
        veredicto = salida.decode("ascii", "replace")
        return cast("Veredicto", veredicto) if veredicto in get_args(Veredicto) else "ILEGIBLE"

    @asynccontextmanager
    async def _turno(self, de: UUID) -> AsyncGenerator[None]:
        """First behind its own other files, then behind everybody's: who sends many takes one place."""
        propio = self._propios.setdefault(de, asyncio.Lock())
        async with AsyncExitStack() as turno:
            try:
                async with asyncio.timeout(self._espera):
                    await turno.enter_async_context(propio)
                    await turno.enter_async_context(self._turnos)
            except TimeoutError:
                raise Negativa("no_disponible") from None
            yield
