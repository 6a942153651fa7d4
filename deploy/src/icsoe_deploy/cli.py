"""``icsoe-deploy``: what the Makefile calls. Messages for the person at the keyboard are Spanish."""

import asyncio
import os
from typing import Annotated

import typer

from . import gestor, perfil, piezas
from .rutas import Aviso

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Nombre = Annotated[str, typer.Option("--perfil", help="Qué plataforma: su estado vive en var/<perfil>.")]
Brokers = Annotated[int | None, typer.Option(help="Brokers de Kafka: 1 o 3.")]


def _existente(nombre: str) -> perfil.Perfil:
    hallado = perfil.existente(nombre)
    if hallado is None:
        raise Aviso(f"No hay una plataforma «{nombre}»; créala con «make up».")
    return hallado


@app.command()
def instalar() -> None:
    """Instala las piezas que faltan en ~/.cache/icsoe."""
    piezas.instalar()


@app.command("piezas")
def arrancar_piezas(nombre: Nombre = "test", brokers: Brokers = None, aqui: bool = False) -> None:
    """Arranca solo PostgreSQL, Kafka y MinIO (ya preparados) e imprime las variables para usarlos.

    Con --aqui usa ICSOE_PUERTO_BASE (8080 si falta); si no, busca puertos libres.
    """
    este = perfil.abrir(nombre, brokers=brokers, base_libre=not aqui)
    if gestor.estados(este) is None:
        piezas.instalar(lambda linea: typer.echo(f"# {linea}", err=True))
        gestor.lanzar(este, solo_piezas=True)
    gestor.esperar(este, decir=lambda linea: typer.echo(f"# {linea}", err=True))
    for variable, valor in gestor.variables_de_prueba(este).items():
        typer.echo(f"export {variable}='{valor}'")


@app.command()
def abajo(nombre: Nombre = "up") -> None:
    """Detiene la plataforma."""
    typer.echo("Plataforma detenida." if gestor.detener(_existente(nombre)) else "No estaba en marcha.")


@app.command()
def borrar(nombre: Nombre = "up") -> None:
    """Detiene la plataforma y borra todo lo que guarda."""
    if hallado := perfil.existente(nombre):
        gestor.borrar(hallado)
    typer.echo(f"Perfil «{nombre}» borrado.")


@app.command(hidden=True)
def correr(parte: str, nombre: Nombre = "up") -> None:
    """Se convierte en una parte de la plataforma; lo llama process-compose."""
    from .correr import correr as ser  # each start pays only for what it uses

    ser(_existente(nombre), parte)


@app.command(hidden=True)
def preparar(nombre: Nombre = "up") -> None:
    """Crea usuarios, temas, permisos, cubetas, bases y tablas; lo llama process-compose."""
    from .preparar.todo import preparar as preparar_todo

    asyncio.run(preparar_todo(_existente(nombre), prueba=os.environ.get("ICSOE_MODO", "prueba") == "prueba"))


def main() -> None:
    """Runs a command; what the person can mend is one line and exit status 1."""
    try:
        app()
    except Aviso as aviso:
        typer.echo(f"icsoe: {aviso}", err=True)
        raise SystemExit(1) from None
