"""Inicio de sesión of a capturista (icsoe.md §7.2): password, second factor, recovery."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from ..application.codigo_qr import CodigoQr
from ..application.ingresar_con_contrasena import (
    Credenciales,
    completar_ingreso,
    ingresar_con_contrasena,
)
from ..application.ports import ErrorDeServicio
from ..application.vistas_cuentas import SesionDeCuenta
from .web.formularios import Escrito, corregible, fallas_de
from .web.guardas import exigir_csrf
from .web.pedido import Abierto

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]


@rutas.get("/entrar/usuario", name="entrar_usuario")
async def mostrar(p: Abierto) -> Response:
    if p.sesion.ingreso is not None:
        return p.ir_a("inicio")
    return p.pagina("entrada/usuario.html", usuario="", error=None)


@rutas.post("/entrar/usuario", name="ingresar_usuario", dependencies=CON_TOKEN)
async def ingresar(p: Abierto, usuario: Escrito = "", contrasena: Escrito = "") -> Response:
    """Whatever is wrong with user or password, known or not, is said in the same words (T-20)."""
    limpio = usuario.strip().upper()
    orden = Credenciales(limpio, contrasena, p.portal.galletas.dispositivo_de(p.request))
    try:
        if not limpio.isalnum() or len(limpio) > 40 or not contrasena:
            raise ErrorDeServicio.del_catalogo("credenciales_invalidas")
        nueva = await ingresar_con_contrasena(orden, p.sesion, p.servicios)
    except ErrorDeServicio as error:
        datos = {"usuario": limpio[:40], "error": corregible(error)}
        return p.pagina("entrada/usuario.html", error.estado, **datos)
    return _adentro(p, nueva) if nueva else p.ir_a("segundo_factor")


@rutas.get("/entrar/codigo", name="segundo_factor")
async def pedir_codigo(p: Abierto) -> Response:
    if p.sesion.paso is None:
        return p.ir_a("entrar_usuario")
    return _codigo(p)


@rutas.post("/entrar/codigo", name="completar_ingreso", dependencies=CON_TOKEN)
async def completar(p: Abierto, codigo: Escrito = "") -> Response:
    dispositivo = p.portal.galletas.dispositivo_de(p.request)
    try:
        nueva = await completar_ingreso(codigo.strip()[:40] or "-", dispositivo, p.sesion, p.servicios)
    except ErrorDeServicio as error:
        if corregible(error).codigo == "paso_vencido":
            p.sesion.paso = None
            return p.pagina("entrada/usuario.html", error.estado, usuario="", error=error)
        return _codigo(p, error)
    return _adentro(p, nueva)


@rutas.get("/recuperar-contrasena", name="recuperar")
async def recuperar(p: Abierto) -> Response:
    return p.pagina("entrada/recuperar.html", usuario="", correo="", error=None, fallas={})


@rutas.post("/recuperar-contrasena", name="pedir_recuperacion", dependencies=CON_TOKEN)
async def pedir_recuperacion(p: Abierto, usuario: Escrito = "", correo: Escrito = "") -> Response:
    """Neutral: the same answer whether or not the pair exists (D28)."""
    limpio, direccion = usuario.strip().upper()[:40], correo.strip()[:254]
    fallas = {} if limpio.isalnum() else {"usuario": "Escribe tu CURP."}
    fallas |= {} if direccion else {"correo": "Escribe el correo de tu cuenta."}
    error = None
    try:
        if not fallas:
            await p.servicios.accesos.recuperar(limpio, direccion)
            return p.ir_a("recuperacion_pedida")
    except ErrorDeServicio as negada:
        error = corregible(negada)
        fallas = fallas_de(error)
    datos = {"usuario": limpio, "correo": direccion, "error": error, "fallas": fallas}
    return p.pagina("entrada/recuperar.html", error.estado if error else 422, **datos)


@rutas.get("/recuperar-contrasena/enviada", name="recuperacion_pedida")
async def recuperacion_pedida(p: Abierto) -> Response:
    return p.publica("entrada/recuperacion_pedida.html")


def _codigo(p: Abierto, error: ErrorDeServicio | None = None) -> Response:
    factor = p.sesion.paso.factor if p.sesion.paso else None
    qr = CodigoQr.de(factor.uri) if factor else None
    return p.pagina("entrada/codigo.html", error.estado if error else 200, factor=factor, qr=qr, error=error)


def _adentro(p: Abierto, nueva: SesionDeCuenta) -> Response:
    """Recovery codes are shown in this answer and nowhere else."""
    codigos = nueva.codigos_de_recuperacion
    respuesta = p.pagina("entrada/codigos.html", codigos=codigos) if codigos else p.ir_a("inicio")
    p.portal.galletas.recordar_dispositivo(respuesta, nueva.dispositivo)
    return respuesta
