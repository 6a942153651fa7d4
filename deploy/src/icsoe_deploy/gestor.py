"""Starts, asks and stops the process manager of one platform (process-compose, over a Unix socket)."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from . import perfil as perfiles
from . import piezas, procesos, secretos
from .perfil import Perfil
from .piezas import Decir, decir_en_pantalla
from .rutas import Aviso

PLAZO_PUERTOS = 10.0
_PLAZO_ARRANQUE = 600.0  # a busy machine is slow, not broken; a part that dies is told at once
_REINICIOS_TOLERADOS = 4


@dataclass(frozen=True)
class Estado:
    """One process as the manager sees it. ``listo``: its probe answers, or it ended well."""

    nombre: str
    estado: str
    listo: bool
    reinicios: int
    salida: int
    pid: int

    @property
    def habilitado(self) -> bool:
        return self.estado != "Disabled"

    def perdido(self, antes: int = 0) -> bool:
        """Whether waiting helps no more. ``antes``: how often it had been restarted when that began."""
        terminado = self.estado in ("Completed", "Skipped", "Error")
        return (terminado and not self.listo) or self.reinicios - antes > _REINICIOS_TOLERADOS


def _pedir(perfil: Perfil, metodo: str, ruta: str, *, plazo: float = 10) -> Any:
    transporte = httpx.HTTPTransport(uds=str(perfil.socket))
    with httpx.Client(transport=transporte, base_url="http://pc", timeout=plazo) as cliente:
        return cliente.request(metodo, ruta).raise_for_status().json()


def _estado(dato: dict[str, Any]) -> Estado:
    terminado_bien = dato["status"] == "Completed" and dato["exit_code"] == 0
    listo = terminado_bien or (dato["is_running"] and dato["is_ready"] == "Ready")
    return Estado(dato["name"], dato["status"], listo, dato["restarts"], dato["exit_code"], dato["pid"])


def estados(perfil: Perfil) -> list[Estado] | None:
    """All processes by name, or None when the platform is not running."""
    try:
        datos = _pedir(perfil, "GET", "/processes")["data"]
    except (httpx.HTTPError, OSError):
        return None
    return sorted((_estado(d) for d in datos), key=lambda e: e.nombre)


def _pid(perfil: Perfil) -> int | None:
    """The manager's pid while it lives; a recycled number does not count."""
    try:
        numero = int((perfil.dir / "process-compose.pid").read_text())
        if "process-compose" in " ".join(psutil.Process(numero).cmdline()):
            return numero
    except (FileNotFoundError, ValueError, psutil.Error):
        pass
    return None


def _exigir_puertos_libres(perfil: Perfil) -> None:
    limite = time.monotonic() + PLAZO_PUERTOS  # what a killed manager left behind needs a moment to end
    while tomados := perfiles.ocupados(perfil.base, perfil.brokers):
        if time.monotonic() > limite:
            cuales = ", ".join(f"{puerto} ({parte})" for parte, puerto in sorted(tomados.items()))
            otra = perfil.base + 10000 if perfil.base < 50000 else 18080
            raise Aviso(
                f"Otro programa ocupa puertos que necesitamos: {cuales}. "
                f"Ciérralo, o usa otros: ICSOE_PUERTO_BASE={otra} make up"
            )
        time.sleep(0.2)


def lanzar(perfil: Perfil, *, solo_piezas: bool, con_quien_llama: bool = False) -> None:
    """Starts the manager with the platform's processes. Raises Aviso when a port is taken.

    ``con_quien_llama``: the platform ends when the calling process does, however that ends.
    """
    if pid := _pid(perfil):
        os.kill(pid, signal.SIGKILL)  # it lives but does not answer; its children end with it
    _exigir_puertos_libres(perfil)
    secretos.crear(perfil)
    (perfil.dir / "logs").mkdir(parents=True, exist_ok=True)
    archivo = procesos.archivo(perfil)
    archivo.write_text(procesos.texto(perfil, solo_piezas=solo_piezas), encoding="utf-8")
    perfil.socket.parent.mkdir(parents=True, exist_ok=True)
    perfil.socket.unlink(missing_ok=True)
    orden = [str(piezas.programa("process-compose")), "-U", "-u", str(perfil.socket), "-L"]
    orden += [str(perfil.dir / "logs" / "process-compose.log"), "-f", str(archivo), "up", "-t=false"]
    orden += ["--keep-project", "--ordered-shutdown", "--disable-dotenv"]
    if con_quien_llama:
        orden = ["setpriv", "--pdeathsig", "TERM", *orden]
    with (perfil.dir / "logs" / "salida.log").open("wb") as salida:
        proceso = subprocess.Popen(
            orden,
            stdin=subprocess.DEVNULL,
            stdout=salida,
            stderr=salida,
            start_new_session=True,
            cwd=perfil.dir,
        )
    (perfil.dir / "process-compose.pid").write_text(str(proceso.pid))


