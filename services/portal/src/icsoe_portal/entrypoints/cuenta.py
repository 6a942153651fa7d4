"""First entry and Inicio of a contratista: Términos, Configuración (icsoe.md §7.3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from .web.direcciones import primera_pagina
from .web.guardas import exigir_csrf
from .web.pedido import Privado

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]


@rutas.get("/terminos/aceptacion", name="aceptar_terminos")
async def mostrar_terminos(p: Privado) -> Response:
    """Asked at the first entry, and again when the version changed: then what was accepted is said (D30)."""
    vigentes = await p.servicios.registry.terminos()
    contratista = await p.servicios.registry.contratista(p.sesion)
    cambiaron = contratista.terminos_version not in (None, vigentes.version)
    return p.pagina("cuenta/terminos.html", terminos=vigentes, cambiaron=cambiaron)


@rutas.post("/terminos/aceptacion", name="guardar_terminos", dependencies=CON_TOKEN)
async def aceptar_terminos(p: Privado, version: Annotated[str, Form(max_length=40)]) -> Response:
    contratista = await p.servicios.registry.aceptar_terminos(p.sesion, version)
    return p.ir_a(primera_pagina(contratista))


@rutas.get("/configuracion", name="configuracion")
async def configuracion(p: Privado) -> Response:
    return p.pagina("cuenta/configuracion.html")


@rutas.get("/inicio", name="inicio")
async def inicio(p: Privado) -> Response:
    """Opens in every state; without Generales it says what is missing."""
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.estado == "NUEVO":
        return p.ir_a("aceptar_terminos")
    return p.pagina("cuenta/inicio.html")
