"""A topic, a database and worker processes of the test service on the real platform."""

import asyncio
import importlib.util
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from icsoe_chassis.testing.plugin import base_fresca, dsn_admin
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Sobre
from uuid6 import uuid7

AQUI = Path(__file__).parent


def _proceso() -> ModuleType:
    """``proceso.py`` beside this file, under the name by which every test sees the same classes."""
    if "prueba_proceso" not in sys.modules:
        especificacion = importlib.util.spec_from_file_location("prueba_proceso", AQUI / "proceso.py")
        assert especificacion is not None
        assert especificacion.loader is not None
        modulo = importlib.util.module_from_spec(especificacion)
        sys.modules["prueba_proceso"] = modulo
        especificacion.loader.exec_module(modulo)
    return sys.modules["prueba_proceso"]


def acceso() -> dict[str, Any]:
    """The administrator's way into Kafka."""
    estado = os.environ.get("ICSOE_PRUEBA_ESTADO")
    if not estado:
        pytest.skip("ICSOE_PRUEBA_ESTADO no está: «make test» levanta Kafka y lo nombra")
    return {
        "bootstrap_servers": os.environ["ICSOE_KAFKA"],
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "admin",
        "sasl_plain_password": Path(estado, "secretos", "kafka", "admin").read_text().strip(),
    }


async def crear_tema(nombre: str, particiones: int = 1, **ajustes: str) -> None:
    """A topic for one test."""
    admin = AIOKafkaAdminClient(**acceso())
    await admin.start()
    try:
        await admin.create_topics([NewTopic(nombre, particiones, 1, topic_configs=ajustes)])
    finally:
        await admin.close()


