"""What `make up` and `make status` print."""

from collections.abc import Sequence

import psutil

from .gestor import Estado
from .perfil import Perfil
from .sistema import Sistema

_MIB = 1024 * 1024


def texto(perfil: Perfil, segundos: float) -> str:
    """Where to go now that everything is ready."""
    sistema = Sistema(perfil)
    lineas = [
        f"ICSOE está en marcha ({segundos:.0f} s).",
        f"  Portal            {sistema.url}",
        f"  Buzón de prueba   {sistema.buzon}",
        "  Estado            make status      Registro: make logs s=signing      Detener: make down",
    ]
    return "\n".join(lineas)


def memoria(pid: int) -> int:
    """Proportional memory (PSS, bytes) of a process and its children; 0 when it is gone or not ours."""
    try:
        raiz = psutil.Process(pid)
        familia = [raiz, *raiz.children(recursive=True)]
        return sum(int(getattr(p.memory_full_info(), "pss", 0)) for p in familia)
    except psutil.Error:
        return 0


def tabla(estados: Sequence[Estado]) -> str:
    """One line per process: name, state in Spanish, restarts, memory in MiB."""
    filas: list[str] = [f"{'parte':<22}{'estado':<14}{'reinicios':>10}{'memoria':>10}"]
    suma = 0
    for estado in estados:
        if not estado.habilitado:
            continue
        pss = memoria(estado.pid) if estado.pid else 0
        suma += pss
        como = (
            "hecho"
            if estado.estado == "Completed" and estado.listo
            else "listo"
            if estado.listo
            else "espera"
        )
        filas.append(f"{estado.nombre:<22}{como:<14}{estado.reinicios:>10}{pss // _MIB:>6} MiB")
    filas.append(f"{'':<36}{'suma':>10}{suma // _MIB:>6} MiB")
    return "\n".join(filas)
