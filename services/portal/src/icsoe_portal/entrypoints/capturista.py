"""Capturista start (icsoe.md §7.7): first entry, invitations, Contratista a trabajar, its Inicio."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from .web.formularios import Escrito, corregible, fallas_de
from .web.guardas import exigir_csrf
from .web.pedido import DeCapturista, NuevoCapturista

rutas = APIRouter(prefix="/capturista")
rutas_de_datos = APIRouter(prefix="/capturista")
rutas_en_ambito = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]


@rutas.get("/terminos", name="terminos_capturista")
async def terminos(p: NuevoCapturista) -> Response:
    return p.pagina("capturista/terminos.html", terminos=await p.servicios.registry.terminos())


@rutas.post("/terminos", name="aceptar_terminos_capturista", dependencies=CON_TOKEN)
async def aceptar_terminos(p: NuevoCapturista, version: Escrito) -> Response:
    vista = await p.servicios.capturistas.aceptar_terminos(p.sesion, version)
    return p.ir_a("datos_capturista" if vista.faltantes else "inicio_capturista")


@rutas_de_datos.get("/datos", name="datos_capturista")
async def datos(p: NuevoCapturista) -> Response:
    c = p.capturista
    escrito = {
        "nombre": c.nombre or "",
        "primer_apellido": c.primer_apellido or "",
        "segundo_apellido": c.segundo_apellido or "",
    }
    return p.pagina("capturista/datos.html", escrito=escrito, fallas={}, error=None)


@rutas_de_datos.post("/datos", name="guardar_datos_capturista", dependencies=CON_TOKEN)
async def guardar_datos(
    p: NuevoCapturista, nombre: Escrito = "", primer_apellido: Escrito = "", segundo_apellido: Escrito = ""
) -> Response:
    escrito: dict[str, Any] = {
        "nombre": nombre.strip(),
        "primer_apellido": primer_apellido.strip(),
        "segundo_apellido": segundo_apellido.strip(),
    }
    try:
        await p.servicios.capturistas.llamarse(p.sesion, *escrito.values())
    except ErrorDeServicio as error:
        datos = {"escrito": escrito, "fallas": fallas_de(corregible(error)), "error": error}
        return p.pagina("capturista/datos.html", error.estado, **datos)
    p.sesion.aviso = "Tu nombre se guardó."
    return p.ir_a("inicio")


@rutas.get("/inicio", name="inicio_capturista")
async def inicio(p: DeCapturista) -> Response:
    return p.pagina("capturista/inicio.html")


@rutas.get("/contratistas", name="contratistas")
async def contratistas(p: DeCapturista) -> Response:
    return p.pagina("capturista/contratistas.html", falla="")


@rutas.get("/contratistas/confirmacion", name="confirmar_contratista")
async def confirmar_contratista(p: DeCapturista, elegido: str = "") -> Response:
    """Siguiente. Nothing is chosen on the server: Continuar leads to the address of that contratista."""
    contratista = next((c for c in p.capturista.contratistas if str(c.contratista_id) == elegido), None)
    if contratista is None:
        return p.pagina("capturista/contratistas.html", 422, falla="Selecciona un contratista de la lista.")
    return p.pagina("capturista/confirmar.html", elegido=contratista)


@rutas.post("/invitaciones/{vinculo_id}/aceptar", name="aceptar_invitacion", dependencies=CON_TOKEN)
async def aceptar(p: DeCapturista, vinculo_id: UUID) -> Response:
    invita = _quien_invita(p, vinculo_id)
    vista = await p.servicios.capturistas.responder(p.sesion, vinculo_id, acepta=True)
    p.sesion.aviso = (
        f"Aceptaste la invitación de {invita}. Ya puedes trabajar por su cuenta."
        if len(vista.contratistas) > len(p.capturista.contratistas)
        else f"Aceptaste la invitación de {invita}. Falta que confirme que eres tú: tu correo no es el que "
        "escribió. Aparecerá en tu lista cuando lo haga."
    )
    return p.ir_a("contratistas")


@rutas.post("/invitaciones/{vinculo_id}/rechazar", name="rechazar_invitacion", dependencies=CON_TOKEN)
async def rechazar(p: DeCapturista, vinculo_id: UUID) -> Response:
    invita = _quien_invita(p, vinculo_id)
    await p.servicios.capturistas.responder(p.sesion, vinculo_id, acepta=False)
    p.sesion.aviso = f"Rechazaste la invitación de {invita}."
    return p.ir_a("contratistas")


@rutas_en_ambito.get("/inicio", name="inicio")
async def inicio_de_contratista(p: DeCapturista) -> Response:
    return p.pagina("capturista/inicio.html")


def _quien_invita(p: DeCapturista, vinculo_id: UUID) -> str:
    invitacion = next((i for i in p.capturista.invitaciones if i.vinculo_id == vinculo_id), None)
    if invitacion is None:
        raise ErrorDeServicio.del_catalogo("invitacion_respondida")
    return invitacion.contratista_nombre
