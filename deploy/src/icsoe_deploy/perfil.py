"""One platform: its name, ports and folder of state under ``var/<perfil>``."""

import base64
import fcntl
import json
import os
import re
import socket
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .rutas import CACHE, VAR, Aviso
from .topologia import leer

BASE_NORMAL = 8080
_PRIMERA_BASE, _ULTIMA_BASE, _PASO = 20000, 32000, 100  # below the ephemeral ports of Linux


def _id_kafka() -> str:
    """A random UUID the way Kafka writes it: 22 characters of URL base64, never starting with a dash."""
    while (texto := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return texto


@dataclass(frozen=True)
class Perfil:
    """What identifies a platform for its whole life; stored as ``estado.json`` at first start."""

    nombre: str
    base: int
    brokers: int = 1
    cluster: str = field(default_factory=_id_kafka)
    directorios: tuple[str, ...] = field(default_factory=lambda: tuple(_id_kafka() for _ in range(3)))

    @property
    def dir(self) -> Path:
        return VAR / self.nombre

    @property
    def secretos(self) -> Path:
        return self.dir / "secretos"

    @property
    def socket(self) -> Path:
        """Socket of process-compose: short, because a socket's path may have 107 bytes at most."""
        return CACHE / "run" / f"{uuid.uuid5(uuid.NAMESPACE_URL, str(self.dir)).hex[:12]}.sock"

    def puerto(self, desplazamiento: int) -> int:
        return self.base + desplazamiento

    def direccion(self, desplazamiento: int) -> str:
        return f"127.0.0.1:{self.puerto(desplazamiento)}"

    @property
    def postgres(self) -> str:
        return self.direccion(leer().plataforma.postgres)

    @property
    def kafka(self) -> str:
        primero = leer().plataforma.kafka
        return ",".join(self.direccion(primero + 2 * n) for n in range(self.brokers))

    @property
    def minio(self) -> str:
        return self.direccion(leer().plataforma.minio)

    def secreto(self, principal: str, nombre: str) -> str:
        return (self.secretos / principal / nombre).read_text(encoding="utf-8").strip()

    def guardar(self) -> None:
        self.dir.mkdir(parents=True, exist_ok=True)
        (self.dir / "estado.json").write_text(json.dumps(asdict(self)), encoding="utf-8")


def existente(nombre: str) -> Perfil | None:
    """The platform ``nombre`` as it was first started, or None."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", nombre):
        raise Aviso(f"«{nombre}» no sirve como perfil: usa minúsculas, dígitos y guiones.")
    try:
        datos = json.loads((VAR / nombre / "estado.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Perfil(
        nombre, datos["base"], datos["brokers"], datos["cluster"], directorios=tuple(datos["directorios"])
    )


def abrir(nombre: str, *, brokers: int | None = None, base_libre: bool = False) -> Perfil:
    """The platform ``nombre``, created when new. A base port asked for by ICSOE_PUERTO_BASE wins.

    ``base_libre`` looks for a free range instead of 8080, so that platforms run side by side.
    """
    anterior = existente(nombre)
    pedida = os.environ.get("ICSOE_PUERTO_BASE")
    if anterior and brokers not in (None, anterior.brokers):
        raise Aviso(
            f"El perfil «{nombre}» se creó con {anterior.brokers} broker(s); "
            f"bórralo con «make reset PERFIL={nombre}» para cambiarlo."
        )
    if anterior and (pedida is None or int(pedida) == anterior.base or base_libre):
        return anterior
    cuantos = brokers or (anterior.brokers if anterior else 1)
    base = base_desocupada(cuantos) if base_libre else int(pedida or BASE_NORMAL)
    if anterior:
        perfil = Perfil(nombre, base, cuantos, anterior.cluster, anterior.directorios)
    else:
        perfil = Perfil(nombre, base, cuantos)
    perfil.guardar()
    return perfil


def puerto_ocupado(puerto: int) -> bool:
    """Whether somebody listens at 127.0.0.1:puerto (or we may not listen there)."""
    with socket.socket() as enchufe:
        enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            enchufe.bind(("127.0.0.1", puerto))
        except OSError:
            return True
    return False


def ocupados(base: int, brokers: int) -> dict[str, int]:
    """The ports of a platform at ``base`` that others hold, by part."""
    puertos = leer().puertos(brokers)
    return {parte: base + n for parte, n in puertos.items() if puerto_ocupado(base + n)}


def base_desocupada(brokers: int) -> int:
    """A base whose whole range is free and that no other process looking for one gets while we live.

    Where to begin depends on the pid, so two callers rarely meet.
    """
    bases = list(range(_PRIMERA_BASE, _ULTIMA_BASE, _PASO))
    desde = os.getpid() % len(bases)
    for base in bases[desde:] + bases[:desde]:
        apartado = _apartar(base)
        if apartado is None:
            continue
        if not ocupados(base, brokers):
            return base
        os.close(apartado)
    raise Aviso("No hay un rango de puertos libre entre 20000 y 32000: detén otras plataformas.")


def _apartar(base: int) -> int | None:
    """Marks the base as ours until the descriptor is closed or this process ends; None when it is taken.

    Its ports are bound only later, by others: until then nothing else shows that it was given away.
    """
    archivo = CACHE / "run" / f"base-{base}.lock"
    archivo.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(archivo, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
