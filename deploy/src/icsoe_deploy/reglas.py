"""The house rules that no linter knows: sizes, names, who may open a pool, no address of a registry.

``python -m icsoe_deploy.reglas`` prints one line per breach and ends with 1 when there is any.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .rutas import RAIZ

LINEAS_ARCHIVO = 400
LINEAS_FUNCION = 40
_CODIGO = frozenset({".py", ".ts", ".mjs", ".css", ".sh"})
_NOMBRES_VAGOS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff"})
# Written in two halves, so that this file passes its own rule.
_REGISTROS = re.compile(
    "|".join(
        re.escape(a + b)
        for a, b in (
            ("pypi.", "org"),
            ("pythonhosted.", "org"),
            ("registry.", "npmjs"),
            ("npmjs.", "org"),
            ("proxy.", "golang"),
            ("repo1.", "maven"),
            ("repo.", "maven"),
        )
    )
)
_RUTAS_DE_MAQUINA = re.compile("(?<![\\w.])/(?:wo" + "rk|ro" + "ot|fa" + "rm)/")
_POZO = re.compile(r"\bcreate_pool\(")


def _lineas_de_codigo(funcion: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last one, without the docstring."""
    total = (funcion.end_lineno or funcion.lineno) - funcion.lineno + 1
    primera = funcion.body[0]
    if isinstance(primera, ast.Expr) and isinstance(primera.value, ast.Constant):
        total -= (primera.end_lineno or primera.lineno) - primera.lineno + 1
    return total


def _de_python(ruta: str, texto: str) -> Iterator[str]:
    for nodo in ast.walk(ast.parse(texto, ruta)):
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef):
            largo = _lineas_de_codigo(nodo)
            if largo > LINEAS_FUNCION:
                yield f"{ruta}:{nodo.lineno}: {nodo.name} has {largo} lines, at most {LINEAS_FUNCION}"
    if _POZO.search(texto) and not ruta.startswith(("libs/chassis/", "deploy/src/icsoe_deploy/reglas")):
        yield f"{ruta}: only the chassis opens a connection pool"


def faltas(ruta: str, texto: str) -> Iterator[str]:
    """What is wrong with the file ``ruta`` (relative to the checkout) of content ``texto``."""
    camino = PurePosixPath(ruta)
    if camino.suffix in _CODIGO:
        lineas = len(texto.splitlines())
        if lineas > LINEAS_ARCHIVO:
            yield f"{ruta}: {lineas} lines, at most {LINEAS_ARCHIVO}"
        vagos = {camino.stem, *camino.parts[:-1]} & _NOMBRES_VAGOS
        if vagos:
            yield f"{ruta}: a name must say what is inside, not «{vagos.pop()}»"
    if camino.suffix == ".py":
        yield from _de_python(ruta, texto)
    if _REGISTROS.search(texto):
        yield f"{ruta}: names the address of a package registry"
    if _RUTAS_DE_MAQUINA.search(texto):
        yield f"{ruta}: names a folder of one machine"


def _archivos() -> Iterator[str]:
    """Every file git knows or would add."""
    orden = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    salida = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=True).stdout
    yield from sorted(p for p in salida.split("\0") if p and (RAIZ / p).is_file())


def _leer(ruta: Path) -> str | None:
    try:
        return ruta.read_text(encoding="utf-8")
    except UnicodeDecodeError:  # an image, a certificate
        return None


def main() -> int:
    """Checks the whole tree; the exit status."""
    halladas = [
        falta
        for ruta in _archivos()
        if (texto := _leer(RAIZ / ruta)) is not None
        for falta in faltas(ruta, texto)
    ]
    sys.stdout.write("".join(f"{f}\n" for f in halladas))
    return 1 if halladas else 0


if __name__ == "__main__":
    raise SystemExit(main())
