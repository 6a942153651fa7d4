"""A Kafka broker of ours: KRaft, SCRAM towards clients and brokers, ACLs, no listener without a password.

Controllers speak SASL/PLAIN to each other: SCRAM users live in the metadata that they must first elect a
leader for, so three of them never get a vote by SCRAM (tried). That listener is on loopback, with one user.
"""

import subprocess
from pathlib import Path

from . import piezas
from .perfil import Perfil
from .rutas import Aviso
from .topologia import leer

ITERACIONES_SCRAM = 4096
_MODULOS = "org.apache.kafka.common.security"
_JAAS_SCRAM = _MODULOS + '.scram.ScramLoginModule required username="broker" password="{0}";'
_JAAS_PLAIN = (
    _MODULOS + '.plain.PlainLoginModule required username="broker" password="{0}" user_broker="{0}";'
)
_FIJOS = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "SASL_PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:SASL_PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:broker;User:admin",
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
    "delete.topic.enable": "true",
    "broker.heartbeat.interval.ms": "300",
    "broker.session.timeout.ms": "1500",  # back 5 s after a kill instead of 15
    "group.min.session.timeout.ms": "1000",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.topic.num.partitions": "8",
    "log.segment.bytes": "67108864",
    "log.index.size.max.bytes": "1048576",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "message.max.bytes": "1048576",
    "num.network.threads": "2",
    "num.io.threads": "4",
}


def _propiedades(perfil: Perfil, numero: int, carpeta: Path) -> dict[str, str]:
    primero = leer().plataforma.kafka
    cliente, control = primero + 2 * (numero - 1), primero + 2 * (numero - 1) + 1
    controles = [perfil.direccion(primero + 2 * n + 1) for n in range(perfil.brokers)]
    replicas, minimo = (3, 2) if perfil.brokers >= 3 else (1, 1)
    oyentes = f"SASL_PLAINTEXT://{perfil.direccion(cliente)}"
    clave = perfil.secreto("kafka", "broker")
    return _FIJOS | {
        "node.id": str(numero),
        "controller.quorum.bootstrap.servers": ",".join(controles),
        "listeners": f"{oyentes},CONTROLLER://{perfil.direccion(control)}",
        "advertised.listeners": f"{oyentes},CONTROLLER://{perfil.direccion(control)}",
        "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config": _JAAS_SCRAM.format(clave),
        "listener.name.controller.plain.sasl.jaas.config": _JAAS_PLAIN.format(clave),
        "log.dirs": str(carpeta / "datos"),
        "default.replication.factor": str(replicas),
        "min.insync.replicas": str(minimo),
        "offsets.topic.replication.factor": str(replicas),
        "transaction.state.log.replication.factor": str(replicas),
        "transaction.state.log.min.isr": str(minimo),
        "share.coordinator.state.topic.replication.factor": str(replicas),
        "share.coordinator.state.topic.min.isr": str(minimo),
    }


def _java(*opciones: str) -> list[str]:
    jars = sorted(str(j) for j in piezas.kafka_jars().rglob("*.jar"))
    programa = piezas.java()
    version = piezas.version_de([programa, "-version"], r'version "(\d+)')
    callar = ["--enable-native-access=ALL-UNNAMED"]
    if version >= (24,):
        callar.append("--sun-misc-unsafe-memory-access=allow")
    registro = ["-Dorg.slf4j.simpleLogger.logFile=System.out", "-Dorg.slf4j.simpleLogger.showDateTime=true"]
    registro.append("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS")
    return [programa, *opciones, *callar, *registro, "-cp", ":".join(jars)]


def preparar_broker(perfil: Perfil, numero: int) -> Path:
    """Writes the broker's settings and formats its log the first time. Returns the settings file."""
    carpeta = perfil.dir / "kafka" / str(numero)
    carpeta.mkdir(parents=True, exist_ok=True)
    archivo = carpeta / "server.properties"
    propiedades = _propiedades(perfil, numero, carpeta)
    archivo.touch(mode=0o600)
    archivo.write_text("".join(f"{k}={v}\n" for k, v in propiedades.items()), encoding="utf-8")
    if not (carpeta / "datos" / "meta.properties").exists():
        _formatear(perfil, archivo)
    return archivo


def _formatear(perfil: Perfil, archivo: Path) -> None:
    """Formats with the SCRAM users in the first metadata, so no listener is ever open without them."""
    usuarios = {u: perfil.secreto("kafka", u) for u in ("broker", "admin")}
    usuarios |= {s: perfil.secreto(s, "kafka_clave") for s in leer().servicios}
    orden = _java("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    orden += ["kafka.tools.StorageTool", "format", "-t", perfil.cluster, "-c", str(archivo)]
    if perfil.brokers == 1:
        orden.append("--standalone")
    else:
        primero = leer().plataforma.kafka
        votantes = [
            f"{n + 1}@{perfil.direccion(primero + 2 * n + 1)}:{perfil.directorios[n]}"
            for n in range(perfil.brokers)
        ]
        orden += ["--initial-controllers", ",".join(votantes)]
    for usuario, clave in usuarios.items():
        orden += [
            "--add-scram",
            f"SCRAM-SHA-512=[name={usuario},iterations={ITERACIONES_SCRAM},password={clave}]",
        ]
    hecho = subprocess.run(
        orden, capture_output=True, text=True, check=False
    )  # its output holds salts and keys
    if hecho.returncode != 0:
        raise Aviso("Kafka no pudo dar formato a su disco; usa «make reset» y repite.")


def orden_broker(configuracion: Path) -> list[str]:
    """The command line of a broker with the settings of ``configuracion``."""
    memoria = ("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
    return [*_java(*memoria), "kafka.Kafka", str(configuracion)]