def encender(perfil: Perfil, nombres: Iterable[str]) -> None:
    """Starts processes that were left disabled or were stopped."""
    for nombre in nombres:
        _pedir(perfil, "POST", f"/process/start/{nombre}")


def apagar(perfil: Perfil, nombres: Iterable[str]) -> None:
    """Stops processes, one after the other, until they are started again."""
    for nombre in nombres:
        _pedir(perfil, "PATCH", f"/process/stop/{nombre}", plazo=60)


def _cola(archivo: Path, lineas: int = 6) -> str:
    try:
        texto = archivo.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return "(sin registro)"
    return "\n".join(f"    {linea}" for linea in texto.splitlines()[-lineas:])


def esperar(perfil: Perfil, *, decir: Decir = decir_en_pantalla, plazo: float = _PLAZO_ARRANQUE) -> None:
    """Waits until every enabled process is ready, telling each one. Raises Aviso with the log's end."""
    dichos: set[str] = set()
    antes: dict[str, int] = {}
    limite = time.monotonic() + plazo
    while True:
        todos = [e for e in estados(perfil) or [] if e.habilitado]
        for estado in todos:
            if estado.listo and estado.nombre not in dichos:
                dichos.add(estado.nombre)
                decir(f"✓ {estado.nombre}")
        if todos and all(e.listo for e in todos):
            return
        perdidos = [e for e in todos if e.perdido(antes.setdefault(e.nombre, e.reinicios))]
        if perdidos or time.monotonic() > limite:
            propios = [e for e in perdidos if e.estado != "Skipped"]  # the rest only waited for these
            culpables = propios or perdidos or [e for e in todos if not e.listo]
            colas = [f"  {e.nombre}:\n{_cola(perfil.dir / 'logs' / (e.nombre + '.log'))}" for e in culpables]
            raise Aviso("No arrancó todo. Lo último que dijo cada parte:\n" + "\n".join(colas))
        time.sleep(0.1)


def detener(perfil: Perfil) -> bool:
    """Stops the platform in reverse order of dependency. False when it was not running."""
    pid = _pid(perfil)
    if pid is None:
        return False
    try:
        _pedir(perfil, "POST", "/project/stop", plazo=60)
    except (httpx.HTTPError, OSError):
        os.kill(pid, signal.SIGTERM)
    limite = time.monotonic() + 60
    while _pid(perfil) == pid and time.monotonic() < limite and not _zombi(pid):
        time.sleep(0.05)
    if _pid(perfil) == pid and not _zombi(pid):
        os.kill(pid, signal.SIGKILL)
    perfil.socket.unlink(missing_ok=True)
    (perfil.dir / "process-compose.pid").unlink(missing_ok=True)
    return True


def _zombi(pid: int) -> bool:
    """Whether it ended but its parent (we, in a test session) has not asked for its exit status yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def borrar(perfil: Perfil) -> None:
    """Stops the platform and removes all it holds: databases, topics, objects, secrets."""
    detener(perfil)
    shutil.rmtree(perfil.dir, ignore_errors=True)


def variables_de_prueba(perfil: Perfil) -> dict[str, str]:
    """What tests need to reach the running parts."""
    clave = perfil.secreto("postgres", "clave")
    return {
        "ICSOE_PG_ADMIN": f"postgresql://postgres:{clave}@{perfil.postgres}/postgres",
        "ICSOE_KAFKA": perfil.kafka,
        "ICSOE_MINIO": perfil.minio,
        "ICSOE_PRUEBA_ESTADO": str(perfil.dir),
    }
