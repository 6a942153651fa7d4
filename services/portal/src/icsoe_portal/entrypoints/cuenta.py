"""First entry and Administración: Términos, Configuración, Generales, Inicio (icsoe.md §7.3, §7.4)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from ..application import vistas
from ..application.guardar_generales import FormularioGenerales, FormularioInvalido, guardar_generales
from ..application.ports import ErrorDeServicio
from .web.guardas import exigir_csrf
from .web.pedido import Privado

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]


@rutas.get("/terminos/aceptacion", name="aceptar_terminos")
async def mostrar_terminos(p: Privado) -> Response:
    vigentes = await p.servicios.registry.terminos()
    return p.pagina("cuenta/terminos.html", terminos=vigentes)


@rutas.post("/terminos/aceptacion", name="guardar_terminos", dependencies=CON_TOKEN)
async def aceptar_terminos(p: Privado, version: Annotated[str, Form(max_length=40)]) -> Response:
    contratista = await p.servicios.registry.aceptar_terminos(p.sesion, version)
    return p.ir_a("inicio" if contratista.estado == "GENERALES_COMPLETOS" else "configuracion")


@rutas.get("/configuracion", name="configuracion")
async def configuracion(p: Privado) -> Response:
    return p.pagina("cuenta/configuracion.html")


@rutas.get("/inicio", name="inicio")
async def inicio(p: Privado) -> Response:
    """Opens in every state; without Generales the menu is closed and says why."""
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.estado == "NUEVO":
        return p.ir_a("aceptar_terminos")
    return p.pagina("cuenta/inicio.html", contratista=contratista)


@rutas.get("/generales", name="generales")
async def generales(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.estado == "NUEVO":
        return p.ir_a("aceptar_terminos")
    return _formulario(p, contratista, _guardado(contratista))


@rutas.post("/generales", name="guardar_generales", dependencies=CON_TOKEN)
async def guardar(p: Privado, request: Request) -> Response:
    """Guardar and Eliminar share the form, so that Eliminar loses nothing typed."""
    datos = await request.form()
    escrito = await _escrito(datos)
    contratista = await p.servicios.registry.contratista(p.sesion)
    if datos.get("accion") == "eliminar-acuse":
        contratista = await p.servicios.registry.eliminar_repse(p.sesion)
        return _formulario(p, contratista, escrito)
    try:
        contratista = await guardar_generales(escrito, contratista, p.sesion, p.servicios)
    except FormularioInvalido as error:
        return _formulario(p, contratista, escrito, error.fallas, estado=422)
    except ErrorDeServicio as error:
        if error.estado >= 500 or error.estado == 401:
            raise
        contratista = await p.servicios.registry.contratista(p.sesion)
        return _formulario(p, contratista, escrito, negativa=error, estado=error.estado)
    p.sesion.aviso = "Tus datos generales se guardaron."
    return p.ir_a("generales_guardados" if contratista.estado == "GENERALES_COMPLETOS" else "generales")


@rutas.get("/generales/guardados", name="generales_guardados")
async def guardados(p: Privado) -> Response:
    return p.pagina("cuenta/guardados.html")


@rutas.get("/generales/acuse-repse", name="ver_repse")
async def ver_repse(p: Privado) -> Response:
    return p.archivo(await p.servicios.registry.ver_repse(p.sesion), "application/pdf", "acuse-repse.pdf")


def _guardado(c: vistas.Contratista) -> FormularioGenerales:
    social = {True: "si", False: "no", None: ""}[c.social_igual_fiscal]
    return FormularioGenerales(
        c.correo or "", c.celular or "", c.telefono_fijo or "", social, tuple(c.copias_acuse)
    )


async def _escrito(datos: FormData) -> FormularioGenerales:
    def texto(campo: str) -> str:
        valor = datos.get(campo)
        return valor[:300] if isinstance(valor, str) else ""

    archivo = datos.get("acuse_repse")
    pdf = None
    if isinstance(archivo, UploadFile) and archivo.filename:
        pdf = (archivo.filename[-200:], await archivo.read())
    return FormularioGenerales(
        correo=texto("correo"),
        celular=texto("celular"),
        telefono_fijo=texto("telefono_fijo"),
        social_igual=texto("social_igual"),
        copias=tuple(texto(f"copia_{i}") for i in (1, 2, 3)),
        pdf=pdf,
    )


def _formulario(
    p: Privado,
    contratista: vistas.Contratista,
    escrito: FormularioGenerales,
    fallas: dict[str, str] | None = None,
    **datos: Any,
) -> Response:
    copias = (*escrito.copias, "", "", "")[:3]
    datos.setdefault("negativa", None)
    return p.pagina(
        "cuenta/generales.html",
        contratista=contratista,
        escrito=escrito,
        copias=copias,
        fallas=fallas or {},
        **datos,
    )
