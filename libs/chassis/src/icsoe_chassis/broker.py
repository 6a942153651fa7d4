"""The only place where Kafka clients are made, with all settings of design §6. A test forbids any other."""

import ssl
from dataclasses import dataclass
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.helpers import create_ssl_context
from aiokafka.structs import ConsumerRecord
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber
from faststream.middlewares import AckPolicy
from faststream.security import SASLScram512

from .ajustes import Ajustes

RECORDS_POR_LECTURA = 200
ESPERA_LECTURA_MS = 1_000
_LOTE_PRODUCTOR = 128 * 1024


@dataclass(frozen=True)
class Kafka:
    """Addresses and identity of one service towards Kafka: SCRAM always, TLS too in real mode."""

    ajustes: Ajustes
    servicio: str

    @property
    def direcciones(self) -> list[str]:
        """``host:port`` of the brokers to ask first. Raises ValueError when the setting is missing."""
        if not self.ajustes.kafka:
            raise ValueError("ICSOE_KAFKA falta")
        return [parte.strip() for parte in self.ajustes.kafka.split(",")]

    def _credencial(self) -> tuple[str, str]:
        clave = self.ajustes.kafka_clave
        if clave is None:
            raise ValueError("el secreto kafka_clave falta")
        return self.ajustes.kafka_usuario or self.servicio, clave.get_secret_value()

    def _tls(self) -> ssl.SSLContext | None:
        return create_ssl_context() if self.ajustes.modo == "real" else None

    def productor(self) -> AIOKafkaProducer:
        """The relay's producer, not started: acks of all, idempotent, nothing waits to fill a batch."""
        usuario, clave = self._credencial()
        tls = self._tls()
        return AIOKafkaProducer(
            bootstrap_servers=",".join(self.direcciones),
            client_id=f"{self.servicio}-relay",
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=_LOTE_PRODUCTOR,
            security_protocol="SASL_SSL" if tls else "SASL_PLAINTEXT",
            ssl_context=tls,
            sasl_mechanism="SCRAM-SHA-512",
            sasl_plain_username=usuario,
            sasl_plain_password=clave,
        )

    def broker(self) -> KafkaBroker:
        """The consumers' broker, not started: makes no topics, no producer, and converts nothing."""
        usuario, clave = self._credencial()
        tls = self._tls()
        return KafkaBroker(
            self.direcciones,
            security=SASLScram512(usuario, clave, ssl_context=tls, use_ssl=tls is not None),
            client_id=self.servicio,
            allow_auto_create_topics=False,
            consumer_only=True,
            apply_types=False,
            graceful_timeout=13.0,
            logger=None,
        )

    def grupo(self, tema: str) -> str:
        """The group in which this service reads ``tema``."""
        return f"{self.servicio}-{tema}"

    def consumidor(self, tema: str) -> AIOKafkaConsumer:
        """A client in the name of that group, not started and no member of it: for its offsets."""
        usuario, clave = self._credencial()
        tls = self._tls()
        return AIOKafkaConsumer(
            bootstrap_servers=",".join(self.direcciones),
            client_id=f"{self.servicio}-ops",
            group_id=self.grupo(tema),
            enable_auto_commit=False,
            security_protocol="SASL_SSL" if tls else "SASL_PLAINTEXT",
            ssl_context=tls,
            sasl_mechanism="SCRAM-SHA-512",
            sasl_plain_username=usuario,
            sasl_plain_password=clave,
        )

    def suscribir(self, broker: KafkaBroker, tema: str, parser: Any, decoder: Any) -> BatchSubscriber:
        """One subscriber of raw records in group ``<service>-<topic>``, this process its fixed member."""
        grupo = self.grupo(tema)
        suscriptor = broker.subscriber(
            tema,
            group_id=grupo,
            group_instance_id=f"{grupo}-{self.ajustes.ordinal}",
            batch=True,
            max_records=RECORDS_POR_LECTURA,
            fetch_max_wait_ms=ESPERA_LECTURA_MS,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            no_reply=True,
            parser=parser,
            decoder=decoder,
        )
        suscriptor.get_msg = _leer
        return suscriptor


async def _leer(consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord[Any, Any], ...]:
    """One poll that ends with the first records. FastStream's
    sleeps after every empty one: late events, or 1 % of a core per topic, measured.
    """
    lotes = await consumer.getmany(timeout_ms=ESPERA_LECTURA_MS, max_records=RECORDS_POR_LECTURA)
    return tuple(chain.from_iterable(lotes.values()))
