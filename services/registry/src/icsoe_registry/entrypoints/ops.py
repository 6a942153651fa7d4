"""``icsoe-ops registry …``: what an operator does by hand."""

from collections.abc import Callable, Coroutine
from typing import Any

import typer
from icsoe_chassis.ports import Reloj, Uow

from ..application.ports import Lecturas, Trabajo
from ..application.republicar import republicar as republicar_todos


def ordenes(
    lecturas: Lecturas, uow: Uow[Trabajo], reloj: Reloj, correr: Callable[[Coroutine[Any, Any, int]], int]
) -> typer.Typer:
    """The commands; ``correr`` runs a coroutine where the resources are open."""
    app = typer.Typer(help="Contratistas.", no_args_is_help=True)

    @app.callback()
    def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
        """Contratistas."""

    @app.command()
    def republicar() -> None:  # pyright: ignore[reportUnusedFunction]
        """Publica de nuevo el estado de todos los contratistas, para un consumidor nuevo."""
        typer.echo(f"{correr(republicar_todos(lecturas, uow, reloj))} contratistas publicados de nuevo")

    return app
