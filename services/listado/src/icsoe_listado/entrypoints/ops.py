"""``icsoe-ops listado …``: what an operator does by hand."""

import getpass
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer
from icsoe_dominio.periodo import Periodo, PeriodoInexistente

from ..application.ports import Imprenta, Publicacion
from ..application.publicar_listados import PeriodoSinAbrir, PublicarListados, publicar_listados
from ..domain.renglones import archivo_de

Correr = Callable[[Coroutine[Any, Any, list[Publicacion]]], list[Publicacion]]


def ordenes(imprenta: Imprenta, correr: Correr) -> typer.Typer:
    """The commands; ``correr`` runs a coroutine where the resources are open."""
    app = typer.Typer(help="Listados públicos.", no_args_is_help=True)

    @app.callback()
    def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
        """Listados públicos."""

    @app.command()
    def publicar(  # pyright: ignore[reportUnusedFunction]
        ejercicio: Annotated[int, typer.Argument(help="Año del periodo.")],
        cuatrimestre: Annotated[int, typer.Argument(help="1, 2 o 3.")],
    ) -> None:
        """Publica LP y LII del periodo, tal como están en este momento."""
        try:
            orden = PublicarListados(Periodo(ejercicio, cuatrimestre), getpass.getuser())
            publicadas = correr(publicar_listados(orden, imprenta))
        except PeriodoInexistente:
            typer.echo(f"El periodo {ejercicio}-{cuatrimestre} no existe.", err=True)
            raise typer.Exit(2) from None
        except PeriodoSinAbrir as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(3) from None
        for publicada in publicadas:
            archivo = archivo_de(publicada.lista, publicada.periodo)
            typer.echo(
                f"{archivo}  versión {publicada.version}  {publicada.filas} renglones  "
                f"Sha 256 {publicada.xlsx.sha256.upper()}"
            )

    return app
