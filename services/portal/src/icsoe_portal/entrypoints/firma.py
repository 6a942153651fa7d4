"""Firma y presentación (icsoe.md §7.9): the tray, Devolver, and the key page with its posts."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form
from icsoe_dominio.calendario import CENTRO
from pydantic import Field
from starlette.responses import JSONResponse, Response

from ..application.ports import ErrorDeServicio
from ..application.vistas import Pendiente
from .entrada import CuerpoCertificado
from .web.cabeceras import Clase, marca_de
from .web.guardas import exigir_csrf
from .web.pedido import Habilitado

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]
_EN_CAMINO = frozenset({"aun_no_disponible", "no_encontrado"})
_ESPERA_S = 5.0
R = TypeVar("R")


class CuerpoPresentacion(CuerpoCertificado):
    """What the page signed."""

    cadena_id: UUID
    firma: str = Field(max_length=2048)


@rutas.get("/firma", name="firma")
async def bandeja(p: Habilitado) -> Response:
    pendientes = await p.servicios.signing.pendientes(p.sesion)
    return p.pagina("firma/bandeja.html", pendientes=pendientes, nombres=await _nombres(p, pendientes))


@rutas.get("/firma/{informativa_id}", name="ver_pendiente")
async def ver(p: Habilitado, informativa_id: UUID) -> Response:
    pendiente = await p.servicios.signing.pendiente(p.sesion, informativa_id)
    return await _ver(p, pendiente)


@rutas.get("/firma/{informativa_id}/firmar", name="firmar")
async def firmar(p: Habilitado, informativa_id: UUID) -> Response:
    """The key page; right after the oath the return may still be on its way."""
    try:
        pendiente = await p.servicios.signing.pendiente(p.sesion, informativa_id)
    except ErrorDeServicio as error:
        if error.codigo not in _EN_CAMINO or not _recien_enviada(p):
            raise
        return p.pagina("firma/en_camino.html", informativa_id=informativa_id)
    if not pendiente.puede_firmar:
        return await _ver(p, pendiente)
    datos = {"plazo": _plazo(p, pendiente), "nombres": await _solicitantes(p, pendiente)}
    por_confirmar = await _por_confirmar(p)
    return p.llave(
        "firma/firmar.html", pendiente=pendiente, ingreso=p.ingreso, por_confirmar=por_confirmar, **datos
    )


@rutas.get("/firma/{informativa_id}/contenido", name="contenido")
async def contenido(p: Habilitado, informativa_id: UUID) -> Response:
    """The frozen bytes, so that the browser can check the hash it signs (T-58)."""
    datos = await p.servicios.signing.contenido(p.sesion, informativa_id)
    marca_de(p.request.scope).clase = Clase.ARCHIVO
    return Response(datos, media_type="application/json")


@rutas.post("/firma/{informativa_id}/cadena", name="cadena", dependencies=CON_TOKEN)
async def cadena(p: Habilitado, informativa_id: UUID, cuerpo: CuerpoCertificado) -> JSONResponse:
    nueva = await p.servicios.signing.cadena(p.sesion, informativa_id, cuerpo.certificado)
    return JSONResponse(nueva.model_dump(mode="json"))


@rutas.post("/firma/{informativa_id}/presentacion", name="presentar", dependencies=CON_TOKEN)
async def presentar(p: Habilitado, informativa_id: UUID, cuerpo: CuerpoPresentacion) -> JSONResponse:
    presentada = await p.servicios.signing.presentar(
        p.sesion,
        informativa_id,
        cadena_id=cuerpo.cadena_id,
        certificado=cuerpo.certificado,
        firma=cuerpo.firma,
    )
    local = presentada.fecha_presentacion.astimezone(CENTRO)
    return JSONResponse({"folio": presentada.folio, "fecha": f"{local:%d/%m/%Y a las %H:%M:%S}"})


@rutas.get("/firma/{informativa_id}/devolver", name="confirmar_devolucion")
async def confirmar_devolucion(p: Habilitado, informativa_id: UUID) -> Response:
    pendiente = await p.servicios.signing.pendiente(p.sesion, informativa_id)
    return p.pagina("firma/devolver.html", pendiente=pendiente, clave=uuid4(), motivo="", falla="")


@rutas.post("/firma/{informativa_id}/devolver", name="devolver", dependencies=CON_TOKEN)
async def devolver(
    p: Habilitado,
    informativa_id: UUID,
    clave: Annotated[UUID, Form()],
    motivo: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    falla = "" if 1 <= len(motivo.strip()) <= 500 else "Escribe el motivo, de 1 a 500 caracteres."
    if falla:
        pendiente = await p.servicios.signing.pendiente(p.sesion, informativa_id)
        datos = {"pendiente": pendiente, "clave": clave, "motivo": motivo, "falla": falla}
        return p.pagina("firma/devolver.html", 422, **datos)
    await p.servicios.signing.devolver(p.sesion, informativa_id, motivo.strip(), str(clave))
    p.sesion.aviso = "La informativa regresó a «Informativas en captura»."
    return p.ir_a("captura")


async def _ver(p: Habilitado, pendiente: Pendiente) -> Response:
    nombres = await _nombres(p, [pendiente])
    return p.pagina("firma/ver.html", pendiente=pendiente, plazo=_plazo(p, pendiente), nombres=nombres)


async def _nombres(p: Habilitado, pendientes: list[Pendiente]) -> dict[str, str]:
    """How the contratista knows each of its capturistas, by id: who sent, who asks."""
    if not pendientes:
        return {}
    usuarios = await _prescindible(p.servicios.usuarios.todos(p.sesion), [])
    return {str(u.capturista_id): u.nombre or u.usuario for u in usuarios if u.capturista_id}


async def _solicitantes(p: Habilitado, pendiente: Pendiente) -> dict[str, str]:
    return await _nombres(p, [pendiente]) if pendiente.devolucion_solicitada else {}


async def _por_confirmar(p: Habilitado) -> list[str]:
    """The addresses whose mail will lack the acuse."""
    contratista = await _prescindible(p.servicios.registry.contratista(p.sesion), None)
    return contratista.correos_por_confirmar if contratista else []


async def _prescindible(pregunta: Awaitable[R], sin_ella: R) -> R:
    """What registry tells in addition: signing neither fails nor waits long for it."""
    try:
        async with asyncio.timeout(_ESPERA_S):
            return await pregunta
    except (ErrorDeServicio, TimeoutError):
        return sin_ella


def _recien_enviada(p: Habilitado) -> bool:
    return any(
        x.servicio == "informativa" and p.ahora - x.hecha < timedelta(minutes=2) for x in p.sesion.posiciones
    )


def _plazo(p: Habilitado, pendiente: Pendiente) -> dict[str, object]:
    """What the page says about time: on time with what is left on the due day, or late (MSG-08, MSG-09)."""
    restan = int((pendiente.limite - p.ahora).total_seconds())
    return {"restan": restan, "ultimo_dia": 0 <= restan < 24 * 3600}
