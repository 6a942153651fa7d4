"""The ``icsoe`` command: commands to functions, errors to exit codes (docs/integradores/cli.md)."""

import json
import sys
from collections.abc import Sequence
from typing import cast

import typer
from typer.exceptions import Abort, TyperException

from icsoe.cli import acuses, certificado, confianza, generales, presentar, sesion, verificar
from icsoe.cli.espanol import Grupo, Orden, uso_incorrecto
from icsoe.errores import ErrorIcsoe, Salida


def _grupo(ayuda: str, *, sin_orden: bool = False) -> typer.Typer:
    return typer.Typer(
        cls=Grupo,
        help=ayuda,
        add_completion=False,
        no_args_is_help=not sin_orden,
        invoke_without_command=sin_orden,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


app = _grupo("ICSOE – Informativa de contratos de Servicios u Obras Especializadas.")
_presentar = _grupo("Presenta informativas.")
_acuse = _grupo("Acuses de presentación.")
_generales = _grupo("Datos generales del contratista.")
_confianza = _grupo("Raíz del sello de la institución.")
_certificado = _grupo("Certificados de e.firma.")

for orden, nombre, funcion in (
    (app, "login", sesion.login),
    (app, "logout", sesion.logout),
    (app, "acuses", acuses.acuses),
    (app, "verificar", verificar.verificar),
    (_presentar, "sin-informacion", presentar.sin_informacion),
    (_acuse, "descargar", acuses.descargar),
    (_generales, "ver", generales.ver),
    (_generales, "guardar", generales.guardar),
    (_confianza, "fijar", confianza.fijar),
    (_confianza, "ver", confianza.ver),
    (_certificado, "revisar", certificado.revisar),
):
    orden.command(nombre, cls=Orden)(funcion)
for nombre, grupo in (
    ("presentar", _presentar),
    ("acuse", _acuse),
    ("generales", _generales),
    ("confianza", _confianza),
    ("certificado", _certificado),
):
    app.add_typer(grupo, name=nombre)


def ejecutar(argumentos: Sequence[str]) -> int:
    """Runs one command line.

    Returns the exit code; errors go to standard error, as JSON when ``--json`` was asked.
    """
    try:
        salida = app(list(argumentos), prog_name="icsoe", standalone_mode=False)
        return int(salida) if isinstance(salida, int) else Salida.BIEN
    except ErrorIcsoe as error:
        return _fallar(error, "--json" in argumentos)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)
            return Salida.USO
        return _fallar(uso_incorrecto(error), "--json" in argumentos)
    except (Abort, KeyboardInterrupt, EOFError):
        typer.echo("Orden interrumpida; repetirla no duplica nada.", err=True)
        return Salida.INTERNO


def _fallar(error: ErrorIcsoe, en_json: bool) -> int:
    if en_json:
        objeto = {"codigo": error.codigo, "mensaje": error.mensaje, "remedio": error.remedio}
        typer.echo(json.dumps(objeto, ensure_ascii=False), err=True)
    else:
        typer.echo(f"Error: {error.mensaje}", err=True)
        errores = error.datos.get("errores")
        for campo, motivo in (cast(dict[str, str], errores) if isinstance(errores, dict) else {}).items():
            typer.echo(f"  {campo}: {motivo}", err=True)
        if error.remedio:
            typer.echo(f"Qué hacer: {error.remedio}", err=True)
    return error.salida


def main() -> None:
    """Entry point of the console script."""
    sys.exit(ejecutar(sys.argv[1:]))
