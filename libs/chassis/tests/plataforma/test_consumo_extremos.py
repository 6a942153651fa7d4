"""The far corners of consuming: bytes that PostgreSQL can
not store, offsets, doubles, a database that stays away.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

APLICADOS = "select count(*) from aplicado"


async def confirmado(casa: Any) -> int:
    """The offset of partition 0 that the group has committed; -1 while there is none."""
    admin = AIOKafkaAdminClient(**casa.acceso())
    await admin.start()
    try:
        grupos = await admin.list_consumer_group_offsets(f"prueba-{casa.tema}")
        dado = grupos.get(TopicPartition(casa.tema, 0))
        return dado.offset if dado else -1
    finally:
        await admin.close()


async def test_no_byte_of_a_record_keeps_it_out_of_the_dead_letters(casa: Any) -> None:
    nulo, ceros, acentos = casa.medida(), casa.medida(), casa.medida()
    nulo["headers"] = [("ce_id", None), ("otra", None)]
    ceros["headers"] = [(k, b"a\0b" if k == "ce_source" else v) for k, v in ceros["headers"]]
    acentos["headers"] = [*acentos["headers"], ("ñandú\\x", b"\xc3\xb1\\n")]
    acentos["value"] = b"\0\xff"
    await casa.publicar([casa.medida(), nulo, ceros, acentos, casa.medida()])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 2)
    assert await casa.clases() == ["sobre_ilegible", "origen_ajeno", "esquema"]
    assert (
        await casa.conn.fetchval("select value from dead_letter where error_class = 'esquema'") == b"\0\xff"
    )


async def test_offsets_are_committed_after_the_dead_letter_and_reach_the_end(casa: Any) -> None:
    malo = {**casa.medida(), "value": None}
    await casa.publicar([casa.medida(), malo, casa.medida(), malo])
    proceso = await casa.arrancar("consumer")
    async with asyncio.timeout(60):
        visto = 0
        while visto < 4:
            visto = await confirmado(casa)
            # Whatever offset is committed, what lies before it is in the tables already.
            hechos = await casa.conn.fetchval(
                "select (select count(*) from dead_letter) + (select count(*) from aplicado)"
            )
            assert hechos >= visto
    assert await casa.conn.fetchval("select count(*) from dead_letter") == 2
    assert await casa.matar(proceso, signal.SIGTERM) == 0


async def test_the_same_event_delivered_again_is_applied_once(casa: Any) -> None:
    repetido = casa.medida()
    await casa.publicar([repetido, repetido, casa.medida(), repetido])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 2)
    assert await casa.conn.fetchval("select count(*) from inbox") == 2
    assert await casa.clases() == []


@asynccontextmanager
async def puente(dsn: str) -> AsyncGenerator[tuple[str, asyncio.Event]]:
    """A way to PostgreSQL that can be cut: (its DSN, set it to cut)."""
    lugar, cortar = urlsplit(dsn), asyncio.Event()
    abiertos: list[asyncio.StreamWriter] = []

    async def pasar(lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        abiertos.append(escritor)
        while datos := await lector.read(65_536):
            escritor.write(datos)
        escritor.close()

    async def unir(lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        adentro, afuera = await asyncio.open_connection(lugar.hostname, lugar.port)
        await asyncio.gather(pasar(lector, afuera), pasar(adentro, escritor), return_exceptions=True)

    servidor = await asyncio.start_server(unir, "127.0.0.1", 0)

    async def cerrar() -> None:
        await cortar.wait()
        servidor.close()
        for escritor in abiertos:
            escritor.transport.abort()

    cierre = asyncio.create_task(cerrar())
    puerto = servidor.sockets[0].getsockname()[1]
    yield lugar._replace(netloc=lugar.netloc.replace(f":{lugar.port}", f":{puerto}")).geturl(), cortar
    cortar.set()
    await cierre


async def test_a_database_that_stays_away_stops_the_worker_and_nothing_is_buried(casa: Any) -> None:
    directo = casa.dsn
    await casa.publicar([casa.medida("breve") for _ in range(60)])
    async with puente(directo) as (casa.dsn, cortar):
        casa.extra["PRUEBA_SIN_BASE_S"] = "1"
        proceso = await casa.arrancar("consumer")
        await casa.hasta("select count(*) >= 5 from aplicado", True)
        cortar.set()
        async with asyncio.timeout(30):
            assert await proceso.wait() == 70
    casa.dsn = directo
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 60)
    assert await casa.clases() == []
    assert await casa.conn.fetchval("select count(distinct event_id) from aplicado") == 60


async def test_a_timeout_of_the_handler_itself_is_its_fault_and_not_the_database_s(casa: Any) -> None:
    await casa.publicar([casa.medida("vence"), casa.medida()])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 1)
    assert await casa.clases() == ["TimeoutError"]


async def test_the_job_of_a_killed_worker_is_done_by_another_process(casa: Any) -> None:
    await casa.conn.execute(
        "insert into job (kind, key, data, not_before) values ('prueba', 'a', '{}', now())"
    )
    primero = await casa.arrancar("jobs")
    empieza = "select exists (select from aplicado where orden = 'empieza' and sequence = {})"
    await casa.hasta(empieza.format(primero.pid), True)
    assert await casa.matar(primero) == -signal.SIGKILL
    segundo = await casa.arrancar("jobs", ordinal=1)
    await casa.hasta(empieza.format(segundo.pid), True)
    await casa.conn.execute(
        "insert into aplicado (event_id, subject, sequence, orden)"
        " values (gen_random_uuid(), 'a', 0, 'sigue')"
    )
    await casa.hasta("select state from job", "hecha")
    de_quien = await casa.conn.fetch("select sequence from aplicado where orden = 'termina'")
    assert [f["sequence"] for f in de_quien] == [segundo.pid]
