"""What the commands share: their options, the client with its kept session, the password that never is an
argument.
"""

import getpass
import json
import os
import re
import sys
import unicodedata
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from icsoe_dominio.calendario import CENTRO

from icsoe.almacen import Almacen, Guardado
from icsoe.archivos import motivo_de, primera_linea
from icsoe.canal import URL_LOCAL, origen_de
from icsoe.cliente import Cliente
from icsoe.efirma import EFirma
from icsoe.errores import Negada, SalidaCerrada, UsoIncorrecto
from icsoe.modelos_cuenta import ContratistaVinculado
from icsoe.paciencia import Paciencia


def _de_la_raiz(contexto: typer.Context, url: str) -> str:
    """``icsoe --url … acuses`` is ``icsoe acuses --url …``; what is written after the command wins."""
    dada: str | None = contexto.find_root().params.get("url")
    fuente = contexto.get_parameter_source("url")
    return url if dada is None or (fuente and fuente.name == "COMMANDLINE") else dada


_URL = "Dirección de la instalación."
UrlPrimero = Annotated[str | None, typer.Option("--url", help=_URL)]
Url = Annotated[str, typer.Option("--url", envvar="ICSOE_URL", help=_URL, callback=_de_la_raiz)]
CER = "Certificado de la e.firma (.cer)."
KEY = "Llave privada de la e.firma (.key); no sale de tu equipo."
Cer = Annotated[Path | None, typer.Option("--cer", help=CER)]
Key = Annotated[Path | None, typer.Option("--key", help=KEY)]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="Archivo con la contraseña; sin él, se pregunta."),
]
Json = Annotated[bool, typer.Option("--json", help="Escribe la respuesta como un objeto JSON.")]
Por = Annotated[
    str | None,
    typer.Option(
        "--contratista",
        envvar="ICSOE_CONTRATISTA",
        help="Capturista: por quién trabajas (RFC o id); si se omite, el de «icsoe contratistas usar».",
    ),
]
LOCAL = URL_LOCAL


@contextmanager
def cliente_de(url: str) -> Generator[Cliente]:
    """A client with the session kept for that origin; what changed is kept again, also after a refusal."""
    almacen = Almacen.de(origen_de(url))
    guardado, equipo = almacen.leer(), almacen.equipo()
    paciencia = Paciencia(total_s=_paciencia_s(), avisar=avisar)
    with Cliente(
        url, paciencia=paciencia, sesion=guardado.sesion, posiciones=guardado.posiciones, equipo=equipo
    ) as cliente:
        try:
            yield cliente
        finally:
            almacen.guardar(Guardado(cliente.sesion, tuple(cliente.posiciones)))
            if cliente.equipo and cliente.equipo != equipo:
                almacen.fijar_equipo(cliente.equipo)


def _paciencia_s() -> float:
    escrito = os.environ.get("ICSOE_PACIENCIA", "60")
    try:
        return float(escrito)
    except ValueError:
        raise UsoIncorrecto(
            f"ICSOE_PACIENCIA dice «{escrito}».", "Escribe cuántos segundos insistir, por ejemplo 60."
        ) from None


def abrir_efirma(cer: Path | None, key: Path | None, password_file: Path | None) -> EFirma:
    """Opens the e.firma with the password of the file, or asks for it. Raises UsoIncorrecto."""
    if cer is None or key is None:
        raise UsoIncorrecto(
            f"Falta {'--cer' if cer is None else '--key'}.", "Indica los archivos de tu e.firma."
        )
    return EFirma.abrir(cer, key, contrasena(password_file, "Contraseña de la Llave privada"))


def contrasena(archivo: Path | None, pregunta: str, opcion: str = "--password-file") -> str:
    """A secret: the file's first line, or typed unseen. Never an argument or a variable (T-14)."""
    if archivo is not None:
        return primera_linea(archivo)
    if not sys.stdin.isatty():
        raise UsoIncorrecto(f"Falta: {pregunta}.", f"Indica su archivo con {opcion}.")
    return getpass.getpass(f"{pregunta}: ")


def preguntar(pregunta: str, opcion: str) -> str:
    """Something that is no lasting secret, typed at the terminal. Raises UsoIncorrecto without one."""
    if not sys.stdin.isatty():
        raise UsoIncorrecto(f"Falta: {pregunta}.", f"Indícalo con {opcion}.")
    return input(f"{pregunta}: ").strip()


