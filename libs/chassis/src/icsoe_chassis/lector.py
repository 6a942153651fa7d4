"""The consumer loop: raw records, partitions in parallel, one transaction per record, applied once.

A handler of FastStream must neither raise (its wrapper logs and goes on) nor return on a fatal
error (it would commit): it says so through ``fatal`` and waits for the end of the process.
"""

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream.kafka.message import FAKE_CONSUMER, KafkaAckableMessage

from .apartado import anotar, pendientes_recientes
from .base_datos import CANAL_AVANCE, SIN_BASE, BaseDatos, Transaccion
from .consumo import Consumidor, EventoImposible, Reaccion
from .esperas import dormir
from .lectura import Leido, Registro, RegistroImposible, leer_registro
from .medidas import MEDIDAS
from .peticion import traza_actual
from .registro import registro

VENTANA = 1_000
MAXIMO_MALOS = 20
DESCANSO_S = 0.1

_INBOX = """
insert into inbox (consumer, event_id) values ($1, $2) on conflict (consumer, event_id) do nothing returning 1
"""


@dataclass(frozen=True)
class Paciencia:
    """How a record is tried again: ``intentos`` times with
    exponential pauses; a lost database for ``sin_base_s``.
    """

    intentos: int = 5
    primera_s: float = 0.2
    maxima_s: float = 5.0
    sin_base_s: float = 60.0

    def pausa(self, intento: int) -> float:
        """Seconds before try ``intento`` + 1, with full jitter on the upper half."""
        tope = min(self.primera_s * 2.0 ** (intento - 1), self.maxima_s)
        return tope * random.uniform(0.5, 1.0)  # noqa: S311


