"""Topics and ACLs from the catalogue: each topic has one writer, and readers in groups of their name."""

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code
from aiokafka.protocol.admin import CreateAclsRequest_v1
from aiokafka.protocol.api import Request, Response
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


class _CrearAcls(Request[CreateAclsRequest_v1]):
    """All ACLs in one request; aiokafka's own class carries one."""

    API_KEY = CreateAclsRequest_v1.API_KEY

    def __init__(self, acls: Sequence[Acl]) -> None:
        self._acls = acls

    def build(self, request_struct_class: type[CreateAclsRequest_v1]) -> CreateAclsRequest_v1:
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


class Administrador(AIOKafkaAdminClient):
    """The admin client, able to write ACLs, and raising what the broker refuses."""

    async def crear_temas(self, temas: Sequence[NewTopic]) -> None:
        """Creates topics; one that exists already is no error."""
        respuesta = await self.create_topics(list(temas))
        _exigir(respuesta, "topic_errors", tolerado=TopicAlreadyExistsError.errno)

    async def crear_acls(self, matriz: Sequence[Acl]) -> None:
        """Adds permissions; those that exist already stay."""
        _exigir(await self._send_to_controller(_CrearAcls(matriz)), "creation_responses")


def _exigir(respuesta: Response, lista: str, *, tolerado: int = 0) -> None:
    for resultado in respuesta.to_object()[lista]:
        if resultado["error_code"] not in (0, tolerado):
            raise for_code(resultado["error_code"])()


def administrador(perfil: Perfil) -> Administrador:
    """An admin client with the rights of ``admin``; not started."""
    return Administrador(
        bootstrap_servers=perfil.kafka,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username="admin",
        sasl_plain_password=perfil.secreto("kafka", "admin"),
    )


async def _conectado(perfil: Perfil) -> Administrador:
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
            await cliente.crear_temas(nuevos)
        await cliente.crear_acls(acls())
    finally:
        await cliente.close()
