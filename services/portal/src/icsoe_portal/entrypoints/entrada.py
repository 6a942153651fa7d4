"""Login (icsoe.md §7.2): the choice, the e.firma key page with its three JSON posts, and Cerrar sesión."""

from contextlib import suppress

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from ..application.entrar import Entrar, entrar, pedir_reto
from ..application.ports import ErrorDeServicio
from ..application.sesion import Sesion
from .web.cabeceras import marca_de
from .web.direcciones import primera_pagina
from .web.guardas import exigir_csrf
from .web.pedido import Abierto

rutas = APIRouter()
BASE64_CERTIFICADO = 22_000


class CuerpoCertificado(BaseModel):
    """Base64 of the .cer."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    certificado: str = Field(max_length=BASE64_CERTIFICADO)


class CuerpoSesion(CuerpoCertificado):
    """The answer to a challenge."""

    reto: str = Field(max_length=4096)
    firma: str = Field(max_length=2048)
    rfc: str = Field(max_length=13)


@rutas.get("/entrar", name="entrar")
async def elegir(p: Abierto) -> Response:
    if p.sesion.ingreso is not None:
        return p.ir_a("inicio")
    return p.pagina("entrada/elegir.html")


@rutas.get("/entrar/efirma", name="entrar_efirma")
async def con_efirma(p: Abierto) -> Response:
    """Also of who is signed in: the same person again, or another one in its place."""
    return p.llave("entrada/efirma.html", abierta=p.sesion.ingreso.cuenta if p.sesion.ingreso else "")


@rutas.post("/entrar/efirma/revision", name="revisar", dependencies=[Depends(exigir_csrf)])
async def revisar(p: Abierto, cuerpo: CuerpoCertificado) -> JSONResponse:
    veredicto = await p.servicios.auth.revisar(cuerpo.certificado)
    return JSONResponse(veredicto.model_dump())


@rutas.post("/entrar/efirma/reto", name="reto", dependencies=[Depends(exigir_csrf)])
async def reto(p: Abierto) -> JSONResponse:
    nuevo = await pedir_reto(p.sesion, p.servicios)
    return JSONResponse(nuevo.model_dump())


@rutas.post("/entrar/efirma/sesion", name="abrir_sesion", dependencies=[Depends(exigir_csrf)])
async def abrir_sesion(p: Abierto, cuerpo: CuerpoSesion) -> JSONResponse:
    galletas = p.portal.galletas
    conocido = galletas.equipo_de(p.request)
    orden = Entrar(cuerpo.reto, cuerpo.certificado, cuerpo.firma, cuerpo.rfc, conocido)
    volver, apartado, antes = p.sesion.volver, p.sesion.apartado, p.sesion.ingreso
    contratista, dispositivo = await entrar(orden, p.sesion, p.servicios)
    # Who proves a CURP need be no contratista.
    puede = contratista.estado != "NUEVO" or volver == "titularidad"
    # A capturista sets nothing of a contratista aside: its own e.firma is the proof that brought it here.
    misma = (antes is None or antes.rol == "capturista" or antes.rfc == contratista.rfc) and puede
    camino, destino = p.request.app.url_path_for, primera_pagina(contratista)
    siguiente = str(camino(destino))
    if volver and misma:
        p.sesion.apartado = apartado
        vinculo_id = apartado.vinculo_id if apartado else None
        siguiente = str(camino(volver, vinculo_id=vinculo_id) if vinculo_id else camino(volver))
    respuesta = JSONResponse({"siguiente": siguiente})
    galletas.recordar_equipo(respuesta, dispositivo)
    return respuesta


@rutas.post("/salir", name="salir", dependencies=[Depends(exigir_csrf)])
async def salir(p: Abierto) -> Response:
    """Ends the session row at auth first; whatever it answers, this browser forgets."""
    if p.sesion.ingreso is not None:
        with suppress(ErrorDeServicio):
            await p.servicios.auth.salir(p.sesion)
    marca_de(p.request.scope).limpiar = True
    p.request.state.sesion = Sesion(aviso="Cerraste tu sesión.")
    return p.ir_a("entrar")
