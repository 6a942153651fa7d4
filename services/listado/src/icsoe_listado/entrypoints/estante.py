"""The files that are being sent: held whole, because the hash is compared before the first byte leaves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from icsoe_chassis.ports import AlmacenObjetos
from icsoe_contracts.referencias import ReferenciaObjeto

_A_LA_VEZ = 4


@dataclass
class _Prestado:
    lectores: int = 0
    datos: bytes | None = None
    leyendo: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True)
class Estante:
    """Each file once, however many read it and however slowly; ``turnos`` different ones bound the memory."""

    objetos: AlmacenObjetos
    turnos: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_A_LA_VEZ))
    _prestados: dict[str, _Prestado] = field(default_factory=lambda: {})

    @asynccontextmanager
    async def prestar(self, referencia: ReferenciaObjeto) -> AsyncGenerator[bytes]:
        """The bytes, held until the block ends. Raises ObjetoAlterado, ObjetoAusente."""
        prestado = self._prestados.setdefault(referencia.sha256, _Prestado())
        prestado.lectores += 1
        try:
            async with prestado.leyendo:
                if prestado.datos is None:
                    prestado.datos = await self._traer(referencia)
            yield prestado.datos
        finally:
            prestado.lectores -= 1
            if not prestado.lectores:
                del self._prestados[referencia.sha256]
                if prestado.datos is not None:
                    self.turnos.release()

    async def _traer(self, referencia: ReferenciaObjeto) -> bytes:
        await self.turnos.acquire()
        try:
            return await self.objetos.leer(referencia)
        except BaseException:
            self.turnos.release()
            raise
