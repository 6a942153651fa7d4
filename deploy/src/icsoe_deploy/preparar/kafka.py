"""Topics and ACLs from the catalogue: each topic has one writer, and readers in groups named after themselves."""

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code
from aiokafka.protocol.admin import CreateAclsRequest, CreateAclsRequest_v0, CreateAclsRequest_v1
from icsoe_contracts.catalogo import TEMAS, Tema

from ..perfil import Perfil

_TEMA, _GRUPO = 2, 3
_LITERAL, _PREFIJO = 3, 4
_LEER, _ESCRIBIR, _DESCRIBIR = 3, 4, 8
_PERMITIR = 3
_MS_DIA = 86_400_000


@dataclass(frozen=True)
class Acl:
    """One permission as the protocol carries it."""

    recurso: int
    nombre: str
    patron: int
    principal: str
    host: str
    operacion: int
    permiso: int = _PERMITIR


class _CrearAcls(CreateAclsRequest):
    """All ACLs in one request; aiokafka's own class carries one."""

    _CLASSES = (CreateAclsRequest_v0, CreateAclsRequest_v1)

    def __init__(self, acls: Sequence[Acl]) -> None:
        self._acls = acls

    def build(self, request_struct_class: type[CreateAclsRequest_v0 | CreateAclsRequest_v1]):  # noqa: ANN201
        return request_struct_class([astuple(acl) for acl in self._acls])


def acls(temas: Sequence[Tema] = TEMAS) -> list[Acl]:
    """The whole matrix. WRITE is enough for the idempotent producer; both imply DESCRIBE."""
    matriz: list[Acl] = []
    for tema in temas:
        matriz.append(Acl(_TEMA, tema.nombre, _LITERAL, f"User:{tema.dueno}", "*", _ESCRIBIR))
        matriz += [
            Acl(_TEMA, tema.nombre, _LITERAL, f"User:{lector}", "*", _LEER) for lector in tema.consumidores
        ]
    for lector in sorted({c for tema in temas for c in tema.consumidores}):
        matriz.append(Acl(_GRUPO, f"{lector}-", _PREFIJO, f"User:{lector}", "*", _LEER))
    return matriz


def _nuevo(tema: Tema, brokers: int) -> NewTopic:
    replicas, minimo = (3, 2) if brokers >= 3 else (1, 1)
    retencion = -1 if tema.retencion_dias is None else tema.retencion_dias * _MS_DIA
    configuracion = {
        "retention.ms": str(retencion),
        "min.insync.replicas": str(minimo),
        "cleanup.policy": "delete",
        "compression.type": "producer",
    }
    return NewTopic(tema.nombre, tema.particiones, replicas, topic_configs=configuracion)


def administrador(perfil: Perfil) -> AIOKafkaAdminClient:
    """An admin client with the rights of ``admin``; not started."""
    return AIOKafkaAdminClient(
        bootstrap_servers=perfil.kafka,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username="admin",
        sasl_plain_password=perfil.secreto("kafka", "admin"),
    )


async def _conectado(perfil: Perfil) -> AIOKafkaAdminClient:
    """The port opens a moment before the broker answers: tries for half a minute."""
    for _ in range(60):
        cliente = administrador(perfil)
        try:
            await cliente.start()
            vivos = (await cliente.describe_cluster())["brokers"]
            if len(vivos) >= perfil.brokers:
                return cliente
        except KafkaConnectionError:
            pass
        await cliente.close()
        await asyncio.sleep(0.5)
    raise ConnectionError(f"Kafka does not answer at {perfil.kafka}")


async def preparar(perfil: Perfil) -> None:
    """Creates missing topics and ACLs. Raises KafkaError when one is refused."""
    cliente = await _conectado(perfil)
    try:
        existentes = set(await cliente.list_topics())
        nuevos = [_nuevo(t, perfil.brokers) for t in TEMAS if t.nombre not in existentes]
        if nuevos:
            respuesta = await cliente.create_topics(nuevos)
            for _, codigo, *_ in respuesta.topic_errors:
                if codigo not in (0, TopicAlreadyExistsError.errno):
                    raise for_code(codigo)()
        creadas = await cliente._send_to_controller(_CrearAcls(acls()))  # noqa: SLF001  aiokafka has no ACL method
        for codigo, _ in creadas.creation_responses:
            if codigo:
                raise for_code(codigo)()
    finally:
        await cliente.close()
