"""Errors as ``application/problem+json`` in Spanish, every one from the catalogue of refusals."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from icsoe_dominio.negativas import Negativa
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..base_datos import SIN_BASE
from ..peticion import ClaveReutilizada, RespuestaRepetida, peticion_actual
from ..ports import AlmacenNoDisponible
from ..registro import registro

TIPO = "application/problem+json"
_REINTENTABLES = frozenset({409, 429, 503})
_DE_ESTADO = {
    401: "sesion_expirada",
    403: "sin_permiso",
    404: "no_encontrado",
    405: "metodo_no_permitido",
    415: "tipo_de_contenido",
    429: "demasiadas_peticiones",
    503: "no_disponible",
}


def cuerpo(negativa: Negativa, estado: int | None = None, errores: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """The problem document of a refusal."""
    entrada = negativa.entrada
    documento: dict[str, Any] = {
        "type": f"urn:icsoe:problema:{negativa.codigo}",
        "title": entrada.titulo,
        "status": estado or negativa.estado,
        "detail": negativa.detalle,
        "codigo": negativa.codigo,
        "origen": entrada.origen,
        "remedio": entrada.remedio,
        "datos": negativa.datos_json,
    }
    if errores:
        documento["errores"] = list(errores)
    peticion = peticion_actual.get()
    if peticion and peticion.traceparent:
        documento["peticion"] = peticion.traceparent.split("-")[1]
    return json.dumps(documento, ensure_ascii=False, default=str).encode()


def problema(
    negativa: Negativa, estado: int | None = None, errores: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """The response for a refusal. ``Retry-After``, where it helps, is its datum ``segundos``, else 1."""
    codigo = estado or negativa.estado
    cabeceras = {"Cache-Control": "no-store"}
    if (codigo in _REINTENTABLES and negativa.entrada.origen == "plataforma") or codigo == 429:
        cabeceras["Retry-After"] = str(negativa.datos.get("segundos", 1))
    if codigo == 401:
        cabeceras["WWW-Authenticate"] = 'Bearer realm="icsoe"'
    return Response(cuerpo(negativa, estado, errores), codigo, cabeceras, TIPO)


async def _negativa(_: Request, error: Exception) -> Response:
    assert isinstance(error, Negativa)
    return problema(error)


async def _repetida(_: Request, error: Exception) -> Response:
    """Sends the stored answer; its ETag is the ``version`` of the stored body, as ``etiqueta`` had set it."""
    assert isinstance(error, RespuestaRepetida)
    cabeceras = {"Idempotent-Replayed": "true"}
    respuesta = json.loads(error.cuerpo)
    version = respuesta.get("version") if isinstance(respuesta, dict) else None
    if isinstance(version, int):
        cabeceras["ETag"] = f'"{version}"'
    peticion = peticion_actual.get()
    if peticion:
        peticion.posiciones.extend(error.posiciones)
    return Response(error.cuerpo, error.status, cabeceras, "application/json")


async def _otro_cuerpo(_: Request, __: Exception) -> Response:
    return problema(Negativa("clave_reutilizada"))


async def _invalida(_: Request, error: Exception) -> Response:
    """Names the fields and the rule each breaks, never the value that was sent."""
    assert isinstance(error, RequestValidationError)
    errores = [
        {"campo": ".".join(str(p) for p in falla["loc"] if p != "body"), "regla": falla["type"]}
        for falla in error.errors()
    ]
    return problema(Negativa("cuerpo_invalido"), errores=errores)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codigo = _DE_ESTADO.get(error.status_code, "cuerpo_invalido" if error.status_code < 500 else "interno")
    datos = {"esperado": "application/json"} if codigo == "tipo_de_contenido" else {}
    respuesta = problema(Negativa(codigo, **datos), error.status_code)
    respuesta.headers.update(error.headers or {})
    return respuesta


async def _sin_base(_: Request, error: Exception) -> Response:
    registro().warning("base_no_disponible", error=type(error).__name__)
    return problema(Negativa("no_disponible"))


async def _sin_almacen(_: Request, error: Exception) -> Response:
    registro().warning("almacen_no_disponible", error=str(error))
    return problema(Negativa("no_disponible"))


async def _candado(_: Request, __: Exception) -> Response:
    return problema(Negativa("ocupado"), 503)


async def _interno(_: Request, error: Exception) -> Response:
    registro().error("error_interno", exc_info=error)
    return problema(Negativa("interno"))


def instalar(app: FastAPI) -> None:
    """Gives the application an answer for everything that can be raised."""
    app.add_exception_handler(Negativa, _negativa)
    app.add_exception_handler(RespuestaRepetida, _repetida)
    app.add_exception_handler(ClaveReutilizada, _otro_cuerpo)
    app.add_exception_handler(RequestValidationError, _invalida)
    app.add_exception_handler(HTTPException, _http)
    for clase in (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
        app.add_exception_handler(clase, _candado)
    for clase in (*SIN_BASE, asyncpg.QueryCanceledError):
        app.add_exception_handler(clase, _sin_base)
    app.add_exception_handler(AlmacenNoDisponible, _sin_almacen)
    app.add_exception_handler(Exception, _interno)
