"""``icsoe-ops registry …``: what an operator does by hand."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from icsoe_chassis.ports import Reloj, Uow

from ..application.ports import Lecturas, Trabajo
from ..application.republicar import republicar as republicar_todos


def ordenes(
    lecturas: Lecturas,
    uow: Uow[Trabajo],
    reloj: Reloj,
    correr: Callable[[Coroutine[Any, Any, int]], int],
    cargar_catalogo: Callable[[Path], Coroutine[Any, Any, int]],
    republicar_vinculos: Callable[[], Coroutine[Any, Any, int]],
) -> typer.Typer:
    """The commands; ``correr`` runs a coroutine where the resources are open."""
    app = typer.Typer(help="Contratistas.", no_args_is_help=True)

    @app.callback()
    def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
        """Contratistas."""

    @app.command()
    def republicar() -> None:  # pyright: ignore[reportUnusedFunction]
        """Publica de nuevo el estado de contratistas y capturistas, para un consumidor nuevo."""
        typer.echo(f"{correr(republicar_todos(lecturas, uow, reloj))} contratistas publicados de nuevo")
        typer.echo(f"{correr(republicar_vinculos())} capturistas activos publicados de nuevo")

    @app.command()
    def catalogo(archivo: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:  # pyright: ignore[reportUnusedFunction]
        """Carga el catálogo postal: el nuestro (.tsv.gz) o el archivo oficial de códigos postales (.txt)."""
        try:
            typer.echo(f"{correr(cargar_catalogo(archivo))} colonias cargadas")
        except (ValueError, OSError) as error:
            typer.echo(f"No se cargó nada: {error}.", err=True)
            raise typer.Exit(1) from None

    return app
