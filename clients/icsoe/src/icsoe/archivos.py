"""Files of the user: read and written with errors in Spanish, secrets taken from files alone (T-14)."""

import errno
from pathlib import Path

from icsoe.errores import UsoIncorrecto

_MOTIVOS = {
    errno.ENOENT: "no existe",
    errno.EACCES: "no tienes permiso",
    errno.EPERM: "no tienes permiso",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "una parte de la ruta no es una carpeta",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.ENOSPC: "no hay espacio en el disco",
    errno.EROFS: "el disco es de solo lectura",
    errno.EPIPE: "el programa que la leía ya terminó",
}


def motivo_de(error: OSError) -> str:
    """What the operating system found, in Spanish: its own words are English."""
    return _MOTIVOS.get(error.errno or 0, f"error {error.errno} del sistema operativo")


def leer_bytes(archivo: Path, maximo: int | None = None) -> bytes:
    """The bytes of a file, at most ``maximo`` + 1 of them. Raises UsoIncorrecto."""
    try:
        with archivo.open("rb") as abierto:
            return abierto.read(-1 if maximo is None else maximo + 1)
    except OSError as error:
        raise UsoIncorrecto(
            f"No se puede leer el archivo «{archivo}»: {motivo_de(error)}.",
            "Revisa la ruta y sus permisos.",
            codigo="archivo_ausente" if error.errno == errno.ENOENT else "archivo_ilegible",
        ) from None


def escribir_bytes(archivo: Path, datos: bytes) -> None:
    """Raises UsoIncorrecto."""
    try:
        archivo.write_bytes(datos)
    except OSError as error:
        raise UsoIncorrecto(
            f"No se puede escribir «{archivo}»: {motivo_de(error)}.",
            "Cambia a una carpeta en la que puedas escribir.",
            codigo="archivo_no_escrito",
        ) from None


def primera_linea(archivo: Path) -> str:
    """The first line of a UTF-8 file, as typed: how passwords and tokens are given. Raises UsoIncorrecto."""
    try:
        texto = leer_bytes(archivo, 64 * 1024).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsoIncorrecto(
            f"El archivo «{archivo}» no es texto UTF-8.",
            "Guárdalo de nuevo como texto UTF-8.",
            codigo="archivo_ilegible",
        ) from None
    return texto.split("\n", 1)[0].removesuffix("\r")
