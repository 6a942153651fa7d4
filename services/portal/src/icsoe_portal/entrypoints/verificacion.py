"""The public check of an acuse (T-63): the folio alone gives the state, the QR's code the rest."""

from typing import Annotated

from fastapi import APIRouter, Path
from icsoe_dominio.folios import Folio
from icsoe_dominio.texto import ValorInvalido
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from .acuses import FolioEnRuta
from .web.pedido import Abierto

rutas = APIRouter()
AUTENTICADOR = r"^[A-Za-z0-9_-]{10,32}$"


@rutas.get("/verificar", name="verificar")
async def formulario(p: Abierto, folio: str = "") -> Response:
    """Without JavaScript the form comes back here and goes on to the folio's page."""
    limpio = folio.strip().upper()
    if not limpio:
        return p.pagina("verificar/formulario.html", folio="", falla="")
    try:
        return p.ir_a("verificar_folio", folio=str(Folio.leer(limpio)))
    except ValorInvalido as error:
        return p.pagina("verificar/formulario.html", 422, folio=limpio[:40], falla=error.motivo)


@rutas.get("/verificar/{folio}", name="verificar_folio")
async def folio(p: Abierto, folio: FolioEnRuta) -> Response:
    return await _mostrar(p, folio, None)


@rutas.get("/verificar/{folio}/{autenticador}", name="verificar_acuse")
async def acuse(
    p: Abierto, folio: FolioEnRuta, autenticador: Annotated[str, Path(pattern=AUTENTICADOR)]
) -> Response:
    return await _mostrar(p, folio, autenticador)


async def _mostrar(p: Abierto, folio: str, autenticador: str | None) -> Response:
    """The reader is a third party: an unknown folio may be all that a false document has."""
    try:
        resultado = await p.servicios.signing.verificar(folio, autenticador)
    except ErrorDeServicio as error:
        if error.codigo != "no_encontrado":
            raise
        return p.pagina("verificar/desconocido.html", 404, folio=folio)
    return p.pagina("verificar/resultado.html", resultado=resultado, con_codigo=autenticador is not None)
