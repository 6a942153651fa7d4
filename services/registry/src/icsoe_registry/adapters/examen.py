"""Examines one PDF: ``python -m icsoe_registry.adapters.examen < file`` prints a Veredicto.

A process of its own, run only by ``revisor``, because a stranger's file is parsed here: the limits below
bound what it can take with it.
"""

import io
import logging
import re
import resource
import sys
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from icsoe_registry.domain.archivo import MAXIMO_PAGINAS, Veredicto

MEMORIA = 512 * 1_048_576
CPU_S = 5
MAXIMO_OBJETOS = 50_000
_FIN_DE_ZIP = b"PK\x05\x06"
_CLAVES_ACTIVAS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent"}
)
_ACCIONES_ACTIVAS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
    }
)
_TIPOS_ACTIVOS = frozenset(
    {"/EmbeddedFile", "/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/FileAttachment"}
)
_NOMBRES_ACTIVOS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def examinar(datos: bytes) -> Veredicto:
    """The verdict.

    Active content is anything that runs, calls out or carries a file; encrypted files are not read.
    """
    if not datos.startswith(b"%PDF-") or _es_otra_cosa(datos):
        return "ILEGIBLE"
    try:
        lector = PdfReader(io.BytesIO(datos))
        if lector.is_encrypted:
            return "CIFRADO"
        if _hay_nombre_activo(datos) or _hay_objeto_activo(lector):
            return "ACTIVO"
        paginas = len(lector.pages)
    except (
        PdfReadError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
    ):
        return "ILEGIBLE"
    except MemoryError:
        return "ILEGIBLE"
    if not paginas:
        return "ILEGIBLE"
    return "ACEPTABLE" if paginas <= MAXIMO_PAGINAS else "DEMASIADAS_PAGINAS"


def _es_otra_cosa(datos: bytes) -> bool:
    """Bytes after the end of the PDF, or a zip directory: another format hides in it."""
    _, fin, cola = datos.rpartition(b"%%EOF")
    return not fin or bool(cola.strip(b"\0\t\n\f\r ")) or _FIN_DE_ZIP in datos[-65_557:]


def _hay_nombre_activo(datos: bytes) -> bool:
    """A second look at the raw bytes, for objects that no cross-reference names; ``#xx`` escapes are
    undone.
    """
    crudo = _ESCAPE.sub(lambda hallado: bytes.fromhex(hallado[1].decode()), datos)
    return _NOMBRES_ACTIVOS.search(crudo) is not None


def _hay_objeto_activo(lector: PdfReader) -> bool:
    ids = {(numero, gen) for gen, tabla in lector.xref.items() for numero in tabla}
    ids |= {(numero, 0) for numero in lector.xref_objStm}
    if len(ids) > MAXIMO_OBJETOS:
        raise ValueError("demasiados objetos")
    if _activo(lector.trailer, 0):
        return True
    return any(_activo(IndirectObject(numero, gen, lector).get_object(), 0) for numero, gen in sorted(ids))


def _activo(nodo: Any, hondura: int) -> bool:
    """Whether this object, without following references, is or holds something active."""
    if hondura > 64:
        raise ValueError("demasiado hondo")
    if isinstance(nodo, DictionaryObject):
        if _CLAVES_ACTIVAS & nodo.keys() or str(nodo.get("/S")) in _ACCIONES_ACTIVAS:
            return True
        if str(nodo.get("/Type")) in _TIPOS_ACTIVOS or str(nodo.get("/Subtype")) in _TIPOS_ACTIVOS:
            return True
        return any(_activo(valor, hondura + 1) for valor in nodo.values())
    if isinstance(nodo, ArrayObject):
        return any(_activo(valor, hondura + 1) for valor in nodo)
    return False


def _limitar() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads stdin, writes one word. pypdf's warnings would quote the file, so they are silenced."""
    logging.disable(logging.CRITICAL)
    _limitar()
    sys.stdout.write(examinar(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
