"""Counters and gauges of one process, as the text of
``/salud/metricas``. Names and labels hold no data of people.
"""

import resource
from collections import defaultdict
from collections.abc import Mapping


class Medidas:
    """``icsoe_<name>{label="…"} value`` lines; counters only grow, gauges are set."""

    def __init__(self) -> None:
        self._valores: dict[tuple[str, str], float] = defaultdict(float)

    def sumar(self, nombre: str, cuanto: float = 1, **etiquetas: str) -> None:
        self._valores[nombre, _etiquetas(etiquetas)] += cuanto

    def poner(self, nombre: str, valor: float, **etiquetas: str) -> None:
        self._valores[nombre, _etiquetas(etiquetas)] = valor

    def leer(self, nombre: str, **etiquetas: str) -> float:
        return self._valores.get((nombre, _etiquetas(etiquetas)), 0)

    def texto(self) -> str:
        uso = resource.getrusage(resource.RUSAGE_SELF)
        propias = {("cpu_segundos", ""): round(uso.ru_utime + uso.ru_stime, 3)}
        lineas = [f"icsoe_{n}{e} {v:g}" for (n, e), v in sorted({**self._valores, **propias}.items())]
        return "\n".join(lineas) + "\n"


def _etiquetas(pares: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{k}="{v}"' for k, v in sorted(pares.items())) + "}" if pares else ""


MEDIDAS = Medidas()
