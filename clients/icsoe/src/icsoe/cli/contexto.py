"""What the commands share: their options, the client with its kept session, the password that never is an
argument.
"""

import getpass
import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from icsoe.almacen import Almacen, Guardado
from icsoe.canal import URL_LOCAL, origen_de
from icsoe.cliente import Cliente
from icsoe.efirma import EFirma
from icsoe.errores import UsoIncorrecto
from icsoe.paciencia import Paciencia

Url = Annotated[str, typer.Option("--url", envvar="ICSOE_URL", help="Dirección de la instalación.")]
Cer = Annotated[Path, typer.Option("--cer", help="Certificado de la e.firma (.cer).")]
Key = Annotated[Path, typer.Option("--key", help="Llave privada de la e.firma (.key); no sale de tu equipo.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="Archivo con la contraseña de la llave; sin él, se pregunta."),
]
Json = Annotated[bool, typer.Option("--json", help="Escribe la respuesta como un objeto JSON.")]
LOCAL = URL_LOCAL


@contextmanager
def cliente_de(url: str) -> Generator[Cliente]:
    """A client with the session kept for that origin; what changed is kept again, also after a refusal."""
    almacen = Almacen.de(origen_de(url))
    guardado = almacen.leer()
    paciencia = Paciencia(total_s=_paciencia_s(), avisar=avisar)
    with Cliente(url, paciencia=paciencia, sesion=guardado.sesion, posiciones=guardado.posiciones) as cliente:
        try:
            yield cliente
        finally:
            almacen.guardar(Guardado(cliente.sesion, tuple(cliente.posiciones)))


def _paciencia_s() -> float:
    escrito = os.environ.get("ICSOE_PACIENCIA", "60")
    try:
        return float(escrito)
    except ValueError:
        raise UsoIncorrecto(
            f"ICSOE_PACIENCIA dice «{escrito}».", "Escribe cuántos segundos insistir, por ejemplo 60."
        ) from None


def abrir_efirma(cer: Path, key: Path, password_file: Path | None) -> EFirma:
    """Opens the e.firma with the password of the file, or asks for it."""
    return EFirma.abrir(cer, key, contrasena(password_file))


def contrasena(archivo: Path | None) -> str:
    """The password: the file's first line, or typed unseen. Never an argument or a variable (T-14)."""
    if archivo is None:
        if not sys.stdin.isatty():
            raise UsoIncorrecto("Falta la contraseña de la llave.", "Indica su archivo con --password-file.")
        return getpass.getpass("Contraseña de la Llave privada: ")
    try:
        texto = archivo.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsoIncorrecto(
            f"No se puede leer el archivo de la contraseña «{archivo}».",
            "Revisa la ruta y que sea texto UTF-8.",
        ) from None
    return texto.split("\n", 1)[0].removesuffix("\r")


def decir(texto: str) -> None:
    """One line for the person, on standard output."""
    typer.echo(texto)


def avisar(texto: str) -> None:
    """One line for the person that is no result, on standard error."""
    typer.echo(texto, err=True)


def emitir_json(objeto: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    """Exactly one JSON value, on one line."""
    typer.echo(json.dumps(objeto, ensure_ascii=False))
