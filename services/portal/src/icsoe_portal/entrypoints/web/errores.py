"""Every failure as a page with its remedy, or as JSON for the key pages."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from icsoe_chassis.registro import registro
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from ...application.ports import ErrorDeServicio
from ...application.sesion import Sesion
from .cabeceras import Clase, marca_de
from .guardas import Rechazar
from .pedido import SESION_TERMINADA, IrA, pedido_de_quien_sea

_SESION = frozenset({"sesion_expirada"})


async def _de_servicio(request: Request, error: Exception) -> Response:
    assert isinstance(error, ErrorDeServicio)
    if error.codigo in _SESION:
        return _a_entrar(request)
    return await _mostrar(request, error)


def _a_entrar(request: Request) -> Response:
    """A session that auth ended: the browser's copy goes too."""
    request.scope["state"]["sesion"] = Sesion(aviso=SESION_TERMINADA)
    marca_de(request.scope).clase = Clase.PRIVADA
    if _de_guion(request):
        return _sin_sesion()
    return RedirectResponse(request.app.url_path_for("entrar"), 303)


def _de_guion(request: Request) -> bool:
    """Asked by a page's script: a redirect would end in a place the person does not see."""
    return _pide_json(request) or "hx-request" in request.headers


def _sin_sesion() -> Response:
    error = ErrorDeServicio.del_catalogo("sesion_expirada")
    return JSONResponse({"detail": error.detalle, "remedio": error.remedio, "codigo": error.codigo}, 401)


def _pide_json(request: Request) -> bool:
    es_fetch = request.headers.get("sec-fetch-dest") == "empty" and "hx-request" not in request.headers
    return es_fetch or request.headers.get("content-type", "").startswith("application/json")


async def _mostrar(request: Request, error: ErrorDeServicio) -> Response:
    respuesta = await _dibujar(request, error)
    if error.reintentar_s is not None:
        respuesta.headers["Retry-After"] = str(error.reintentar_s)
    return respuesta


async def _dibujar(request: Request, error: ErrorDeServicio) -> Response:
    marca = marca_de(request.scope)
    marca.clase = Clase.PRIVADA
    if error.estado >= 500:
        ruta = getattr(request.scope.get("route"), "path", "")  # its template: an address may carry a token
        registro().warning("error_mostrado", codigo=error.codigo, estado=error.estado, ruta=ruta)
    if _pide_json(request):
        cuerpo = {"detail": error.detalle, "remedio": error.remedio, "codigo": error.codigo}
        return JSONResponse(cuerpo, error.estado)
    reintento = request.url.path if request.method == "GET" and error.estado >= 500 else None
    # With a service away, registry is not asked who this capturista is.
    quien = await pedido_de_quien_sea(request, preguntar=error.estado < 500)
    return quien.pagina("error.html", error.estado, error=error, reintento=reintento)


async def _redirigir(request: Request, error: Exception) -> Response:
    assert isinstance(error, IrA)
    if error.ruta == "entrar" and _de_guion(request):
        return _sin_sesion()
    return RedirectResponse(request.app.url_path_for(error.ruta), 303)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return await _mostrar(request, ErrorDeServicio.del_catalogo("metodo_no_permitido"))
    return await _mostrar(request, ErrorDeServicio.del_catalogo("pagina_no_encontrada"))


async def _invalida(request: Request, error: Exception) -> Response:
    return await _mostrar(request, ErrorDeServicio.del_catalogo("pagina_no_encontrada"))


async def _interno(request: Request, error: Exception) -> Response:
    registro().error("error_interno", exc_info=error)
    return await _mostrar(request, ErrorDeServicio.del_catalogo("interno"))


def instalar(app: FastAPI) -> None:
    """Registers the handlers."""
    app.add_exception_handler(ErrorDeServicio, _de_servicio)
    app.add_exception_handler(IrA, _redirigir)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalida)
    app.add_exception_handler(Exception, _interno)


def rechazo(app: FastAPI) -> Rechazar:
    """The same page for a request that no route sees; where no session was opened yet, a stranger's."""

    async def rechazar(scope: Scope, error: ErrorDeServicio) -> Response:
        scope["state"].setdefault("sesion", Sesion())
        return await _mostrar(Request({**scope, "app": app}), error)

    return rechazar
