"""Pages with our own text: help, questions, notices (texts.md §4)."""

from fastapi import APIRouter
from icsoe_dominio.negativas import catalogo
from starlette.responses import Response

from .preguntas import buscar, preguntas_frecuentes
from .web.pedido import Abierto

rutas = APIRouter()
LARGO_BUSQUEDA = 100


@rutas.get("/preguntas-frecuentes", name="preguntas")
async def preguntas(p: Abierto) -> Response:
    return p.publica("micrositio/preguntas.html", grupos=preguntas_frecuentes())


@rutas.get("/centro-de-ayuda", name="ayuda")
async def ayuda(p: Abierto, q: str = "") -> Response:
    """Searches questions and messages; the words searched are not kept."""
    busqueda = q.strip()[:LARGO_BUSQUEDA]
    halladas = buscar(busqueda) if busqueda else []
    codigos = [c for c in catalogo().values() if busqueda and busqueda.casefold() in c.codigo.casefold()]
    return p.publica("ayuda/centro.html", busqueda=busqueda, halladas=halladas, codigos=codigos)


@rutas.get("/instrucciones", name="instrucciones")
async def instrucciones(p: Abierto) -> Response:
    return p.publica("ayuda/instrucciones.html")


@rutas.get("/aviso-de-privacidad", name="privacidad")
async def privacidad(p: Abierto) -> Response:
    return p.publica("ayuda/privacidad.html")


@rutas.get("/accesibilidad", name="accesibilidad")
async def accesibilidad(p: Abierto) -> Response:
    return p.publica("ayuda/accesibilidad.html")


@rutas.get("/terminos-y-condiciones", name="terminos")
async def terminos(p: Abierto) -> Response:
    vigentes = await p.servicios.registry.terminos()
    return p.publica("ayuda/terminos.html", terminos=vigentes)


@rutas.get("/contrasena-olvidada", name="contrasena_olvidada")
async def contrasena_olvidada(p: Abierto) -> Response:
    return p.publica("ayuda/contrasena.html")
