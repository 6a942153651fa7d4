"""`icsoe-sim`: a group of commands per outsider we do without; a group is a module with an `app`."""

import sys
from importlib import import_module
from importlib.util import find_spec

import typer

GRUPOS = {
    "ca": "icsoe_sim.ca",
    "efirma": "icsoe_sim.efirma",
    "ocsp": "icsoe_sim.ocsp",
    "correo": "icsoe_sim.correo",
    "padron": "icsoe_sim.padron",
}


def armar(argumentos: list[str]) -> typer.Typer:
    """The application with the group that `argumentos` names, or all: no group pays for others' imports."""
    app = typer.Typer(
        name="icsoe-sim",
        help="Simuladores de PRUEBA: autoridad certificadora y su OCSP, e.firmas, buzón de correo y padrón.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def raiz() -> None:  # pyright: ignore[reportUnusedFunction]
        """Simuladores de PRUEBA: nada de lo que producen tiene validez."""

    pedido = argumentos[0] if argumentos else ""
    grupos = {pedido: GRUPOS[pedido]} if pedido in GRUPOS else GRUPOS
    for nombre, modulo in grupos.items():
        if find_spec(modulo) is not None:
            app.add_typer(import_module(modulo).app, name=nombre)
    return app


def main() -> None:
    """Entry point of the `icsoe-sim` command."""
    armar(sys.argv[1:])()
