"""The links of mails (T-29): a GET moves the token into a short sealed cookie and goes on to a clean address;
only the button on that page uses the link up, so that a mail scanner consumes nothing.
"""

import re

from fastapi import APIRouter, Depends
from icsoe_dominio.calendario import dia_en_el_centro
from icsoe_dominio.contrasena import Contexto
from starlette.responses import Response

from ..application.nueva_contrasena import NuevaContrasena
from ..application.ports import ErrorDeServicio
from ..application.vistas_cuentas import EnlaceVigente
from .web.formularios import Escrito, cajas_de_contrasena, corregible, reglas_negadas
from .web.galletas_menores import Proposito
from .web.guardas import exigir_csrf
from .web.pedido import Abierto

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@rutas.get("/acceso/{token}", name="abrir_acceso")
async def abrir_acceso(p: Abierto, token: str) -> Response:
    return _abrir(p, "acceso", token)


@rutas.get("/correo/{token}", name="abrir_correo")
async def abrir_correo(p: Abierto, token: str) -> Response:
    return _abrir(p, "correo", token)


@rutas.get("/confirmar/{token}", name="abrir_confirmacion")
async def abrir_confirmacion(p: Abierto, token: str) -> Response:
    return _abrir(p, "confirmar", token)


@rutas.get("/acceso", name="acceso")
async def acceso(p: Abierto) -> Response:
    enlace = await p.servicios.accesos.consultar(_token(p, "acceso"))
    return _crear(p, enlace, 200, cajas_de_contrasena(_contexto(p, enlace)))


@rutas.post("/acceso", name="crear_contrasena", dependencies=CON_TOKEN)
async def crear_contrasena(p: Abierto, nueva: Escrito = "", confirmacion: Escrito = "") -> Response:
    token = _token(p, "acceso")
    enlace = await p.servicios.accesos.consultar(token)
    escrita, contexto = NuevaContrasena(nueva, confirmacion), _contexto(p, enlace)
    fallas, negadas = escrita.fallas(contexto), list[str]()
    if not fallas:
        try:
            await p.servicios.accesos.crear_contrasena(token, nueva)
            return _gastado(p, "contrasena_actualizada")
        except ErrorDeServicio as error:
            if corregible(error).codigo != "contrasena_debil":
                raise
            fallas, negadas = {"nueva": error.detalle}, reglas_negadas(error)
    return _crear(p, enlace, 422, cajas_de_contrasena(contexto, escrita, negadas), fallas)


@rutas.get("/contrasena-actualizada", name="contrasena_actualizada")
async def contrasena_actualizada(p: Abierto) -> Response:
    return p.publica("acceso/actualizada.html")


@rutas.get("/correo", name="correo")
async def correo(p: Abierto) -> Response:
    enlace = await p.servicios.accesos.consultar(_token(p, "correo"))
    return p.pagina("acceso/correo.html", enlace=enlace, accion="confirmar_correo", fallas={}, error=None)


@rutas.post("/correo", name="confirmar_correo", dependencies=CON_TOKEN)
async def confirmar_correo(p: Abierto, contrasena: Escrito = "") -> Response:
    token = _token(p, "correo")
    try:
        await p.servicios.accesos.confirmar_correo(token, contrasena or "-")
    except ErrorDeServicio as error:
        if corregible(error).codigo == "acceso_no_vigente":
            raise
        datos = {"enlace": await p.servicios.accesos.consultar(token), "accion": "confirmar_correo"}
        return p.pagina("acceso/correo.html", error.estado, fallas={}, error=error, **datos)
    return _gastado(p, "correo_confirmado")


@rutas.get("/confirmar", name="confirmacion")
async def confirmacion(p: Abierto) -> Response:
    _token(p, "confirmar")
    return p.pagina("acceso/correo.html", enlace=None, accion="confirmar_direccion", fallas={}, error=None)


@rutas.post("/confirmar", name="confirmar_direccion", dependencies=CON_TOKEN)
async def confirmar_direccion(p: Abierto) -> Response:
    await p.servicios.accesos.confirmar_correo_de_contratista(_token(p, "confirmar"))
    return _gastado(p, "correo_confirmado")


@rutas.get("/correo-confirmado", name="correo_confirmado")
async def correo_confirmado(p: Abierto) -> Response:
    return p.publica("acceso/confirmado.html")


def _abrir(p: Abierto, proposito: Proposito, token: str) -> Response:
    if not _TOKEN.fullmatch(token):
        raise ErrorDeServicio.del_catalogo("acceso_no_vigente")
    respuesta = p.ir_a("confirmacion" if proposito == "confirmar" else proposito)
    p.portal.galletas.guardar_enlace(respuesta, proposito, token, p.ahora)
    return respuesta


def _token(p: Abierto, proposito: Proposito) -> str:
    token = p.portal.galletas.enlace(p.request, proposito, p.ahora)
    if token is None:
        raise ErrorDeServicio.del_catalogo("acceso_no_vigente")
    return token


def _gastado(p: Abierto, destino: str) -> Response:
    respuesta = p.ir_a(destino)
    p.portal.galletas.olvidar_enlace(respuesta)
    return respuesta


def _contexto(p: Abierto, enlace: EnlaceVigente) -> Contexto:
    return Contexto(curp=enlace.usuario, anio=dia_en_el_centro(p.ahora).year)


def _crear(
    p: Abierto,
    enlace: EnlaceVigente,
    estado: int,
    cajas: dict[str, object],
    fallas: dict[str, str] | None = None,
) -> Response:
    return p.pagina("acceso/crear.html", estado, enlace=enlace, fallas=fallas or {}, **cajas)
