"""``icsoe-ops signing …``: what an operator does by hand."""

import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.ports import AlmacenObjetos
from icsoe_contracts.referencias import ReferenciaObjeto

from ..application.revisar_revocaciones import Vigilancia, revisar_revocaciones
from . import jobs

Correr = Callable[[Coroutine[Any, Any, Any]], Any]
_EVIDENCIA = """
select 'evidencias' as bucket, a.evidencia_key as key, a.evidencia_version_id as version_id,
    a.evidencia_sha256 as sha256, a.evidencia_bytes as bytes
from presentacion r join acuse a using (informativa_id) where r.folio = $1
"""


class Dictamen(Protocol):
    """What an examination found: one line each, and whether everything holds."""

    @property
    def valida(self) -> bool: ...


Perito = Callable[[bytes], Dictamen]
_Archivo = Annotated[
    Path | None, typer.Option("--archivo", help="Un archivo de evidencia, sin consultar nada.")
]


def ordenes(
    base: BaseDatos, objetos: AlmacenObjetos | None, perito: Perito, vigilancia: Vigilancia, correr: Correr
) -> typer.Typer:
    """The commands; ``perito`` examines an object of evidence and raises ValueError when it is none."""
    app = typer.Typer(help="Presentaciones y sus pruebas.", no_args_is_help=True)

    @app.command()
    def evidencia(  # pyright: ignore[reportUnusedFunction]
        folio: Annotated[str | None, typer.Argument(help="Folio de la informativa.")] = None,
        archivo: _Archivo = None,
    ) -> None:
        """Comprueba una presentación solo con la evidencia que se guardó, a su instante de recepción."""
        if (folio is None) == (archivo is None):
            typer.echo("Da un folio o --archivo.", err=True)
            raise typer.Exit(2)
        datos = archivo.read_bytes() if archivo else correr(_leer(base, objetos, folio or ""))
        if datos is None:
            typer.echo(f"Aún no hay evidencia guardada de {folio}.", err=True)
            raise typer.Exit(1)
        try:
            dictamen = perito(datos)
        except ValueError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        typer.echo(json.dumps(vars(dictamen), ensure_ascii=False, indent=2, default=str))
        typer.echo("Válida." if dictamen.valida else "NO VÁLIDA.")
        raise typer.Exit(0 if dictamen.valida else 1)

    @app.command()
    def revocaciones() -> None:  # pyright: ignore[reportUnusedFunction]
        """Pregunta ahora mismo por los certificados de las informativas «por confirmar»."""
        confirmadas, observadas = correr(_revisar(vigilancia))
        typer.echo(f"Confirmadas: {confirmadas}. Observadas: {', '.join(observadas) or 'ninguna'}.")

    return app


async def _revisar(vigilancia: Vigilancia) -> tuple[int, list[str]]:
    """Every round there is, with the alarms of the job."""
    confirmadas, observadas, sigue = 0, list[str](), None
    while True:
        vuelta = await revisar_revocaciones(sigue, vigilancia)
        jobs.anotar(vuelta)
        confirmadas += vuelta.confirmadas
        observadas += vuelta.observadas
        if (sigue := vuelta.sigue) is None:
            return confirmadas, observadas


async def _leer(base: BaseDatos, objetos: AlmacenObjetos | None, folio: str) -> bytes | None:
    fila = await base.fetchrow(_EVIDENCIA, folio)
    if fila is None or objetos is None:
        return None
    return await objetos.leer(ReferenciaObjeto(**dict(fila)))
