"""argon2id under a pepper, in two threads of low priority: passwords never hold up an e.firma (T-27)."""

import asyncio
import hmac
import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from icsoe_dominio.negativas import Negativa

from ..application.ports_cuentas import Guardada
from .llavero import Llavero

R = TypeVar("R")
HILOS, COLA = 2, 20
_CORTESIA = 10
# threats.md §4.3
_MEMORIA_KIB, _VUELTAS, _CARRILES, _SAL, _ETIQUETA = 47_104, 1, 1, 16, 32


class ContrasenasArgon2:
    """``Contrasenas``. What is not there is compared with a dummy of the same cost."""

    def __init__(self, pimientas: Llavero) -> None:
        self._pimientas = pimientas
        self._argon = PasswordHasher(_VUELTAS, _MEMORIA_KIB, _CARRILES, _ETIQUETA, _SAL, type=Type.ID)
        self._hilos = ThreadPoolExecutor(HILOS, "argon2", initializer=_ceder)
        self._ocupados = 0
        self._senuelo: Guardada | None = None

    @contextmanager
    def turno(self) -> Generator[None]:
        if self._ocupados >= HILOS + COLA:
            raise Negativa("demasiadas_peticiones")
        self._ocupados += 1
        try:
            yield
        finally:
            self._ocupados -= 1

    async def preparar(self) -> None:
        """Makes the dummy, so that the first unknown name takes no longer than the second."""
        self._senuelo = await self.guardar("")

    async def correcta(self, guardada: Guardada | None, contrasena: str) -> bool:
        comparada = guardada or self._senuelo
        if comparada is None:
            comparada = self._senuelo = await self.guardar("")
        igual = await self._correr(lambda: self._verificar(comparada, contrasena))
        return igual and guardada is not None

    async def alguna(self, guardadas: Sequence[Guardada], contrasena: str) -> bool:
        return await self._correr(lambda: any(self._verificar(g, contrasena) for g in guardadas))

    async def guardar(self, contrasena: str) -> Guardada:
        id = self._pimientas.actual
        return Guardada(await self._correr(lambda: self._argon.hash(self._pimentada(contrasena, id))), id)

    def anticuada(self, guardada: Guardada) -> bool:
        otra = guardada.pimienta != self._pimientas.actual
        return otra or self._argon.check_needs_rehash(guardada.contrasena)

    def cerrar(self) -> None:
        """Lets running ones end."""
        self._hilos.shutdown(wait=True, cancel_futures=True)

    async def _correr(self, trabajo: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._hilos, trabajo)

    def _verificar(self, guardada: Guardada, contrasena: str) -> bool:
        if guardada.pimienta not in self._pimientas.llaves:
            return False
        try:
            return self._argon.verify(guardada.contrasena, self._pimentada(contrasena, guardada.pimienta))
        except (VerificationError, InvalidHashError):
            return False

    def _pimentada(self, contrasena: str, id: str) -> bytes:
        """The password exactly as typed, under the pepper."""
        return hmac.digest(self._pimientas.llaves[id], contrasena.encode("utf-8", "surrogatepass"), "sha256")


def _ceder() -> None:
    """These threads yield the processor to those that answer e.firmas; Linux counts it by thread."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _CORTESIA)
