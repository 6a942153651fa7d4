"""What a page asks about its own session (D85): how long it lasts, and to go on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header
from starlette.responses import JSONResponse

from ..application.ports import ErrorDeServicio
from ..application.vigencia import marca_de_cuenta
from .web.guardas import exigir_csrf
from .web.pedido import Abierto, Pedido

rutas = APIRouter()


@rutas.get("/sesion", name="vigencia")
async def vigencia(
    p: Abierto, cuenta: Annotated[str, Header(alias="X-ICSOE-Cuenta", max_length=64)] = ""
) -> JSONResponse:
    """A poll: it counts as no act and renews nothing.

    The token of the forms is given only to a page of the account that is signed in now: after a new login in
    another tab the page that waited goes on with it.
    """
    if p.sesion.ingreso is None:
        return JSONResponse({"estado": "terminada"})
    if cuenta != marca_de_cuenta(p.sesion):
        return JSONResponse({"estado": "otra_cuenta", "abierta": p.sesion.ingreso.cuenta})
    return JSONResponse(_viva(p))


@rutas.post("/sesion", name="prorrogar", dependencies=[Depends(exigir_csrf)])
async def prorrogar(p: Abierto) -> JSONResponse:
    """MSG-16, «Seguir trabajando»: renews at auth and counts as an act."""
    if p.sesion.ingreso is None:
        raise ErrorDeServicio.del_catalogo("sesion_expirada")
    await p.servicios.auth.renovar(p.sesion)
    p.sesion.ingreso.usada = p.ahora
    return JSONResponse(_viva(p))


def _viva(p: Pedido) -> dict[str, object]:
    ingreso = p.sesion.ingreso
    assert ingreso is not None
    limites = p.portal.limites
    return {
        "estado": "viva",
        "restan": max(0.0, limites.restan(ingreso, p.ahora).total_seconds()),
        "prorrogable": limites.prorrogable(ingreso, p.ahora),
        "csrf": p.sesion.csrf,
    }
