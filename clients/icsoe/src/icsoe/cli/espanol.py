"""typer speaks English; a user of ours reads Spanish: headings of the help and messages of wrong usage."""

from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from icsoe.errores import UsoIncorrecto

_AYUDA = {
    "Usage:": "Uso:",
    "Options:": "Opciones:",
    "Commands:": "Órdenes:",
    "Arguments:": "Argumentos:",
    "[OPTIONS]": "[OPCIONES]",
    "COMMAND [ARGS]...": "ORDEN [ARGUMENTOS]...",
    "[required]": "[obligatorio]",
    "Show this message and exit.": "Muestra esta ayuda y termina.",
    "[env var:": "[variable:",
    "default:": "si se omite:",
    "<list[str]>": "<texto>",
    "<str>": "<texto>",
    "<path>": "<archivo>",
    "; required]": "; obligatorio]",
}


def _traducir(ayuda: str) -> str:
    for ingles, espanol in _AYUDA.items():
        ayuda = ayuda.replace(ingles, espanol)
    return ayuda


class Orden(TyperCommand):
    """A command whose help is Spanish."""

    def get_help(self, ctx: Any) -> str:
        return _traducir(super().get_help(ctx))


class Grupo(TyperGroup):
    """A group of commands whose help is Spanish."""

    def get_help(self, ctx: Any) -> str:
        return _traducir(super().get_help(ctx))


def uso_incorrecto(error: TyperException) -> UsoIncorrecto:
    """What typer found wrong with the command line, in Spanish."""
    contexto: Any = getattr(error, "ctx", None)
    orden = contexto.command_path if contexto is not None else "icsoe"
    remedio = f"Consulta «{orden} --help»."
    parametro: Any = getattr(error, "param", None)
    nombre = parametro.opts[0] if parametro is not None else ""
    if parametro is not None and not nombre.startswith("-"):
        nombre = nombre.upper()
    opcion = getattr(error, "option_name", "")
    if opcion == "--url":
        remedio = "Escribe --url antes de la primera palabra de la orden o después de la última."
    mensajes = {
        "MissingParameter": f"Falta {nombre}.",
        "NoSuchOption": f"No existe la opción {opcion}.",
        "BadOptionUsage": f"A la opción {opcion} le falta o le sobra su valor.",
        "BadParameter": f"El valor de {nombre} no es válido.",
    }
    return UsoIncorrecto(
        mensajes.get(type(error).__name__, "Falta la orden, no existe o le sobran argumentos."), remedio
    )
