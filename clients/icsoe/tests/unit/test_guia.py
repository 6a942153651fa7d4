"""What docs/integradores/cli.md prints is what the command understands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from icsoe.cli import app
from typer.core import TyperCommand, TyperGroup

GUIA = (Path(__file__).parents[4] / "docs" / "integradores" / "cli.md").read_text("utf-8")
Orden = TyperGroup | TyperCommand
DE_TODAS = {"--help", "--url"}


def _ordenes(grupo: object, camino: tuple[str, ...] = ()) -> Iterator[tuple[str, Orden]]:
    if isinstance(grupo, TyperCommand):
        yield " ".join(camino), grupo
    if not isinstance(grupo, TyperGroup):
        return
    if grupo.invoke_without_command:
        yield " ".join(camino), grupo
    for nombre, orden in grupo.commands.items():
        yield from _ordenes(orden, (*camino, nombre))


ORDENES = dict(_ordenes(typer.main.get_command(app)))


def impresas() -> list[list[str]]:
    """The command lines of the examples, as a shell would read them."""
    bloques = re.findall(r"```sh\n(.*?)```", GUIA, re.S)
    lineas = "".join(bloques).replace("\\\n", " ").splitlines()
    palabras = (shlex.split(linea, comments=True) for linea in lineas)
    return [resto for [programa, *resto] in filter(None, palabras) if programa == "icsoe"]


def opciones(orden: Orden) -> set[str]:
    return {o for p in orden.params for o in p.opts if o.startswith("--")} - DE_TODAS


def en_la_guia(camino: str) -> set[str]:
    """The options that the tables print with this command; ``a\\|b`` stands for two of them."""
    celdas = [fila.split(" | ")[0] for fila in GUIA.splitlines() if fila.startswith("| `icsoe ")]
    escritas = [escrita.replace("\\|", "|") for celda in celdas for escrita in re.findall("`([^`]+)`", celda)]
    partes = [rf"(\S+\|)?{re.escape(parte)}(\|\S+)?" for parte in camino.split()]
    suyas = [e for e in escritas if re.match(rf"icsoe {' '.join(partes)}( |$)", e)]
    assert suyas, f"la guía no nombra «icsoe {camino}»"
    if camino == "generales guardar":
        tabla = GUIA.partition("### `icsoe generales guardar`")[2].partition("\n\nLo que")[0]
        suyas = [fila.split(" | ")[0] for fila in tabla.splitlines()]
    return set(re.findall(r"--[a-z][a-z-]+", " ".join(suyas)))


@pytest.mark.parametrize("palabras", impresas(), ids=" ".join)
def test_every_printed_command_line_is_understood(palabras: list[str]) -> None:
    grupo = typer.main.get_command(app)
    while isinstance(grupo, TyperGroup) and palabras and palabras[0] in grupo.commands:
        grupo, palabras = grupo.commands[palabras[0]], palabras[1:]
    grupo.make_context("icsoe", palabras)


@pytest.mark.parametrize("camino", ORDENES)
def test_the_tables_name_every_command_with_all_its_options_and_no_other(camino: str) -> None:
    assert en_la_guia(camino) == opciones(ORDENES[camino])
