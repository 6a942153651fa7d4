"""Our relay and its rival on the same Kafka and PostgreSQL; and how soon an event arrives."""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka.admin import NewTopic
from faststream.kafka import KafkaBroker
from faststream.security import SASLScram512
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.broker import Kafka
from icsoe_chassis.lector import sin_analizar, sin_decodificar
from icsoe_chassis.migraciones import aplicar
from icsoe_chassis.relevo import Relevo
from icsoe_chassis.reloj import RelojSistema
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.preparar.kafka import administrador
from pydantic import SecretStr
from rival import eventos_por_segundo as del_rival

PROPIO, DEL_RIVAL, LATENCIA = "banco.relevo.v1", "banco.rival.v1", "banco.latencia.v1"
EVENTOS = 20_000
EVENTOS_RIVAL = 2_000
MUESTRAS = 300
_RELLENO = "x" * 900

_INSERTAR = """
insert into outbox (event_id, topic, key, sequence, type, headers, payload)
select gen_random_uuid(), $1, 'flujo-' || (n % 500), n, 'icsoe.banco.medida.v1', $2::jsonb, $3
from generate_series($4::int, $5::int) n
"""
_CABECERAS = json.dumps(
    {"ce_source": "/icsoe/banco/1", "ce_time": "2026-09-01T00:00:00Z", "ce_icsoemode": "prueba"}
)


@dataclass(frozen=True)
class Medidas:
    """Events per second of both relays; milliseconds from commit to consumer, unloaded."""

    propio: float
    rival: float
    latencia_p50: float
    latencia_p99: float


async def medir(perfil: Perfil) -> Medidas:
    """Runs the three measurements in a database and topics of their own."""
    clave = perfil.secreto("postgres", "clave")
    admin = f"postgresql://postgres:{clave}@{perfil.postgres}/postgres"
    conexion = await asyncpg.connect(admin)
    await conexion.execute("drop database if exists banco")
    await conexion.execute("create database banco")
    await conexion.close()
    dsn = admin.removesuffix("postgres") + "banco"
    await aplicar(dsn, None)
    ajustes = Ajustes(
        modo="prueba",
        confianza="simulada",
        base_datos=dsn,
        base_datos_clave=SecretStr(clave),
        kafka=perfil.kafka,
        kafka_usuario="admin",
        kafka_clave=SecretStr(perfil.secreto("kafka", "admin")),
    )
    kafka = Kafka(ajustes, "banco")
    base = BaseDatos(ajustes, "banco", RelojSistema())
    await base.abrir()
    try:
        await _temas(perfil)
        propio = await _propio(base, kafka)
        rival = await _rival(dsn, kafka)
        p50, p99 = await _latencia(base, kafka)
    finally:
        await base.cerrar()
    return Medidas(propio, rival, p50, p99)


async def _temas(perfil: Perfil) -> None:
    admin = administrador(perfil)
    await admin.start()
    try:
        await admin.crear_temas([NewTopic(tema, 12, 1) for tema in (PROPIO, DEL_RIVAL, LATENCIA)])
    finally:
        await admin.close()


def _credencial(kafka: Kafka) -> tuple[str, str]:
    usuario, clave = kafka.ajustes.kafka_usuario, kafka.ajustes.kafka_clave
    assert usuario is not None
    assert clave is not None
    return usuario, clave.get_secret_value()


async def _propio(base: BaseDatos, kafka: Kafka) -> float:
    await base.execute(_INSERTAR, PROPIO, _CABECERAS, _RELLENO.encode(), 1, EVENTOS)
    parar = asyncio.Event()
    relevo = Relevo(base, kafka)
    inicio = time.perf_counter()
    tarea = asyncio.create_task(relevo.correr(parar))
    while await base.fetchval("select exists (select from outbox)"):
        await asyncio.sleep(0.01)
    duracion = time.perf_counter() - inicio
    parar.set()
    await tarea
    return EVENTOS / duracion


async def _rival(dsn: str, kafka: Kafka) -> float:
    usuario, clave = _credencial(kafka)
    broker = KafkaBroker(kafka.direcciones, security=SASLScram512(usuario, clave, use_ssl=False), logger=None)
    cuerpos: list[dict[str, Any]] = [{"n": n, "relleno": _RELLENO} for n in range(EVENTOS_RIVAL)]
    try:
        return await del_rival(dsn, broker, DEL_RIVAL, cuerpos)
    finally:
        await broker.stop()


async def _latencia(base: BaseDatos, kafka: Kafka) -> tuple[float, float]:
    """One event at a time, the next only when the last arrived: what an idle platform gives."""
    llegadas: asyncio.Queue[float] = asyncio.Queue()
    broker = kafka.broker()
    suscripcion = kafka.suscribir(broker, LATENCIA, sin_analizar, sin_decodificar)

    @suscripcion
    async def recibir(_: Any) -> None:
        llegadas.put_nowait(time.perf_counter())

    parar = asyncio.Event()
    relevo = asyncio.create_task(Relevo(base, kafka).correr(parar))
    await broker.start()
    tiempos: list[float] = []
    for n in range(MUESTRAS + 20):
        await base.execute(_INSERTAR, LATENCIA, _CABECERAS, uuid4().bytes, n + 1, n + 1)
        salida = time.perf_counter()
        tiempos.append((await llegadas.get() - salida) * 1000)
        await asyncio.sleep(0.07)  # longer than the relay's rest: each event meets an idle relay
    parar.set()
    await broker.stop()
    await relevo
    centiles = statistics.quantiles(tiempos[20:], n=100)
    return centiles[49], centiles[98]
