"""The page of the test inbox: a list, one mail, its files, and the same as JSON for tests and demos."""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from .buzon import Buzon, Correo, Resumen

_PLANTILLAS = Path(__file__).with_name("plantillas")
_CENTRO = ZoneInfo("America/Mexico_City")
_CABECERAS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'",
}
_CABECERAS_DEL_HTML = _CABECERAS | {
    "Content-Security-Policy": "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
}


def crear_pagina(buzon: Buzon) -> Starlette:
    """The ASGI application over ``buzon``."""
    pagina = _Pagina(buzon)
    return Starlette(
        routes=[
            Route("/", pagina.lista),
            Route("/estilo.css", pagina.estilo),
            Route("/correos/{numero:int}", pagina.uno),
            Route("/correos/{numero:int}/html", pagina.html),
            Route("/correos/{numero:int}/fuente", pagina.fuente),
            Route("/correos/{numero:int}/adjuntos/{orden:int}", pagina.adjunto),
            Route("/api/correos", pagina.api_lista),
            Route("/api/correos/{numero:int}", pagina.api_uno),
        ]
    )


class _Pagina:
    def __init__(self, buzon: Buzon) -> None:
        self._buzon = buzon
        self._jinja = Environment(
            loader=FileSystemLoader(_PLANTILLAS), autoescape=True, undefined=StrictUndefined
        )
        filtros: dict[str, Any] = self._jinja.filters
        filtros["centro"] = _en_el_centro

    def lista(self, peticion: Request) -> Response:
        para = peticion.query_params.get("para", "")
        return self._html("correos.html", correos=self._buzon.buscar(para or None), para=para)

    def uno(self, peticion: Request) -> Response:
        return self._html("correo.html", correo=self._abrir(peticion))

    def estilo(self, peticion: Request) -> Response:
        return Response((_PLANTILLAS / "estilo.css").read_text("utf-8"), media_type="text/css")

    def html(self, peticion: Request) -> Response:
        """The mail's own HTML in a sandbox: no script, no remote content."""
        return HTMLResponse(self._abrir(peticion).html, headers=_CABECERAS_DEL_HTML)

    def fuente(self, peticion: Request) -> Response:
        correo = self._abrir(peticion)
        return _descarga(correo.fuente, "message/rfc822", f"correo-{correo.resumen.id}.eml")

    def adjunto(self, peticion: Request) -> Response:
        adjuntos = self._abrir(peticion).adjuntos
        orden: int = peticion.path_params["orden"]
        if not 1 <= orden <= len(adjuntos):
            raise HTTPException(404, "No existe ese adjunto.")
        elegido = adjuntos[orden - 1]
        return _descarga(elegido.datos, elegido.tipo, elegido.nombre)

    def api_lista(self, peticion: Request) -> Response:
        filtros = peticion.query_params
        hallados = self._buzon.buscar(filtros.get("para"), filtros.get("message_id"), limite=5000)
        return JSONResponse([_resumen(correo) for correo in hallados])

    def api_uno(self, peticion: Request) -> Response:
        correo = self._abrir(peticion)
        adjuntos = [
            {
                "nombre": adjunto.nombre,
                "tipo": adjunto.tipo,
                "bytes": len(adjunto.datos),
                "sha256": adjunto.sha256,
                "ruta": f"/correos/{correo.resumen.id}/adjuntos/{orden}",
            }
            for orden, adjunto in enumerate(correo.adjuntos, start=1)
        ]
        cabeceras = [[nombre, str(valor)] for nombre, valor in correo.mensaje.items()]
        cuerpo = {"texto": correo.texto, "html": correo.html, "adjuntos": adjuntos, "cabeceras": cabeceras}
        return JSONResponse(_resumen(correo.resumen) | cuerpo)

    def _abrir(self, peticion: Request) -> Correo:
        correo = self._buzon.abrir(peticion.path_params["numero"])
        if correo is None:
            raise HTTPException(404, "No existe ese correo.")
        return correo

    def _html(self, plantilla: str, **datos: Any) -> Response:
        return HTMLResponse(self._jinja.get_template(plantilla).render(**datos), headers=_CABECERAS)


def _en_el_centro(instante: datetime) -> str:
    return instante.astimezone(_CENTRO).strftime("%d/%m/%Y %H:%M:%S")


def _resumen(correo: Resumen) -> dict[str, Any]:
    return {
        "id": correo.id,
        "recibido": correo.recibido.isoformat(),
        "de": correo.remitente,
        "para": list(correo.destinatarios),
        "message_id": correo.message_id,
        "asunto": correo.asunto,
    }


def _descarga(datos: bytes, tipo: str, nombre: str) -> Response:
    disposicion = f"attachment; filename*=UTF-8''{quote(nombre)}"
    return Response(datos, media_type=tipo, headers=_CABECERAS | {"Content-Disposition": disposicion})
