"""The public micro-site (icsoe.md §7.1): the same page for everyone, dates from the calendar."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from icsoe_dominio.calendario import CENTRO, Calendario, dia_en_el_centro
from icsoe_dominio.periodo import Periodo
from starlette.responses import Response

from .web.pedido import Abierto

rutas = APIRouter()
PROXIMAS = 3
# Before the noun the masculine ordinals lose their last letter.
ORDINALES = {1: "primer", 2: "segundo", 3: "tercer"}


@dataclass(frozen=True)
class Vencimiento:
    """A period with its window, as days of Central time."""

    periodo: Periodo
    abre: date
    vence: date


def vencimiento(calendario: Calendario, periodo: Periodo) -> Vencimiento:
    abre = calendario.abre(periodo).astimezone(CENTRO).date()
    return Vencimiento(periodo, abre, calendario.vence(periodo))


def proximos(calendario: Calendario, hoy: date) -> list[Vencimiento]:
    """The period whose window is still on time, if any, the running one, and those after it."""
    actual = Periodo.de(hoy)
    ejercicio, cuatrimestre = actual.ejercicio, actual.cuatrimestre
    anterior = Periodo(ejercicio - 1, 3) if cuatrimestre == 1 else Periodo(ejercicio, cuatrimestre - 1)
    lista = [anterior] if hoy <= calendario.vence(anterior) else []
    periodo = actual
    while len(lista) < PROXIMAS:
        lista.append(periodo)
        periodo = periodo.siguiente()
    return [vencimiento(calendario, p) for p in lista]


@rutas.get("/", name="micrositio")
async def micrositio(p: Abierto) -> Response:
    calendario = p.portal.paginas.calendario
    hoy = dia_en_el_centro(p.ahora)
    vigente = vencimiento(calendario, Periodo.de(hoy))
    return p.publica(
        "micrositio/inicio.html",
        vigente=vigente,
        ordinal=ORDINALES[vigente.periodo.cuatrimestre],
        proximos=proximos(calendario, hoy),
    )


@rutas.get("/normatividad", name="normatividad")
async def normatividad(p: Abierto) -> Response:
    return p.publica("micrositio/normatividad.html")


@rutas.get("/material-de-apoyo", name="material")
async def material(p: Abierto) -> Response:
    return p.publica("micrositio/material.html")


@rutas.get("/plantilla-de-carga", name="plantilla")
async def plantilla(p: Abierto) -> Response:
    return p.publica("micrositio/plantilla.html")
