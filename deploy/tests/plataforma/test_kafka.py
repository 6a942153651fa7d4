"""The ACL matrix on the real broker: one writer per topic, readers in their own groups, nobody else."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from icsoe_contracts.catalogo import TEMAS, Tema
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.preparar import kafka, todo

PLAZO = 60


def acceso(plataforma: Perfil, servicio: str, clave: str | None = None) -> dict[str, Any]:
    return {
        "bootstrap_servers": plataforma.kafka,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": servicio,
        "sasl_plain_password": clave or plataforma.secreto(servicio, "kafka_clave"),
    }


@asynccontextmanager
async def productor(plataforma: Perfil, servicio: str):
    cliente = AIOKafkaProducer(**acceso(plataforma, servicio), acks="all", enable_idempotence=True)
    await cliente.start()
    try:
        yield cliente
    finally:
        await cliente.stop()


async def leer_uno(plataforma: Perfil, servicio: str, tema: str, grupo: str) -> Any:
    consumidor = AIOKafkaConsumer(
        tema, **acceso(plataforma, servicio), group_id=grupo, auto_offset_reset="earliest"
    )
    try:
        await consumidor.start()
        return await asyncio.wait_for(consumidor.getone(), PLAZO)
    finally:
        await consumidor.stop()


@pytest.mark.parametrize("tema", TEMAS, ids=lambda t: t.nombre)
async def test_only_the_owner_of_a_topic_can_write_it(plataforma: Perfil, tema: Tema):
    async with productor(plataforma, tema.dueno) as suyo:
        await asyncio.wait_for(suyo.send_and_wait(tema.nombre, b"{}", key=b"prueba"), PLAZO)
    ajeno = next(t.dueno for t in TEMAS if t.dueno != tema.dueno)
    async with productor(plataforma, ajeno) as otro:
        with pytest.raises(TopicAuthorizationFailedError):
            await asyncio.wait_for(otro.send_and_wait(tema.nombre, b"{}", key=b"prueba"), PLAZO)


@pytest.mark.parametrize(
    ("tema", "lector"), [(t, c) for t in TEMAS for c in t.consumidores], ids=lambda v: getattr(v, "nombre", v)
)
async def test_a_declared_reader_reads_in_a_group_of_its_own_name(
    plataforma: Perfil, tema: Tema, lector: str
):
    async with productor(plataforma, tema.dueno) as suyo:
        await asyncio.wait_for(suyo.send_and_wait(tema.nombre, b"{}", key=b"prueba"), PLAZO)
    assert (await leer_uno(plataforma, lector, tema.nombre, f"{lector}-acl-{tema.nombre}")).value == b"{}"


async def test_a_service_cannot_read_a_topic_it_did_not_declare(plataforma: Perfil):
    with pytest.raises(TopicAuthorizationFailedError):
        await leer_uno(plataforma, "notify", "icsoe.informativa.envio.v1", "notify-ajeno")


async def test_a_service_cannot_join_the_group_of_another(plataforma: Perfil):
    with pytest.raises(GroupAuthorizationFailedError):
        await leer_uno(plataforma, "listado", "icsoe.signing.periodo.v1", "notify-signing")


async def test_a_wrong_password_and_a_client_without_one_are_refused(plataforma: Perfil):
    falso = AIOKafkaProducer(**acceso(plataforma, "auth", "no es la clave"))
    desnudo = AIOKafkaProducer(bootstrap_servers=plataforma.kafka)
    for cliente in (falso, desnudo):
        with pytest.raises(KafkaError):
            await asyncio.wait_for(cliente.start(), PLAZO)
        await cliente.stop()


async def test_a_topic_nobody_declared_is_not_created_by_writing_to_it(plataforma: Perfil):
    async with productor(plataforma, "signing") as cliente:
        with pytest.raises(KafkaError):
            await asyncio.wait_for(cliente.send_and_wait("icsoe.signing.inventado.v1", b"{}"), PLAZO)


async def test_topics_have_the_partitions_and_retention_of_the_catalogue(plataforma: Perfil):
    admin = kafka.administrador(plataforma)
    await admin.start()
    try:
        descritos = {d["topic"]: d for d in await admin.describe_topics([t.nombre for t in TEMAS])}
    finally:
        await admin.close()
    assert {n: len(d["partitions"]) for n, d in descritos.items()} == {t.nombre: t.particiones for t in TEMAS}


async def test_preparing_twice_changes_nothing_and_raises_nothing(plataforma: Perfil):
    await todo.preparar(plataforma, prueba=True)
    await todo.preparar(plataforma, prueba=True)
