"""``icsoe-deploy``: what the Makefile calls. Messages for the person at the keyboard are Spanish."""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from . import gestor, perfil, piezas
from .rutas import RAIZ, Aviso

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Nombre = Annotated[str, typer.Option("--perfil", help="Qué plataforma: su estado vive en var/<perfil>.")]
Brokers = Annotated[int | None, typer.Option(help="Brokers de Kafka: 1 o 3.")]


def _existente(nombre: str) -> perfil.Perfil:
    hallado = perfil.existente(nombre)
    if hallado is None:
        raise Aviso(f"No hay una plataforma «{nombre}»; créala con «make up».")
    return hallado


def _al_margen(linea: str) -> None:
    typer.echo(f"# {linea}", err=True)


@app.command()
def instalar(solo_web: bool = False, pruebas: bool = False) -> None:
    """Instala las piezas que faltan en ~/.cache/icsoe y construye la interfaz web."""
    from . import construccion

    if solo_web:
        construccion.paquetes_web(piezas.decir_en_pantalla)
        return
    piezas.instalar(pruebas=pruebas)
    construccion.web(piezas.decir_en_pantalla)
    construccion.catalogo_postal(piezas.decir_en_pantalla)


@app.command()
def arriba(nombre: Nombre = "up", brokers: Brokers = None, base_libre: bool = False) -> None:
    """Instala lo que falte, arranca toda la plataforma, espera a que esté lista y dice sus direcciones."""
    from . import direcciones, puesta_en_marcha

    inicio = time.monotonic()
    este = perfil.abrir(nombre, brokers=brokers, base_libre=base_libre)
    puesta_en_marcha.arriba(este, piezas.decir_en_pantalla)
    typer.echo(direcciones.texto(este, time.monotonic() - inicio))


@app.command("piezas")
def arrancar_piezas(nombre: Nombre = "test", brokers: Brokers = None, aqui: bool = False) -> None:
    """Arranca solo PostgreSQL, Kafka y MinIO (ya preparados) e imprime las variables para usarlos.

    Con --aqui usa ICSOE_PUERTO_BASE (8080 si falta); si no, busca puertos libres.
    """
    este = perfil.abrir(nombre, brokers=brokers, base_libre=not aqui)
    if gestor.estados(este) is None:
        piezas.instalar(_al_margen)
        gestor.lanzar(este, solo_piezas=True)
    gestor.esperar(este, decir=_al_margen)
    for variable, valor in gestor.variables_de_prueba(este).items():
        typer.echo(f"export {variable}='{valor}'")


@app.command()
def abajo(nombre: Nombre = "up") -> None:
    """Detiene la plataforma; lo guardado queda."""
    hallado = perfil.existente(nombre)
    detenida = hallado is not None and gestor.detener(hallado)
    typer.echo("Plataforma detenida." if detenida else "La plataforma no estaba en marcha.")


@app.command()
def borrar(nombre: Nombre = "up") -> None:
    """Detiene la plataforma y borra todo lo que guarda."""
    if hallado := perfil.existente(nombre):
        gestor.borrar(hallado)
    typer.echo(f"Todo lo guardado de «{nombre}» quedó borrado.")


@app.command()
def estado(nombre: Nombre = "up") -> None:
    """Dice qué está en marcha y cuánta memoria usa; termina con 1 si algo no está listo."""
    from . import direcciones

    este = _existente(nombre)
    todos = gestor.estados(este)
    if todos is None:
        raise Aviso("La plataforma no está en marcha: «make up».")
    typer.echo(direcciones.tabla(todos))
    if not all(e.listo for e in todos if e.habilitado):
        raise typer.Exit(1)


@app.command()
def registro(parte: Annotated[str, typer.Argument()] = "", nombre: Nombre = "up") -> None:
    """Muestra y sigue el registro de una parte o de un servicio (http y worker); sin parte, los de todas."""
    carpeta = _existente(nombre).dir / "logs"
    todos = sorted(carpeta.glob("*.log"))
    archivos = [a for a in todos if not parte or a.stem == parte or a.stem.startswith(f"{parte}-")]
    if not archivos:
        nombres = {n for a in todos for n in (a.stem, a.stem.rpartition("-")[0]) if n}
        raise Aviso(f"No hay registro de «{parte}». Hay: {', '.join(sorted(nombres - {'process'}))}.")
    for archivo in archivos:
        if not archivo.read_bytes().strip():
            typer.echo(f"«{archivo.stem}» no ha escrito nada todavía.", err=True)
    typer.echo("Para terminar: Ctrl+C.", err=True)
    os.execvp("tail", ["tail", "-n", "100", "-F", *map(str, archivos)])  # noqa: S606


@app.command()
def generar(
    en: Annotated[Path, typer.Option(help="Dónde escribirlo.")] = RAIZ / "docker-compose.yml",
) -> None:
    """Escribe docker-compose.yml desde la topología."""
    from . import docker

    en.write_text(docker.texto(), encoding="utf-8")


@app.command(hidden=True)
def correr(parte: str, nombre: Nombre = "up") -> None:
    """Se convierte en una parte de la plataforma; lo llama process-compose."""
    from .correr import correr as ser  # each start pays only for what it uses

    ser(_existente(nombre), parte)


@app.command(hidden=True)
def crear(nombre: Nombre = "docker") -> None:
    """Crea secretos y llaves de PRUEBA sin arrancar nada; lo llama docker compose."""
    from . import construccion, secretos

    este = perfil.abrir(nombre)
    secretos.crear(este)
    construccion.llaves_de_prueba(este)


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