@dataclass
class Lector:
    """One consumer of one topic. ``fatal(reason)`` makes the process end with code 70."""

    consumidor: Consumidor
    base: BaseDatos
    fatal: Callable[[str], None]
    turnos: asyncio.Semaphore
    parar: asyncio.Event
    avisar: bool = False
    paciencia: Paciencia = field(default_factory=Paciencia)
    _recientes: deque[bool] = field(default_factory=lambda: deque(maxlen=VENTANA))
    _ultimo: float = 0.0
    cliente: Callable[[], AIOKafkaConsumer | None] = lambda: None

    @property
    def nombre(self) -> str:
        """The consumer's name in inbox and dead letters: its group."""
        return f"{self.base.emisor.servicio}-{self.consumidor.tema.nombre}"

    async def abrir(self) -> None:
        """Counts the dead letters of the last minutes in: a restart does not begin a new allowance."""
        self._recientes.extend([True] * await pendientes_recientes(self.base, self.nombre, MAXIMO_MALOS))

    async def lote(self, mensaje: KafkaAckableMessage) -> None:
        """One poll. FastStream would swallow an error and poll
        on past the batch: any surprise ends the process.
        """
        try:
            await self._lote(mensaje)
        except Exception as error:
            registro().error("error_interno", exc_info=error)
            await self._morir(type(error).__name__)

    async def _lote(self, mensaje: KafkaAckableMessage) -> None:
        """Commits exactly what was applied or put aside, rewinds to what was not."""
        por_particion: dict[TopicPartition, list[Registro]] = defaultdict(list)
        for r in mensaje.raw_message if isinstance(mensaje.raw_message, tuple) else (mensaje.raw_message,):
            por_particion[TopicPartition(r.topic, r.partition)].append(r)
        siguientes = await asyncio.gather(*(self._particion(tp, rs) for tp, rs in por_particion.items()))
        hechos = {
            tp: s for tp, s in zip(por_particion, siguientes, strict=True) if s > por_particion[tp][0].offset
        }
        faltan = {
            tp: s
            for tp, s in zip(por_particion, siguientes, strict=True)
            if s <= por_particion[tp][-1].offset
        }
        await self._confirmar(hechos, faltan)
        await self._descansar()

    async def _particion(self, tp: TopicPartition, registros: Sequence[Registro]) -> int:
        """Applies records in order; returns the offset of the first that was not."""
        for r in registros:
            if self.parar.is_set() or not self._asignada(tp):
                return r.offset
            async with self.turnos:
                if not await self._aplicar(r):
                    return r.offset
        return registros[-1].offset + 1

    def _asignada(self, tp: TopicPartition) -> bool:
        cliente = self.cliente()
        return cliente is None or tp in cliente.assignment()

    async def _aplicar(self, r: Registro) -> bool:
        """Until the record is applied or in the dead letters. False: the process is stopping."""
        intento, sin_base_desde = 0, None
        while True:
            try:
                await self.una_vez(r)
            except (RegistroImposible, EventoImposible) as error:
                return await self._enterrar(r, error, intento + 1)
            except Exception as error:
                if isinstance(error, SIN_BASE) and not await self.base.responde():
                    sin_base_desde = sin_base_desde or time.monotonic()
                    if time.monotonic() - sin_base_desde > self.paciencia.sin_base_s:
                        return await self._morir(f"base no disponible: {type(error).__name__}")
                    if await dormir(self.parar, self.paciencia.pausa(3)):
                        return False
                    continue
                intento, sin_base_desde = intento + 1, None
                registro().warning(
                    "registro_fallido",
                    consumidor=self.nombre,
                    offset=r.offset,
                    intento=intento,
                    exc_info=error,
                )
                if intento >= self.paciencia.intentos:
                    return await self._enterrar(r, error, intento)
                pausa = self.paciencia.pausa(intento)
            else:
                self._recientes.append(False)
                MEDIDAS.sumar("consumidos", consumidor=self.nombre)
                return True
            if await dormir(self.parar, pausa):
                return False

    async def una_vez(self, r: Registro) -> None:
        """One try, in one transaction of its own. Raises RegistroImposible for what no try can change."""
        leido = leer_registro(r, self.consumidor, self.base.emisor.modo)
        if leido.hacer is None:
            return
        ficha = traza_actual.set(leido.sobre.traceparent)
        try:
            async with self.base.transaccion(causa=leido.sobre.id) as tx:
                await self.ejecutar(leido, tx)
        finally:
            traza_actual.reset(ficha)

    async def ejecutar(self, leido: Leido, tx: Transaccion) -> None:
        """The check that makes it once, then the handler, inside ``tx``."""
        if leido.hacer is None:
            return
        if isinstance(leido.hacer, Reaccion) and not await tx.conn.fetchval(
            _INBOX, self.nombre, leido.sobre.id
        ):
            MEDIDAS.sumar("repetidos", consumidor=self.nombre)
            return
        await leido.hacer.fn(leido.evento, leido.sobre, tx)
        if self.avisar:
            aviso = f"{leido.sobre.source};{leido.sobre.subject}"
            await tx.conn.execute("select pg_notify($1, $2)", CANAL_AVANCE, aviso)

    async def _enterrar(self, r: Registro, error: BaseException, intentos: int) -> bool:
        """Puts the record into the dead letters, unless too many
        are there already: a bad deploy must not drain a topic.
        """
        if sum(self._recientes) >= MAXIMO_MALOS:
            return await self._morir(f"más de {MAXIMO_MALOS} registros imposibles de {VENTANA}")
        limite = time.monotonic() + self.paciencia.sin_base_s
        while True:
            try:
                await anotar(self.base, self.nombre, r, error, intentos)
                break
            except SIN_BASE:
                if time.monotonic() > limite:
                    return await self._morir("base no disponible")
                await asyncio.sleep(self.paciencia.pausa(3))
        self._recientes.append(True)
        return True

    async def _morir(self, razon: str) -> bool:
        """Never returns: returning would commit, raising would go on."""
        registro().error("consumidor_detenido", consumidor=self.nombre, razon=razon)
        self.fatal(razon)
        await asyncio.Event().wait()
        return False

    async def _confirmar(self, hechos: dict[TopicPartition, int], faltan: dict[TopicPartition, int]) -> None:
        cliente = self.cliente()
        if cliente is None:
            return
        asignadas = cliente.assignment()
        try:
            propios = {tp: o for tp, o in hechos.items() if tp in asignadas}
            if propios:
                await cliente.commit(propios)
        except (KafkaError, IllegalStateError) as error:
            # A rebalance took the partition: its records come again and are recognised.
            registro().warning("offsets_no_confirmados", consumidor=self.nombre, error=type(error).__name__)
        for tp, offset in faltan.items():
            with suppress(IllegalStateError):
                cliente.seek(tp, offset)

    async def _descansar(self) -> None:
        """Under load one longer round costs less than many small ones; a lone event waits for nothing."""
        ahora = time.monotonic()
        seguidos, self._ultimo = ahora - self._ultimo < 2 * DESCANSO_S, ahora
        if seguidos:
            await dormir(self.parar, DESCANSO_S)
            self._ultimo = time.monotonic()


async def sin_analizar(registros: Any) -> KafkaAckableMessage:
    """A parser that cannot raise: a typed batch loses or blocks whole for one bad record, measured."""
    return KafkaAckableMessage(body=b"", raw_message=registros, consumer=FAKE_CONSUMER)


async def sin_decodificar(mensaje: KafkaAckableMessage) -> KafkaAckableMessage:
    """A decoder that cannot raise: hands the message itself to ``Lector.lote``."""
    return mensaje