def token_de(archivo: Path | None) -> str:
    """The 43 characters of a link: its file's first line, or typed unseen; the whole link is taken too."""
    escrito = contrasena(archivo, "Enlace del correo", "--token-file").strip()
    hallado = re.search(r"(?:^|/)([A-Za-z0-9_-]{43})$", escrito)
    if hallado is None:
        raise UsoIncorrecto(
            "El texto no es el enlace de un correo de ICSOE.",
            "Copia el enlace completo del correo, o sus últimos 43 caracteres.",
        )
    return hallado[1]


def elegir_contratista(cliente: Cliente, elegido: str | None) -> None:
    """Makes a capturista's client work for ``elegido`` (RFC or id), else for the kept choice.

    Raises UsoIncorrecto when there is none, Negada when it is not one of its own.
    """
    sesion = cliente.sesion
    if sesion is None or not sesion.usuario:
        cliente.trabajar_por(elegido if elegido and _es_id(elegido) else None)
        return
    guardado = Almacen.de(cliente.origen).recuerdo(sesion.usuario).contratista_id
    if elegido is None and guardado is None:
        raise UsoIncorrecto(
            "Falta indicar por qué contratista trabajas.",
            "Elígelo con «icsoe contratistas usar RFC» o con --contratista.",
        )
    if elegido is not None and not _es_id(elegido):
        guardado = hallar_contratista(cliente, elegido).contratista_id
    cliente.trabajar_por(elegido if elegido and _es_id(elegido) else guardado)


def hallar_contratista(cliente: Cliente, elegido: str) -> ContratistaVinculado:
    """The one of RFC or id ``elegido`` that the capturista works for. Raises Negada."""
    for uno in cliente.capturista.ver().contratistas:
        if elegido.upper() == uno.rfc or elegido.lower() == uno.contratista_id:
            return uno
    raise Negada(
        f"No trabajas por el contratista «{elegido}».",
        "Consulta «icsoe contratistas»; si te invitó, usa «icsoe contratistas aceptar».",
        codigo="no_encontrado",
    )


def _es_id(texto: str) -> bool:
    try:
        UUID(texto)
    except ValueError:
        return False
    return True


def en_el_centro(iso: str | None, *, hora: bool = True) -> str:
    """An ISO instant as a person of Mexico City reads it; nothing for none."""
    if not iso:
        return ""
    instante = datetime.fromisoformat(iso).astimezone(CENTRO)
    return f"{instante:%d/%m/%Y %H:%M:%S} (hora del centro)" if hora else f"{instante:%d/%m/%Y}"


def renglones(pares: Mapping[str, object]) -> None:
    """One line for each, a dash where there is nothing."""
    for nombre, valor in pares.items():
        decir(f"{nombre}: {valor or '—'}")


def decir(texto: str) -> None:
    """One line for the person, on standard output. Raises SalidaCerrada."""
    _escribir(_sin_controles(texto))


def avisar(texto: str) -> None:
    """One line for the person that is no result, on standard error: where nobody reads it, work goes on."""
    with suppress(OSError):
        typer.echo(_sin_controles(texto), err=True)


def emitir_json(objeto: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    """Exactly one JSON value, on one line. Raises SalidaCerrada."""
    _escribir(en_json(objeto))


def en_json(objeto: Mapping[str, Any] | list[dict[str, Any]]) -> str:
    """One line of JSON, with accents; what a terminal would obey is escaped."""
    texto = json.dumps(objeto, ensure_ascii=False)
    return "".join(json.dumps(c)[1:-1] if _es_control(c) else c for c in texto)


def _escribir(texto: str) -> None:
    try:
        typer.echo(texto)
    except OSError as error:
        raise salida_cerrada(error) from None


def salida_cerrada(error: OSError) -> SalidaCerrada:
    """What is told when standard output does not take what the command had to say."""
    return SalidaCerrada(
        f"No se pudo escribir la respuesta: {motivo_de(error)}.",
        "Lo que la orden hizo, hecho está: consúltalo (por ejemplo, con «icsoe acuses») antes de repetirla.",
    )


def _sin_controles(texto: str) -> str:
    """Of a text of the server, what may reach a terminal: no escape sequences, no invisible characters."""
    return "".join(c for c in texto if c == "\n" or not _es_control(c))


def _es_control(caracter: str) -> bool:
    return unicodedata.category(caracter) in {"Cc", "Cf", "Cs"}
