"""What the bench prints and writes: the table, docs/benchmarks.md and build/bench.json."""

import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

RAIZ = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cifra:
    """One measured number; ``rival`` is the named rival's in the same run, ``meta`` the goal as text."""

    nombre: str
    valor: float
    unidad: str
    meta: str = ""
    rival: float | None = None

    @property
    def razon(self) -> float | None:
        """value / rival."""
        return None if not self.rival else self.valor / self.rival


def maquina() -> str:
    """The machine in one line."""
    modelo = next(
        (linea.split(":")[1].strip() for linea in Path("/proc/cpuinfo").read_text().splitlines()
         if linea.startswith("model name")),
        platform.machine(),
    )  # fmt: skip
    memoria = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} × {modelo}, {memoria:.0f} GiB, CPython {platform.python_version()}"


def tabla(cifras: Sequence[Cifra]) -> str:
    """The numbers as a Markdown table."""
    filas = ["| measure | value | unit | goal | rival | ratio |", "|---|---:|---|---|---:|---:|"]
    for c in cifras:
        rival = "" if c.rival is None else f"{c.rival:,.1f}"
        razon = "" if c.razon is None else f"{c.razon:.1f}"
        filas.append(f"| {c.nombre} | {c.valor:,.1f} | {c.unidad} | {c.meta} | {rival} | {razon} |")
    return "\n".join(filas)


def escribir(cifras: Sequence[Cifra], notas: str) -> None:
    """Writes both files; ``notas`` is Markdown that follows the table."""
    (RAIZ / "build").mkdir(exist_ok=True)
    datos = {
        c.nombre: {"value": c.valor, "unit": c.unidad, "rival": c.rival, "ratio": c.razon} for c in cifras
    }
    (RAIZ / "build" / "bench.json").write_text(json.dumps(datos, indent=2, ensure_ascii=False) + "\n")
    (RAIZ / "docs" / "benchmarks.md").write_text(
        f"# Benchmarks\n\nWritten by `make bench`; measured on {maquina()}.\n"
        "The load generator shares the machine; its CPU is not in the figures per filing.\n\n"
        f"{tabla(cifras)}\n\n{notas}\n"
    )
