"""The named rival of the relay: faststream-outbox with the defaults of its quick start, one worker."""

import asyncio
import time
from typing import Any

from faststream.kafka import KafkaBroker
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine


async def eventos_por_segundo(
    dsn: str, kafka: KafkaBroker, tema: str, cuerpos: list[dict[str, Any]]
) -> float:
    """Relays ``cuerpos`` (about 1 KB each) from its own table to ``tema``; events per second."""
    motor = create_async_engine(dsn.replace("postgresql://", "postgresql+asyncpg://"))
    metadatos = MetaData()
    tabla = make_outbox_table(metadatos, table_name="outbox_rival")
    async with motor.begin() as conexion:
        await conexion.run_sync(metadatos.drop_all)
        await conexion.run_sync(metadatos.create_all)
    salida = OutboxBroker(motor, outbox_table=tabla, logger=None)
    publicador = kafka.publisher(tema)

    hechos = 0
    terminado = asyncio.Event()

    @publicador
    @salida.subscriber("rival")
    async def relevar(cuerpo: dict[str, Any]) -> dict[str, Any]:
        nonlocal hechos
        hechos += 1
        if hechos == len(cuerpos):
            terminado.set()
        return cuerpo

    async with motor.connect() as conexion, conexion.begin():
        for cuerpo in cuerpos:
            await salida.publish(cuerpo, queue="rival", session=conexion)
    await kafka.connect()
    inicio = time.perf_counter()
    await salida.start()
    await terminado.wait()
    duracion = time.perf_counter() - inicio
    await salida.stop()
    await motor.dispose()
    return len(cuerpos) / duracion
