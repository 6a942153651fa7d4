"""Mi cuenta of a capturista (icsoe.md §7.7, D107): password, mail, second factor; Mis sesiones of both."""

from uuid import UUID

from fastapi import APIRouter, Depends
from icsoe_dominio.calendario import dia_en_el_centro
from icsoe_dominio.contrasena import Contexto
from starlette.responses import Response

from ..application.codigo_qr import CodigoQr
from ..application.nueva_contrasena import NuevaContrasena
from ..application.ports import ErrorDeServicio
from ..application.sesion import FactorPorActivar
from .web.formularios import Escrito, cajas_de_contrasena, corregible, fallas_de, reglas_negadas
from .web.guardas import exigir_csrf
from .web.pedido import DeCapturista, DePersona

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]


@rutas.get("/mi-cuenta", name="mi_cuenta")
async def mi_cuenta(p: DeCapturista) -> Response:
    return p.pagina("mi_cuenta/inicio.html", cuenta=await p.servicios.cuentas.ver(p.sesion))


@rutas.get("/mi-cuenta/contrasena", name="cambiar_contrasena")
async def mostrar_contrasena(p: DeCapturista) -> Response:
    return _contrasena(p, None, None, {})


@rutas.post("/mi-cuenta/contrasena", name="guardar_contrasena", dependencies=CON_TOKEN)
async def guardar_contrasena(
    p: DeCapturista, actual: Escrito = "", nueva: Escrito = "", confirmacion: Escrito = ""
) -> Response:
    escrita = NuevaContrasena(nueva, confirmacion)
    fallas = escrita.fallas(_contexto(p))
    if not actual:
        fallas = {"actual": "Escribe tu contraseña actual."} | fallas
    if fallas:
        return _contrasena(p, escrita, None, fallas)
    try:
        await p.servicios.cuentas.cambiar_contrasena(p.sesion, actual, nueva)
    except ErrorDeServicio as error:
        return _contrasena(p, escrita, corregible(error), {})
    p.sesion.aviso = "Contraseña actualizada. Cerramos tus otras sesiones."
    return p.ir_a("mi_cuenta")


@rutas.get("/mi-cuenta/correo", name="cambiar_correo")
async def mostrar_correo(p: DeCapturista) -> Response:
    return p.pagina("mi_cuenta/correo.html", correo="", fallas={}, error=None)


@rutas.post("/mi-cuenta/correo", name="guardar_correo", dependencies=CON_TOKEN)
async def guardar_correo(p: DeCapturista, correo: Escrito = "", contrasena: Escrito = "") -> Response:
    limpio = correo.strip()[:254]
    try:
        await p.servicios.cuentas.cambiar_correo(p.sesion, contrasena or "-", limpio or "-")
    except ErrorDeServicio as error:
        datos = {"correo": limpio, "fallas": fallas_de(corregible(error)), "error": error}
        return p.pagina("mi_cuenta/correo.html", error.estado, **datos)
    p.sesion.aviso = f"Enviamos un enlace a {limpio}. Tu correo cambia cuando lo abras."
    return p.ir_a("mi_cuenta")


@rutas.get("/mi-cuenta/segundo-factor", name="factor")
async def factor(p: DeCapturista) -> Response:
    return await _factor(p)


@rutas.post("/mi-cuenta/segundo-factor", name="preparar_factor", dependencies=CON_TOKEN)
async def preparar_factor(p: DeCapturista, contrasena: Escrito = "", codigo: Escrito = "") -> Response:
    vigente = codigo.strip()[:40] or None
    try:
        nuevo = await p.servicios.cuentas.preparar_factor(p.sesion, contrasena or "-", vigente)
    except ErrorDeServicio as error:
        return await _factor(p, corregible(error))
    p.sesion.factor = FactorPorActivar(secreto=nuevo.secreto, uri=nuevo.uri)
    return p.ir_a("activar_factor")


@rutas.get("/mi-cuenta/segundo-factor/codigo", name="activar_factor")
async def mostrar_activacion(p: DeCapturista) -> Response:
    return _activacion(p)


@rutas.post("/mi-cuenta/segundo-factor/codigo", name="guardar_factor", dependencies=CON_TOKEN)
async def activar_factor(p: DeCapturista, codigo: Escrito = "") -> Response:
    """The recovery codes are shown in this answer and nowhere else."""
    try:
        listo = await p.servicios.cuentas.activar_factor(p.sesion, codigo.strip()[:40] or "-")
    except ErrorDeServicio as error:
        return _activacion(p, corregible(error))
    p.sesion.factor = None
    return p.pagina("mi_cuenta/codigos.html", codigos=listo.codigos_de_recuperacion)


@rutas.post("/mi-cuenta/segundo-factor/baja", name="quitar_factor", dependencies=CON_TOKEN)
async def quitar_factor(p: DeCapturista, contrasena: Escrito = "", codigo: Escrito = "") -> Response:
    try:
        await p.servicios.cuentas.quitar_factor(p.sesion, contrasena or "-", codigo.strip()[:40] or "-")
    except ErrorDeServicio as error:
        return await _factor(p, corregible(error))
    p.sesion.aviso = "La verificación en dos pasos quedó desactivada."
    return p.ir_a("mi_cuenta")


@rutas.get("/mis-sesiones", name="mis_sesiones")
async def sesiones(p: DePersona) -> Response:
    return p.pagina("mi_cuenta/sesiones.html", sesiones=await p.servicios.cuentas.sesiones(p.sesion))


@rutas.post("/mis-sesiones/{sesion_id}/fin", name="terminar_sesion", dependencies=CON_TOKEN)
async def terminar(p: DePersona, sesion_id: UUID) -> Response:
    await p.servicios.cuentas.terminar(p.sesion, sesion_id)
    p.sesion.aviso = "La sesión se cerró; deja de funcionar en un minuto a más tardar."
    return p.ir_a("mis_sesiones")


def _contexto(p: DeCapturista) -> Contexto:
    c, anio = p.capturista, dia_en_el_centro(p.ahora).year
    return Contexto(curp=c.usuario, nombre=c.nombre_completo, correo=c.correo, anio=anio)


def _contrasena(
    p: DeCapturista, escrita: NuevaContrasena | None, error: ErrorDeServicio | None, fallas: dict[str, str]
) -> Response:
    if error and error.codigo == "contrasena_actual_incorrecta":
        fallas = {"actual": error.detalle}
    elif error and error.codigo == "contrasena_debil":
        fallas = {"nueva": error.detalle}
    cajas = cajas_de_contrasena(_contexto(p), escrita, reglas_negadas(error) if error else [])
    estado = error.estado if error else 422 if fallas else 200
    return p.pagina("mi_cuenta/contrasena.html", estado, error=error, fallas=fallas, **cajas)


async def _factor(p: DeCapturista, error: ErrorDeServicio | None = None) -> Response:
    cuenta = await p.servicios.cuentas.ver(p.sesion)
    return p.pagina("mi_cuenta/factor.html", error.estado if error else 200, cuenta=cuenta, error=error)


def _activacion(p: DeCapturista, error: ErrorDeServicio | None = None) -> Response:
    nuevo = p.sesion.factor
    if nuevo is None:
        return p.ir_a("factor")
    datos = {"factor": nuevo, "qr": CodigoQr.de(nuevo.uri), "error": error}
    return p.pagina("mi_cuenta/activar.html", error.estado if error else 200, **datos)
