"""`icsoe-sim padron`: the tax authority's register as far as we need it, RFC → name and kind of person."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from icsoe_dominio.texto import ValorInvalido
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .contribuyentes import Padron

app = typer.Typer(help="Padrón de contribuyentes de PRUEBA.")


def crear_padron(padron: Padron) -> Starlette:
    """GET ``/contribuyentes/{rfc}`` → Contribuyente, 404 when unknown, 422 when it is no RFC."""

    def contribuyente(peticion: Request) -> Response:
        try:
            hallado = padron.buscar(peticion.path_params["rfc"])
        except ValorInvalido as error:
            return JSONResponse({"detail": error.motivo}, 422)
        if hallado is None:
            return JSONResponse({"detail": "El RFC no está en el padrón de PRUEBA."}, 404)
        return JSONResponse(asdict(hallado))

    return Starlette(routes=[Route("/contribuyentes/{rfc}", contribuyente)])


Puerto = Annotated[int, typer.Option(envvar=["ICSOE_PADRON_PUERTO", "ICSOE_PUERTO"], help="Puerto HTTP.")]
CarpetaCa = Annotated[Path, typer.Option(envvar="ICSOE_PADRON_CA", help="Carpeta de la autoridad simulada.")]
Host = Annotated[str, typer.Option(envvar="ICSOE_ESCUCHA", help="Dirección en que escucha.")]


@app.callback(invoke_without_command=True)
def padron(puerto: Puerto, ca: CarpetaCa = Path("var/up/ca"), host: Host = "127.0.0.1") -> None:
    """Contesta quién tiene un RFC: contribuyentes sintéticos y los de las e.firmas emitidas aquí."""
    uvicorn.run(crear_padron(Padron(ca)), host=host, port=puerto, log_level="warning", access_log=False)
