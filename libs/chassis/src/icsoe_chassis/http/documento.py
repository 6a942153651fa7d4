"""The OpenAPI document says which problems a route may answer with, as the layers around it really do."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from icsoe_dominio.negativas import catalogo
from pydantic import BaseModel, JsonValue

from .problemas import TIPO

# What is answered before a route besides the statuses of the catalogue: capa.py, and 400 to what is no JSON.
_DE_LA_CAPA = {400, 408, 414, 431}
_REFERENCIA = "#/components/schemas/{model}"


class CampoInvalido(BaseModel):
    """``campo``: where, with dots; ``regla``: the rule it breaks. Never the value."""

    campo: str
    regla: str


class Problema(BaseModel):
    """``application/problem+json`` (RFC 9457) with the code, whose fault it is and the next step."""

    type: str
    title: str
    status: int
    detail: str
    codigo: str
    origen: str
    remedio: str
    datos: dict[str, JsonValue]
    errores: list[CampoInvalido] = []
    peticion: str | None = None


def documentar(app: FastAPI) -> None:
    """Every operation names every status of the catalogue but 500, which is no promise. FastAPI's own 422,
    which nobody gets, goes.
    """
    propio = app.openapi

    def documento() -> dict[str, Any]:
        if app.openapi_schema is None:
            _agregar(propio())
        return propio()

    app.openapi = documento


def _agregar(documento: dict[str, Any]) -> None:
    componentes = documento.setdefault("components", {})
    esquema = Problema.model_json_schema(ref_template=_REFERENCIA, mode="serialization")
    esquemas = componentes.setdefault("schemas", {})
    esquemas.update(esquema.pop("$defs") | {"Problema": esquema})
    for ajeno in ("HTTPValidationError", "ValidationError"):
        esquemas.pop(ajeno, None)
    posibles = {e.estado for e in catalogo().values() if e.estado} | _DE_LA_CAPA
    estados = sorted(posibles - {500})
    contenido = {TIPO: {"schema": {"$ref": _REFERENCIA.format(model="Problema")}}}
    componentes["responses"] = {
        f"Problema{e}": {"description": HTTPStatus(e).phrase, "content": contenido} for e in estados
    }
    problemas = {str(e): {"$ref": f"#/components/responses/Problema{e}"} for e in estados}
    for operaciones in documento["paths"].values():
        for operacion in operaciones.values():
            operacion["responses"] |= problemas
