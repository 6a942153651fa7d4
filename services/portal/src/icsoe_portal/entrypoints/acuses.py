"""Acuses de Presentación (icsoe.md §7.10)."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from .web.pedido import DeAmbito, LecturaDeAmbito

rutas = APIRouter()
FOLIO = r"^(N|SI|C|SE|AC)\d{2}\d{6,9}$"
FolioEnRuta = Annotated[str, Path(pattern=FOLIO)]
VUELTAS_MAXIMAS = 20


@rutas.get("/acuses", name="acuses")
async def bandeja(p: DeAmbito, pagina: int = 1) -> Response:
    acuses = await p.servicios.signing.acuses(p.sesion, max(1, pagina))
    return p.pagina("acuses/bandeja.html", lista=acuses)


@rutas.get("/acuses/{folio}/celda", name="celda_acuse")
async def celda(p: LecturaDeAmbito, folio: FolioEnRuta, vuelta: int = 1) -> Response:
    """The action cell of one row, asked by htmx while the acuse is being made.

    It stops after a while, so that a forgotten page does not keep the session alive.
    """
    acuse = await p.servicios.signing.acuse(p.sesion, folio)
    return p.pagina("acuses/_celda.html", acuse=acuse, vuelta=min(vuelta, VUELTAS_MAXIMAS) + 1)


@rutas.get("/acuses/{folio}/descarga", name="descargar_acuse")
async def descargar(p: LecturaDeAmbito, folio: FolioEnRuta) -> Response:
    pdf = await p.servicios.signing.acuse_pdf(p.sesion, folio)
    return p.archivo(pdf, "application/pdf", f"{folio}.pdf")
