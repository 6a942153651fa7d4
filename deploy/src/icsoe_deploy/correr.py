"""Becomes one part of the platform: makes its state when new, then replaces this process by the part itself.

Process ids are thus the parts' own, and nothing of ours stays in memory.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from . import kafka, piezas
from .perfil import Perfil
from .rutas import Aviso
from .topologia import leer

_SIN_ROOT = ("unshare", "-U", "--map-user=1000", "--map-group=1000")


def _sin_privilegios(carpeta: Path) -> Sequence[str]:
    """Prefix for programs that refuse to run as root (initdb, postgres); empty when we are somebody else."""
    if os.geteuid() != 0:
        return ()
    if subprocess.run([*_SIN_ROOT, "true"], capture_output=True, check=False).returncode == 0:
        return _SIN_ROOT
    carpeta.mkdir(parents=True, exist_ok=True)
    for ruta in (carpeta, *carpeta.rglob("*")):
        os.chown(ruta, 65534, 65534)
    return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def _ser(orden: Sequence[str], ambiente: dict[str, str] | None = None) -> NoReturn:
    os.execvpe(orden[0], list(orden), {**os.environ, **(ambiente or {})})  # noqa: S606


def _postgres(perfil: Perfil) -> NoReturn:
    binarios, carpeta = piezas.postgres_bin(), perfil.dir / "pg"
    datos = carpeta / "datos"
    carpeta.mkdir(parents=True, exist_ok=True)
    clave = carpeta / ".clave"
    if not datos.exists():
        nuevo = carpeta / "datos.nuevo"
        shutil.rmtree(nuevo, ignore_errors=True)
        shutil.copy(perfil.secretos / "postgres" / "clave", clave)
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        prefijo = _sin_privilegios(carpeta)
        acceso = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={clave}"]
        hecho = subprocess.run(
            [*prefijo, str(binarios / "initdb"), "-D", str(nuevo), *acceso, *locale, "--no-sync"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        clave.unlink()
        if hecho.returncode != 0:
            raise Aviso(f"initdb falló: {hecho.stderr.strip().splitlines()[-1]}")
        nuevo.rename(datos)
    ajustes = {
        "listen_addresses": "127.0.0.1",
        "port": str(perfil.puerto(leer().plataforma.postgres)),
        "unix_socket_directories": "",  # all speak scram on loopback; a socket's path is limited
        "log_error_verbosity": "terse",
        "max_connections": "200",
        "password_encryption": "scram-sha-256",
        "shared_buffers": "64MB",
    }
    opciones = [parte for nombre, valor in ajustes.items() for parte in ("-c", f"{nombre}={valor}")]
    prefijo = [*_sin_privilegios(carpeta), "setpriv", "--pdeathsig", "INT"]
    _ser([*prefijo, str(binarios / "postgres"), "-D", str(datos), *opciones])


def _kafka(perfil: Perfil, numero: int) -> NoReturn:
    configuracion = kafka.preparar_broker(perfil, numero)
    _ser(["setpriv", "--pdeathsig", "TERM", *kafka.orden_broker(configuracion)])


def _minio(perfil: Perfil) -> NoReturn:
    datos = perfil.dir / "minio"
    datos.mkdir(parents=True, exist_ok=True)
    ambiente = {
        "MINIO_ROOT_USER": perfil.secreto("minio", "usuario"),
        "MINIO_ROOT_PASSWORD": perfil.secreto("minio", "clave"),
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
        "MINIO_REGION": "us-east-1",
        "MINIO_COMPRESSION_ENABLE": "off",
        "GOMEMLIMIT": "256MiB",
    }
    prefijo = ["setpriv", "--pdeathsig", "TERM"]
    orden = [str(piezas.programa("minio")), "server", "--quiet", "--address", perfil.minio, str(datos)]
    _ser([*prefijo, *orden], ambiente)


def correr(perfil: Perfil, parte: str) -> NoReturn:
    """Replaces this process by ``parte``: postgres, minio or kafka-1…kafka-3."""
    partes: dict[str, Callable[[Perfil], NoReturn]] = {"postgres": _postgres, "minio": _minio}
    if parte in partes:
        partes[parte](perfil)
    if parte.startswith("kafka-") and parte[6:].isdecimal() and 1 <= int(parte[6:]) <= perfil.brokers:
        _kafka(perfil, int(parte[6:]))
    raise Aviso(f"No hay una parte «{parte}» en este perfil.")
