"""Takes the consumers of a service back to an instant after a restore of its database: what it had applied
since the backup comes again, what the backup has is recognised (docs/operacion/restauracion.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalGenerationError, UnknownMemberIdError
from icsoe_contracts.catalogo import Tema

from .base_datos import BaseDatos
from .broker import Kafka

_EN_USO = (CommitFailedError, IllegalGenerationError, UnknownMemberIdError)


class ConsumidorEnMarcha(Exception):
    """The group still has a member: its worker runs, or stopped so recently that Kafka counts it."""


@dataclass(frozen=True)
class Retroceso:
    """One partition: where its group stood (None: it had read nothing) and stands. Never forward."""

    grupo: str
    particion: int
    antes: int | None
    ahora: int | None


async def retroceder(
    kafka: Kafka, base: BaseDatos, temas: Sequence[Tema], desde: datetime, quien: str
) -> list[Retroceso]:
    """The groups of ``temas``, each as it now stands; noted in the bitácora. Raises ConsumidorEnMarcha: those
    before that group have gone back, and the same command again does the rest.
    """
    hechos: list[Retroceso] = []
    for tema in temas:
        consumidor = kafka.consumidor(tema.nombre)
        await consumidor.start()
        try:
            hechos += await _un_tema(consumidor, kafka.grupo(tema.nombre), tema, desde)
        except _EN_USO:
            raise ConsumidorEnMarcha(kafka.grupo(tema.nombre)) from None
        finally:
            await consumidor.stop()
    detalle = {"desde": desde.isoformat(), "grupos": [kafka.grupo(tema.nombre) for tema in temas]}
    await base.execute(
        "insert into ops_log (who, act, detail) values ($1, 'consumo_retroceder', $2)",
        quien,
        json.dumps(detalle),
    )
    return hechos


async def _un_tema(consumidor: AIOKafkaConsumer, grupo: str, tema: Tema, desde: datetime) -> list[Retroceso]:
    particiones = [TopicPartition(tema.nombre, n) for n in range(tema.particiones)]
    consumidor.assign(particiones)
    milisegundos = int(desde.timestamp() * 1000)
    lugares = await consumidor.offsets_for_times(dict.fromkeys(particiones, milisegundos))
    hechos: list[Retroceso] = []
    for particion in particiones:
        antes, lugar = await consumidor.committed(particion), lugares[particion]
        ahora = antes if antes is None or lugar is None else min(antes, lugar.offset)
        hechos.append(Retroceso(grupo, particion.partition, antes, ahora))
    # Kafka takes this from outside the group only while it has no member: nobody is reading meanwhile.
    if puestos := {
        p: hecho.ahora for p, hecho in zip(particiones, hechos, strict=True) if hecho.ahora is not None
    }:
        await consumidor.commit(puestos)
    return hechos