@dataclass
class Casa:
    """One topic, one database, and the worker processes a test starts."""

    tema: str
    dsn: str
    conn: asyncpg.Connection
    proceso: ModuleType
    procesos: list[asyncio.subprocess.Process] = field(default_factory=lambda: [])
    extra: dict[str, str] = field(default_factory=lambda: {})
    acceso = staticmethod(acceso)
    crear_tema = staticmethod(crear_tema)
    _secuencias: dict[UUID, int] = field(default_factory=lambda: {})
    _puertos: dict[int, int] = field(default_factory=lambda: {})
    _reservas: list[socket.socket] = field(default_factory=lambda: [])

    def _reservar(self) -> int:
        """A port that nobody else is given: bound here without listening, so that the worker may bind it."""
        reserva = socket.socket()
        reserva.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserva.bind(("127.0.0.1", 0))
        self._reservas.append(reserva)
        return reserva.getsockname()[1]

    def soltar(self) -> None:
        """Gives the ports back."""
        for reserva in self._reservas:
            reserva.close()

    def registro(self, evento: Evento, sujeto: UUID | None = None) -> dict[str, Any]:
        """A record as the relay would send it: topic, key, value, headers."""
        sujeto = sujeto or uuid4()
        self._secuencias[sujeto] = self._secuencias.get(sujeto, 0) + 1
        sobre = Sobre(
            id=uuid7(),
            type=evento.TIPO,
            source="/icsoe/prueba/1",
            subject=str(sujeto),
            time=datetime.now(UTC),
            sequence=self._secuencias[sujeto],
            modo="prueba",
            dataschema=f"urn:icsoe:esquema:{evento.TIPO}",
        )
        return {
            "key": str(sujeto).encode(),
            "value": evento.model_dump_json().encode(),
            "headers": sobre.cabeceras(),
        }

    def medida(self, orden: str = "bien", sujeto: UUID | None = None) -> dict[str, Any]:
        return self.registro(self.proceso.Medida(numero=len(self._secuencias), orden=orden), sujeto)

    async def publicar(self, registros: Sequence[dict[str, Any]], particion: int | None = 0) -> None:
        """Sends the records in order; all to one partition unless None."""
        productor = AIOKafkaProducer(**acceso(), enable_idempotence=True)
        await productor.start()
        try:
            envios = [await productor.send(self.tema, partition=particion, **r) for r in registros]
            await asyncio.gather(*envios)
        finally:
            await productor.stop()

    async def arrancar(self, roles: str | None, ordinal: int = 0) -> asyncio.subprocess.Process:
        """A worker process with these roles, or the HTTP process when None."""
        puerto = self._reservar()
        ambiente = {
            **os.environ,
            "ICSOE_MODO": "prueba",
            "ICSOE_CONFIANZA": "simulada",
            "ICSOE_BASE_DATOS": self.dsn,
            "ICSOE_KAFKA": os.environ["ICSOE_KAFKA"],
            "ICSOE_KAFKA_USUARIO": "admin",
            "ICSOE_KAFKA_CLAVE": acceso()["sasl_plain_password"],
            "ICSOE_PUERTO": str(puerto),
            "ICSOE_ORDINAL": str(ordinal),
            "PRUEBA_TEMA": self.tema,
            **self.extra,
        }
        proceso = await asyncio.create_subprocess_exec(
            sys.executable,
            str(AQUI / "proceso.py"),
            *(("worker", "--roles", roles) if roles else ("http",)),
            env=ambiente,
            stdout=asyncio.subprocess.DEVNULL,
        )
        self.procesos.append(proceso)
        self._puertos[proceso.pid] = puerto
        return proceso

    async def lista(self, proceso: asyncio.subprocess.Process) -> None:
        """Waits until the worker says that it is ready."""
        direccion = f"http://127.0.0.1:{self._puertos[proceso.pid]}/salud/listo"
        async with asyncio.timeout(60), httpx.AsyncClient() as cliente:
            while True:
                with suppress(httpx.HTTPError):
                    if (await cliente.get(direccion)).status_code == 200:
                        return
                await asyncio.sleep(0.05)

    async def matar(self, proceso: asyncio.subprocess.Process, senal: int = signal.SIGKILL) -> int:
        """Sends the signal and waits for the end; the exit code."""
        with suppress(ProcessLookupError):
            proceso.send_signal(senal)
        async with asyncio.timeout(30):
            codigo = await proceso.wait()
        self.procesos.remove(proceso)
        return codigo

    async def hasta(self, sql: str, valor: object, segundos: float = 60) -> None:
        """Waits until the query answers ``valor``."""
        visto: object = None
        try:
            async with asyncio.timeout(segundos):
                # What is waited for happens in another process: there is nothing to be woken by.
                while (visto := await self.conn.fetchval(sql)) != valor:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{sql}: {visto!r} en vez de {valor!r}") from None

    @property
    def base(self) -> str:
        """The database's name."""
        return urlsplit(self.dsn).path[1:]

    @asynccontextmanager
    async def sin_base(self) -> AsyncGenerator[None]:
        """The database refuses everybody and cuts whoever is in it, until the block ends."""
        await self.conn.close()
        self.conn = await asyncpg.connect(dsn_admin())
        await self.conn.execute(f"alter database {self.base} allow_connections false")
        await self.conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", self.base
        )
        try:
            yield
        finally:
            await self.conn.execute(f"alter database {self.base} allow_connections true")
            await self.conn.close()
            self.conn = await asyncpg.connect(self.dsn)

    async def leer_todo(self, cuantos: int) -> list[Any]:
        """Every record of the topic from its beginning, until ``cuantos`` distinct ids have been seen."""
        consumidor = AIOKafkaConsumer(self.tema, auto_offset_reset="earliest", **acceso())
        await consumidor.start()
        leidos: list[Any] = []
        ids: set[bytes] = set()
        try:
            async with asyncio.timeout(60):
                while len(ids) < cuantos:
                    for registros in (await consumidor.getmany(timeout_ms=200)).values():
                        leidos += registros
                        ids |= {dict(r.headers)["ce_id"] for r in registros}
        finally:
            await consumidor.stop()
        return leidos

    async def clases(self) -> list[str]:
        """The error classes of the dead letters, in order of offset."""
        return [
            f["error_class"]
            for f in await self.conn.fetch("select * from dead_letter order by record_offset")
        ]


@pytest_asyncio.fixture
async def casa(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Casa]:
    """The test service on a topic of four partitions."""
    tema = f"prueba.{uuid4().hex[:12]}.v1"
    monkeypatch.setenv("PRUEBA_TEMA", tema)
    modulo = _proceso()
    await crear_tema(tema, 4)
    async with base_fresca(modulo.servicio) as dsn:
        conn = await asyncpg.connect(dsn)
        una = Casa(tema, dsn, conn, modulo)
        try:
            yield una
        finally:
            for proceso in list(una.procesos):
                await una.matar(proceso)
            una.soltar()
            await una.conn.close()
