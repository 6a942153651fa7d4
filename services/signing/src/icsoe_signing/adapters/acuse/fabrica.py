"""The factory: one plain function for the process pool, one object that implements ``FabricaDeAcuses``.

typst is loaded where acuses are made, in the pool's process; HTTP and worker go without.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from icsoe_signing.application.acuse import DatosDeAcuse

from .texto_sello import Sellado, anexo, cadena_del_acuse

if TYPE_CHECKING:
    from .composicion import Compositor
    from .sello import SelloInstitucional


@dataclass(frozen=True)
class Taller:
    """Where key, certificate and fonts lie, and the mode of the process. Picklable; holds no secret."""

    secretos: Path
    fuentes: Path
    modo: Literal["real", "prueba"]


@lru_cache(maxsize=2)
def _equipo(taller: Taller) -> tuple[SelloInstitucional, Compositor]:
    from .composicion import Compositor
    from .sello import SelloInstitucional

    return SelloInstitucional.de_archivos(taller.secretos, taller.modo), Compositor(taller.fuentes)


def fabricar(datos: DatosDeAcuse, taller: Taller) -> bytes:
    """The sealed acuse; the same data and key give the same bytes, so a repeated job makes the same object.

    Document and seal are dated by the instant of receipt (docs/adr). Raises when key or template fail.
    """
    sello, compositor = _equipo(taller)
    texto = cadena_del_acuse(datos, sello.llave_id).texto()
    sello_b64 = sello.sellar_texto(texto)
    sellado = Sellado(texto, sello_b64, anexo(datos, texto, sello_b64))
    return sello.sellar_pdf(compositor.componer(datos, sellado), datos.fecha_presentacion)


class FabricaDeAcusesTypst:
    """``FabricaDeAcuses`` on a process pool; with ``None`` it runs in a thread (tests)."""

    def __init__(self, taller: Taller, procesos: Executor | None) -> None:
        self._taller = taller
        self._procesos = procesos

    async def fabricar(self, datos: DatosDeAcuse) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._procesos, fabricar, datos, self._taller)
