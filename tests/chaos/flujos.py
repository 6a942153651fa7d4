"""Reads every topic to its end and says what each stream holds: gaps, repeats, events per informativa."""

import asyncio
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from icsoe_contracts.catalogo import TEMAS
from icsoe_contracts.sobre import Sobre
from icsoe_deploy.perfil import Perfil


@dataclass
class Flujos:
    """What the topics hold. ``huecos``: streams whose sequences are not 1, 2, 3 …; ``repetidos``: copies.

    ``hechos`` counts distinct event ids by type and informativa.
    """

    registros: int = 0
    repetidos: int = 0
    huecos: list[str] = field(default_factory=list)
    desorden: list[str] = field(default_factory=list)
    hechos: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


async def leer(perfil: Perfil) -> Flujos:
    """All records of all topics of the catalogue, each stream checked."""
    consumidor = AIOKafkaConsumer(
        bootstrap_servers=perfil.kafka,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username="admin",
        sasl_plain_password=perfil.secreto("kafka", "admin"),
        enable_auto_commit=False,
    )
    await consumidor.start()
    try:
        return await _leer(consumidor)
    finally:
        await consumidor.stop()


async def _leer(consumidor: AIOKafkaConsumer) -> Flujos:
    particiones = [TopicPartition(tema.nombre, n) for tema in TEMAS for n in range(tema.particiones)]
    consumidor.assign(particiones)
    await consumidor.seek_to_beginning(*particiones)
    finales = await consumidor.end_offsets(particiones)
    flujos, vistas = Flujos(), defaultdict[tuple[str, str, str], list[int]](list)
    ids: set[str] = set()
    while any([await consumidor.position(p) < finales[p] for p in particiones]):
        for lote in (await consumidor.getmany(timeout_ms=500)).values():
            for registro in lote:
                sobre = Sobre.leer(list(registro.headers))
                flujos.registros += 1
                vistas[registro.topic, sobre.source, sobre.subject].append(sobre.sequence)
                if str(sobre.id) in ids:
                    continue
                ids.add(str(sobre.id))
                informativa = json.loads(registro.value or b"{}").get("informativa_id")
                if informativa:
                    flujos.hechos[sobre.type][informativa] += 1
    for (tema, _, sujeto), secuencias in vistas.items():
        _juzgar(flujos, f"{tema} {sujeto}", secuencias)
    return flujos


def _juzgar(flujos: Flujos, nombre: str, secuencias: list[int]) -> None:
    distintas = list(dict.fromkeys(secuencias))
    flujos.repetidos += len(secuencias) - len(distintas)
    if sorted(distintas) != list(range(1, len(distintas) + 1)):
        flujos.huecos.append(nombre)
    elif distintas != sorted(distintas):
        flujos.desorden.append(nombre)


def leer_todo(perfil: Perfil) -> Flujos:
    """``leer`` for callers without a loop."""
    return asyncio.run(leer(perfil))
