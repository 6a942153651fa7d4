"""The worker: relay, consumers and jobs in one process, its health on its own port, and how it ends.

SIGTERM: stops polling, finishes the record in hand, commits, releases, within 20 s, code 0. A fatal error:
code 70 by ``os._exit``, because anything gentler leaves a zombie that keeps its partitions (measured).
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from .ajustes import Ajustes
from .arranque import CONEXIONES_WORKER, esperar_esquema, recursos_de, revision_de_base, servidor
from .base_datos import SIN_BASE
from .broker import Kafka
from .ejecutor import EjecutorDeTareas
from .esperas import dormir
from .lector import Lector, Paciencia, sin_analizar, sin_decodificar
from .registro import registro
from .relevo import Relevo
from .salud import Salud
from .servicio import Partes, Recursos, Servicio

SALIDA_FATAL = 70
CIERRE_FATAL_S = 5
CIERRE_S = 14
"""Leaves 5 s of the promised 20 for the database pool to close."""


class Trabajador:
    """The running roles of one worker process."""

    def __init__(
        self,
        recursos: Recursos[Any],
        partes: Partes,
        roles: Sequence[str],
        paciencia: Paciencia | None = None,
    ) -> None:
        self.parar = asyncio.Event()
        self.fatal: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._recursos = recursos
        self._partes = partes
        self._roles = roles
        self._paciencia = paciencia or Paciencia()
        # Records in hand at once: the pool's connections less one for the jobs.
        self._turnos = asyncio.Semaphore(max(1, recursos.base.maximo - 1))
        self._kafka = Kafka(recursos.ajustes, recursos.base.emisor.servicio)
        self._broker: KafkaBroker | None = None
        self.suscriptores: list[Any] = []
        self._obreros: list[asyncio.Task[None]] = []

    def morir(self, razon: str) -> None:
        """The process will end with code 70."""
        if not self.fatal.done():
            self.fatal.set_result(razon)

    async def abrir(self) -> None:
        """Starts the roles; returns at once, each waits for what it needs."""
        base, reloj = self._recursos.base, self._recursos.reloj
        if "relay" in self._roles:
            self._emplear(Relevo(base, self._kafka).correr(self.parar), "relay")
        if "jobs" in self._roles and self._partes.tareas:
            self._emplear(EjecutorDeTareas(base, reloj, self._partes.tareas).correr(self.parar), "jobs")
        if "consumer" in self._roles and self._partes.consumidores:
            self._emplear(self._consumir(), "consumer")

    def _emplear(self, trabajo: Coroutine[Any, Any, None], rol: str) -> None:
        tarea = asyncio.create_task(trabajo, name=rol)
        tarea.add_done_callback(self._terminada)
        self._obreros.append(tarea)

    def _terminada(self, tarea: asyncio.Task[None]) -> None:
        if not tarea.cancelled() and (error := tarea.exception()) is not None:
            registro().error("rol_caido", rol=tarea.get_name(), exc_info=error)
            self.morir(f"{tarea.get_name()}: {type(error).__name__}")

    async def _consumir(self) -> None:
        """Subscribes; tries until Kafka answers."""
        lectores = [await self._lector(c) for c in self._partes.consumidores]
        while not self.parar.is_set():
            broker = self._kafka.broker()
            suscriptores = [self._suscribir(broker, lector) for lector in lectores]
            try:
                await broker.start()
            except (KafkaError, OSError, TimeoutError) as error:
                registro().warning("espera_kafka", error=type(error).__name__)
                await broker.stop()
                await dormir(self.parar, 0.5)
                continue
            self._broker, self.suscriptores = broker, suscriptores
            return

    async def _lector(self, consumidor: Any) -> Lector:
        base = self._recursos.base
        lector = Lector(
            consumidor,
            base,
            self.morir,
            self._turnos,
            self.parar,
            avisar=self._partes.alcanzada is not None,
            paciencia=self._paciencia,
        )
        while not self.parar.is_set():
            try:
                await lector.abrir()
                break
            except SIN_BASE:
                await dormir(self.parar, 0.5)
        return lector

    def _suscribir(self, broker: KafkaBroker, lector: Lector) -> Any:
        suscriptor = self._kafka.suscribir(
            broker, lector.consumidor.tema.nombre, sin_analizar, sin_decodificar
        )
        suscriptor(lector.lote)
        lector.cliente = lambda: suscriptor.consumer
        return suscriptor

    async def kafka_lista(self) -> bool:
        """Readiness: a broker accepts connections, and the consumers of this process run."""
        consume = "consumer" in self._roles and bool(self._partes.consumidores)
        if consume and not (self.suscriptores and all(s.running for s in self.suscriptores)):
            return False
        for direccion in self._kafka.direcciones:
            host, _, puerto = direccion.rpartition(":")
            try:
                _, escritor = await asyncio.open_connection(host, int(puerto))
            except OSError:
                continue
            escritor.close()
            return True
        return False

    async def cerrar(self) -> None:
        """Finishes what is in hand and lets go."""
        self.parar.set()
        if self._broker is not None:
            await self._broker.stop()
        await asyncio.gather(*self._obreros, return_exceptions=True)


async def trabajar(
    servicio: Servicio[Any], ajustes: Ajustes, roles: Sequence[str], paciencia: Paciencia | None = None
) -> None:
    """Runs the worker; ends the process itself when something is fatal."""
    senal = asyncio.Event()
    async with recursos_de(servicio, ajustes, conexiones=CONEXIONES_WORKER) as recursos:
        await esperar_esquema(servicio, recursos.base)
        # Until here nothing is in hand and a signal may end the process at once.
        for numero in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(numero, senal.set)
        partes = servicio.montar(recursos)
        await partes.al_abrir()
        trabajador = Trabajador(recursos, partes, roles, paciencia)
        salud = Salud({"base": revision_de_base(servicio, recursos.base), "kafka": trabajador.kafka_lista})
        await trabajador.abrir()
        atencion = asyncio.create_task(servidor(salud, ajustes, vida="off").serve())
        gc.collect()
        gc.freeze()
        registro().info("listo", roles=list(roles), puerto=ajustes.puerto, conexiones=CONEXIONES_WORKER)
        await _hasta_el_fin(senal, trabajador, atencion)
        await partes.al_cerrar()
    sys.stdout.flush()
    os._exit(0)


async def _hasta_el_fin(senal: asyncio.Event, trabajador: Trabajador, atencion: asyncio.Task[None]) -> None:
    esperas = [asyncio.ensure_future(senal.wait()), trabajador.fatal, atencion]
    await asyncio.wait(esperas, return_when=asyncio.FIRST_COMPLETED)
    if atencion.done() and not senal.is_set():
        trabajador.morir("la salud dejó de atender")
    fatal = trabajador.fatal.done()
    try:
        async with asyncio.timeout(CIERRE_FATAL_S if fatal else CIERRE_S):
            await trabajador.cerrar()
    except TimeoutError:
        registro().warning("cierre_cortado")
    if fatal:
        registro().error("proceso_detenido", razon=trabajador.fatal.result())
        sys.stdout.flush()
        os._exit(SALIDA_FATAL)
    atencion.cancel()
