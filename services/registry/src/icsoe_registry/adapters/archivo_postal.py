"""The two files a postal catalogue comes in: ours, which icsoe_deploy makes, and the official one."""

import csv
import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_CP = re.compile(r"\d{5}")
_COLUMNAS = (
    "codigo_postal", "clave", "colonia", "tipo", "clave_municipio", "municipio", "clave_estado", "estado",
)  # fmt: skip
_OFICIALES = {
    "codigo_postal": "d_codigo",
    "clave": "id_asenta_cpcons",
    "colonia": "d_asenta",
    "tipo": "d_tipo_asenta",
    "clave_municipio": "c_mnpio",
    "municipio": "D_mnpio",
    "clave_estado": "c_estado",
    "estado": "d_estado",
}


class ArchivoPostalInvalido(ValueError):
    """Not a catalogue we know; the message, in Spanish, says where it stops being one."""


@dataclass(frozen=True)
class Renglon:
    """One colonia. ``tipo`` empty when the file does not say it."""

    codigo_postal: str
    clave: str
    colonia: str
    tipo: str
    clave_municipio: str
    municipio: str
    clave_estado: str
    estado: str


@dataclass(frozen=True)
class ArchivoPostal:
    """A whole catalogue, read and checked. ``huella``: SHA-256 of the file's bytes, hexadecimal."""

    huella: str
    oficial: bool
    renglones: tuple[Renglon, ...]


def leer(ruta: Path) -> ArchivoPostal:
    """Our ``.tsv.gz`` or the official text file (``|``, Latin-1). Raises ArchivoPostalInvalido, OSError."""
    crudo = ruta.read_bytes()
    huella = hashlib.sha256(crudo).hexdigest()
    oficial = ruta.suffix != ".gz"
    try:
        texto = crudo.decode("latin-1") if oficial else gzip.decompress(crudo).decode()
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError):
        raise ArchivoPostalInvalido(f"{ruta.name} está dañado") from None
    lector = _oficiales(texto) if oficial else csv.DictReader(texto.splitlines(), delimiter="\t")
    renglones = tuple(_validos(lector, _OFICIALES if oficial else {c: c for c in _COLUMNAS}))
    if not renglones:
        raise ArchivoPostalInvalido(f"{ruta.name} no tiene colonias")
    if len({(r.codigo_postal, r.clave) for r in renglones}) != len(renglones):
        raise ArchivoPostalInvalido(f"{ruta.name} repite una colonia")
    return ArchivoPostal(huella, oficial, renglones)


def _oficiales(texto: str) -> Iterable[Mapping[str, str]]:
    """Its first line is a notice; the second names the columns."""
    lineas = texto.splitlines()
    inicio = next((i for i, linea in enumerate(lineas[:5]) if linea.startswith("d_codigo|")), None)
    if inicio is None:
        raise ArchivoPostalInvalido("no es el archivo de códigos postales: falta el renglón «d_codigo|…»")
    return csv.DictReader(lineas[inicio:], delimiter="|", quoting=csv.QUOTE_NONE)


def _validos(filas: Iterable[Mapping[str, str]], nombres: Mapping[str, str]) -> Iterator[Renglon]:
    for numero, fila in enumerate(filas, 1):
        try:
            renglon = Renglon(**{propio: fila[ajeno].strip() for propio, ajeno in nombres.items()})
        except (KeyError, AttributeError):
            raise ArchivoPostalInvalido(f"al renglón {numero} le faltan columnas") from None
        if not _CP.fullmatch(renglon.codigo_postal) or not renglon.colonia or not renglon.clave:
            raise ArchivoPostalInvalido(f"el renglón {numero} no tiene código postal o colonia")
        yield renglon
