"""Pages with our own text: help, questions, notices (texts.md §4)."""

from fastapi import APIRouter
from icsoe_dominio.negativas import catalogo
from starlette.responses import Response

from ..adapters.anuncio import leer_anuncio
from ..adapters.galleta import NOMBRE, NOMBRE_LOCAL
from .guias import guias_de
from .preguntas import buscar, contiene, preguntas_frecuentes
from .web.galletas_menores import VIDA_DISPOSITIVO, VIDA_ENLACE
from .web.pedido import Abierto

rutas = APIRouter()
LARGO_BUSQUEDA = 100


@rutas.get("/preguntas-frecuentes", name="preguntas")
async def preguntas(p: Abierto) -> Response:
    return p.publica("micrositio/preguntas.html", grupos=preguntas_frecuentes())


@rutas.get("/centro-de-ayuda", name="ayuda")
async def ayuda(p: Abierto, q: str = "") -> Response:
    """Searches guides, questions and messages; the words searched are not kept."""
    busqueda = q.strip()[:LARGO_BUSQUEDA]
    pagina = p.portal.paginas.dibujar("ayuda/instrucciones.html", p.request, sesion=None) if busqueda else ""
    return p.publica(
        "ayuda/centro.html",
        anuncio=leer_anuncio(p.portal.ajustes.anuncio),
        busqueda=busqueda,
        guias=[g for g in guias_de(pagina) if contiene(g.texto, busqueda)],
        halladas=buscar(busqueda) if busqueda else [],
        codigos=[c for c in catalogo().values() if busqueda and busqueda.casefold() in c.codigo.casefold()],
    )


@rutas.get("/instrucciones", name="instrucciones")
async def instrucciones(p: Abierto) -> Response:
    return p.publica("ayuda/instrucciones.html")


@rutas.get("/aviso-de-privacidad", name="privacidad")
async def privacidad(p: Abierto) -> Response:
    """Names and lives of the cookies are those of the code that sets them."""
    galletas, limites = p.portal.galletas, p.portal.limites
    return p.publica(
        "ayuda/privacidad.html",
        galletas=galletas,
        galleta_de_sesion=NOMBRE if galletas.segura else NOMBRE_LOCAL,
        minutos_inactiva=int(limites.inactiva.total_seconds()) // 60,
        horas_abierta=int(limites.absoluta.total_seconds()) // 3600,
        minutos_enlace=int(VIDA_ENLACE.total_seconds()) // 60,
        dias_dispositivo=VIDA_DISPOSITIVO.days,
    )


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
