"""CPU time of a platform by process, from /proc: each process with all its children, also the ended ones."""

from collections import Counter

import psutil
from icsoe_deploy import gestor
from icsoe_deploy.perfil import Perfil


def raices(perfil: Perfil) -> dict[str, int]:
    """Pid of every running process of the platform, by name."""
    return {e.nombre: e.pid for e in gestor.estados(perfil) or [] if e.pid > 0 and e.estado == "Running"}


def segundos(perfil: Perfil) -> Counter[str]:
    """CPU seconds (user and system) that each process of the platform has used since it started."""
    return Counter({nombre: _del_arbol(pid) for nombre, pid in raices(perfil).items()})


def _del_arbol(pid: int) -> float:
    total = 0.0
    try:
        familia = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for proceso in familia:
        try:
            tiempos = proceso.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += tiempos.user + tiempos.system + tiempos.children_user + tiempos.children_system
    return total


def memoria_mib(perfil: Perfil) -> Counter[str]:
    """Proportional set size in MiB of each process of the platform, with its children."""
    return Counter({nombre: _pss(pid) for nombre, pid in raices(perfil).items()})


def _pss(pid: int) -> float:
    familia = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(proceso.memory_full_info().pss for proceso in familia) / 2**20
