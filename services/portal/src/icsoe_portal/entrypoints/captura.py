"""Capturar informativa (icsoe.md §7.8): the tray, Periodo, the oath. A Sin información needs no more."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from ..application.sin_informacion import (
    PresentarSinInformacion,
    enviar_de_nuevo,
    presentar_sin_informacion,
)
from ..application.vistas import PeriodoAbierto
from .web.guardas import exigir_csrf
from .web.pedido import DeAmbito

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]
Clave = Annotated[UUID, Form()]


@rutas.get("/captura", name="captura")
async def bandeja(p: DeAmbito) -> Response:
    informativas = await p.servicios.informativa.todas(p.sesion)
    return p.pagina("captura/bandeja.html", informativas=informativas)


@rutas.get("/captura/nueva", name="nueva_informativa")
async def nueva(p: DeAmbito, ejercicio: int | None = None) -> Response:
    periodos = await p.servicios.informativa.periodos(p.sesion)
    return p.pagina("captura/periodo.html", **_periodo(p, periodos, ejercicio or _en_plazo(periodos)))


@rutas.get("/captura/nueva/periodos", name="periodos_del_ejercicio")
async def periodos_del_ejercicio(p: DeAmbito, ejercicio: int) -> Response:
    """The selects of one year, for htmx."""
    periodos = await p.servicios.informativa.periodos(p.sesion)
    return p.pagina("captura/_periodos.html", **_periodo(p, periodos, ejercicio))


@rutas.get("/captura/nueva/protesta", name="protesta")
async def protesta(p: DeAmbito, periodo: str = "", tipo: str = "") -> Response:
    """Periodo's Continuar. Nothing exists yet: Cancelar goes back to the form."""
    periodos = await p.servicios.informativa.periodos(p.sesion)
    elegido = next((x for x in periodos if f"{x.ejercicio}-{x.cuatrimestre}" == periodo), None)
    if elegido is None:
        raise ErrorDeServicio.del_catalogo("periodo_inexistente")
    _exigir_libre(elegido)
    if tipo == "NORMAL":
        raise ErrorDeServicio.del_catalogo("captura_normal_pendiente")
    return p.pagina("captura/protesta.html", periodo=elegido, clave=uuid4(), informativa=None)


@rutas.post("/captura/nueva/protesta", name="protestar", dependencies=CON_TOKEN)
async def protestar(
    p: DeAmbito,
    ejercicio: Annotated[int, Form()],
    cuatrimestre: Annotated[int, Form()],
    clave: Clave,
) -> Response:
    orden = PresentarSinInformacion(ejercicio, cuatrimestre, str(clave))
    return _enviada(p, await presentar_sin_informacion(orden, p.sesion, p.servicios))


@rutas.get("/captura/{informativa_id}", name="ver_informativa")
async def ver(p: DeAmbito, informativa_id: UUID) -> Response:
    informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
    return p.pagina("captura/ver.html", informativa=informativa)


@rutas.get("/captura/{informativa_id}/protesta", name="protesta_de_nuevo")
async def protesta_de_nuevo(p: DeAmbito, informativa_id: UUID) -> Response:
    """A draft that was returned is sent again under a new oath."""
    informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
    return p.pagina(
        "captura/protesta.html", periodo=informativa.periodo, clave=uuid4(), informativa=informativa
    )


@rutas.post("/captura/{informativa_id}/protesta", name="protestar_de_nuevo", dependencies=CON_TOKEN)
async def protestar_de_nuevo(p: DeAmbito, informativa_id: UUID, clave: Clave) -> Response:
    return _enviada(p, await enviar_de_nuevo(informativa_id, str(clave), p.sesion, p.servicios))


@rutas.get("/captura/{informativa_id}/eliminar", name="confirmar_eliminar")
async def confirmar_eliminar(p: DeAmbito, informativa_id: UUID) -> Response:
    informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
    return p.pagina("captura/eliminar.html", informativa=informativa)


@rutas.post("/captura/{informativa_id}/eliminar", name="eliminar", dependencies=CON_TOKEN)
async def eliminar(p: DeAmbito, informativa_id: UUID) -> Response:
    informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
    await p.servicios.informativa.eliminar(p.sesion, informativa)
    p.sesion.aviso = "La informativa en captura se eliminó."
    return p.ir_a("captura")


def _enviada(p: DeAmbito, informativa_id: UUID) -> Response:
    """A contratista goes on to its signature; a capturista never signs (D89)."""
    if p.encargo is None:
        return p.ir_a("firmar", informativa_id=informativa_id)
    p.sesion.aviso = f"La informativa se envió a firma: la firmará {p.encargo.nombre}."
    return p.ir_a("captura")


def _exigir_libre(periodo: PeriodoAbierto) -> None:
    """Nobody swears to what would be refused: another tab filed it, or the address was kept."""
    if periodo.admite_nueva:
        return
    if periodo.en_curso:
        raise ErrorDeServicio.del_catalogo("MSG-07")
    raise ErrorDeServicio.del_catalogo("MSG-06", folio=periodo.presentadas[0].folio)


def _en_plazo(periodos: list[PeriodoAbierto]) -> int:
    """The year of the newest period that can be signed."""
    return next((x for x in periodos if x.firma_abierta), periodos[0]).ejercicio


def _periodo(p: DeAmbito, periodos: list[PeriodoAbierto], ejercicio: int) -> dict[str, Any]:
    """``elegido``: the newest of the year that can be filed, if one can. One still running is for the person
    to choose: its oath is about months to come.
    """
    propios = [x for x in periodos if x.ejercicio == ejercicio]
    return {
        "ejercicios": sorted({x.ejercicio for x in periodos}, reverse=True),
        "ejercicio": ejercicio,
        "periodos": propios,
        "elegido": next((x for x in propios if x.admite_nueva and x.firma_abierta), None),
        "restan": {
            (x.ejercicio, x.cuatrimestre): max(0, int((x.limite - p.ahora).total_seconds())) for x in propios
        },
    }
