"""What each service's OpenAPI document promises, held against odd and well-formed requests (schemathesis)."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ..security.casas import CASAS, abrir_casa
from ..security.escena import Casa, Escena
from ..security.permisos import Tabla

EJEMPLOS = 8
_REVISIONES = [content_type_conformance, response_schema_conformance, status_code_conformance]
_SIN_PRISA = settings(
    max_examples=EJEMPLOS,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def _preguntar(operacion: Any, escena: Escena, cabeceras: dict[str, str], enviar: Any, **fijos: Any) -> None:
    """Runs in a thread of its own: hypothesis is synchronous, the service lives on the test's loop."""
    for modo in schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE:

        @_SIN_PRISA
        @given(caso=operacion.as_strategy(generation_mode=modo, **fijos))
        def probar(caso: Any) -> None:
            crudo = caso.as_transport_kwargs(base_url="http://prueba")
            pedido = {n: v for n, v in crudo.items() if n in ("method", "url", "json", "params")}
            pedido |= {"content": crudo["data"]} if "data" in crudo else {}
            galletas = "; ".join(f"{n}={v}" for n, v in (crudo.get("cookies") or {}).items())
            propias = dict(crudo.get("headers") or {}) | ({"Cookie": galletas} if galletas else {})
            pedido["headers"] = {n: str(v) for n, v in propias.items()} | cabeceras
            try:
                httpx.Request(**pedido)
            except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
                return  # no client can write it
            respuesta: httpx.Response = enviar(pedido)
            assert respuesta.status_code != 500, f"{caso.method} {respuesta.request.url}"
            caso.validate_response(Response.from_httpx(respuesta, verify=True), checks=_REVISIONES)

        try:
            probar()
        except Unsatisfiable:
            # Fixed ids and optional headers leave nothing to get wrong.
            assert modo is schemathesis.GenerationMode.NEGATIVE


def _preguntar_sin_datos(operacion: Any, cabeceras: dict[str, str], enviar: Any) -> None:
    """A route that takes nothing has one request."""
    respuesta = enviar(
        {"method": operacion.method, "url": f"http://prueba{operacion.path}", "headers": cabeceras}
    )
    assert respuesta.status_code != 500
    operacion.Case().validate_response(Response.from_httpx(respuesta, verify=True), checks=_REVISIONES)


async def _probar_ruta(casa: Casa, ruta: str, operacion: Any, tabla: Tabla) -> None:
    entran = [c for c, v in tabla.verdictos[ruta].items() if v != "401" and c not in ("nadie", "S", "otro")]
    columna = next((c for c in entran if tabla.verdictos[ruta][c] in ("ok", "503")), "C")
    escena = await casa.escena(ruta)
    cabeceras = casa.cabeceras(escena, columna)
    bucle = asyncio.get_running_loop()

    def enviar(pedido: dict[str, Any]) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(casa.http.request(**pedido), bucle).result(30)

    if not operacion.definition.raw.get("parameters") and "requestBody" not in operacion.definition.raw:
        await asyncio.to_thread(_preguntar_sin_datos, operacion, cabeceras, enviar)
        return
    propios = [{}] if "{" not in ruta else [{}, {"path_parameters": _ids(ruta, escena)}]
    for fijos in propios:
        await asyncio.to_thread(_preguntar, operacion, escena, cabeceras, enviar, **fijos)


def _ids(ruta: str, escena: Escena) -> dict[str, str]:
    return {n: v for n, v in escena.ids.items() if f"{{{n}}}" in ruta}


@pytest.mark.parametrize("servicio", CASAS)
async def test_every_answer_is_one_the_document_promises_and_none_is_our_fault(
    servicio: str, cliente_de: Any, tmp_path: Path
) -> None:
    casa = await abrir_casa(servicio, cliente_de, tmp_path)
    documento = (await casa.http.get("/openapi.json")).json()
    tabla = Tabla.leer(servicio)
    fallas: list[str] = []
    esquema: Any = schemathesis.openapi.from_dict(documento)
    for operacion in (resultado.ok() for resultado in esquema.get_all_operations()):
        ruta = f"{operacion.method.upper()} {operacion.path.removeprefix(f'/api/v1/{servicio}')}"
        try:
            await _probar_ruta(casa, ruta, operacion, tabla)
        except BaseExceptionGroup as grupo:
            fallas += [f"{ruta}: {error}" for error in grupo.exceptions]
        except Exception as error:
            fallas.append(f"{ruta}: {type(error).__name__} {error}")
    assert not fallas, "\n".join(f[:600] for f in fallas)
