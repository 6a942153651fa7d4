"""``RevisorDePdf`` as a child process per file, without the service's environment: its secrets' paths stay
away.
"""

import asyncio
import sys
from contextlib import suppress
from typing import cast, get_args

from ..domain.archivo import Veredicto

PLAZO_S = 20.0
_SIMULTANEOS = 2


class RevisorEnProceso:
    """A child that crashes, is killed by its limits or takes too long means: not a PDF we can read."""

    def __init__(self, plazo_s: float = PLAZO_S) -> None:
        self._plazo = plazo_s
        self._turnos = asyncio.Semaphore(_SIMULTANEOS)

    async def revisar(self, datos: bytes) -> Veredicto:
        async with self._turnos:
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
