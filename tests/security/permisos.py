"""The tables of who may do what, and the requests that compare them with a service."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from .escena import Casa

TABLAS = Path(__file__).parent / "permisos"
NEGADO = {"sesion_expirada": "401", "no_encontrado": "404"}
METODOS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Tabla:
    """``verdictos``: route → column → ``ok``, or the status it must have. ``cuerpos``: what is sent."""

    verdictos: Mapping[str, Mapping[str, str]]
    cuerpos: Mapping[str, Any]
    columnas: tuple[str, ...]

    @classmethod
    def leer(cls, servicio: str) -> "Tabla":
        """Raises ValueError: a row does not have one verdict per column."""
        crudo = tomllib.loads((TABLAS / f"{servicio}.toml").read_text("utf-8"))
        columnas = tuple(crudo["columnas"].split())
        filas: dict[str, dict[str, str]] = {}
        for ruta, fila in crudo["rutas"].items():
            filas[ruta] = dict(zip(columnas, fila.split(), strict=True))
        return cls(filas, crudo.get("cuerpos", {}), columnas)


def operaciones(documento: Mapping[str, Any], servicio: str) -> dict[str, Any]:
    """``"GET /ruta"`` → its operation, of an OpenAPI document."""
    prefijo = f"/api/v1/{servicio}"
    return {
        f"{metodo.upper()} {camino.removeprefix(prefijo)}": operacion
        for camino, de_camino in documento["paths"].items()
        for metodo, operacion in de_camino.items()
    }


def ejemplo(esquema: Mapping[str, Any], modelos: Mapping[str, Any]) -> Any:
    """The smallest value of a schema's shape: required fields only."""
    if "$ref" in esquema:
        return ejemplo(modelos[esquema["$ref"].rpartition("/")[2]], modelos)
    if "anyOf" in esquema:
        return ejemplo(esquema["anyOf"][0], modelos)
    if "enum" in esquema:
        return esquema["enum"][0]
    de_tipo: dict[str, Any] = {"array": [], "boolean": True, "null": None}
    match esquema.get("type"):
        case "object" | None:
            campos = esquema.get("properties", {})
            return {c: ejemplo(campos[c], modelos) for c in esquema.get("required", ())}
        case "integer":
            return esquema.get("minimum", 1)
        case "string" if esquema.get("format") == "uuid":
            return "0199aaaa-0000-7000-8000-000000000000"
        case "string" if "{43}" in esquema.get("pattern", ""):
            return "A" * 43
        case "string" if "{64}" in esquema.get("pattern", ""):
            return "a" * 64
        case "string":
            return "x" * max(1, esquema.get("minLength", 1))
        case otro:
            return de_tipo[str(otro)]


def veredicto(respuesta: httpx.Response) -> str:
    """``ok``: the request got past authorisation and past the shape of its body, whatever the rules said."""
    if respuesta.is_success:
        return "ok"
    codigo = respuesta.json()["codigo"]
    if codigo in NEGADO:
        return NEGADO[codigo]
    estado = respuesta.status_code
    return str(estado) if estado in (403, 405, 415) or estado >= 500 or codigo == "cuerpo_invalido" else "ok"


@dataclass
class Comparacion:
    """One service against its table."""

    servicio: str
    casa: Casa
    tabla: Tabla
    documento: Mapping[str, Any]

    @classmethod
    async def de(cls, servicio: str, casa: Casa) -> "Comparacion":
        documento = (await casa.http.get("/openapi.json")).json()
        return cls(servicio, casa, Tabla.leer(servicio), documento)

    def cuerpo(self, ruta: str, operacion: Mapping[str, Any], propios: Mapping[str, Any]) -> Any:
        """What the table or the scene says, else the smallest of the schema's shape; None without a body."""
        if ruta in propios:
            return propios[ruta]
        if ruta in self.tabla.cuerpos:
            return self.tabla.cuerpos[ruta]
        contenido = operacion.get("requestBody", {}).get("content", {})
        if "application/json" not in contenido:
            return None
        modelos = self.documento.get("components", {}).get("schemas", {})
        return ejemplo(contenido["application/json"]["schema"], modelos)

    async def _celda(self, ruta: str, escena: Any, columna: str) -> str:
        operacion = operaciones(self.documento, self.servicio)[ruta]
        cuerpo = self.cuerpo(ruta, operacion, escena.cuerpos)
        if ruta.endswith("/acuse-repse") and ruta.startswith("PUT"):
            cuerpo, ruta = b"%PDF-1.7 sin objetos", f"{ruta}?nombre=a.pdf"
        version = (
            {"If_Match": '"1"'}
            if any(p["name"] == "if-match" for p in operacion.get("parameters", ()))
            else {}
        )
        respuesta = await self.casa.pedir(ruta, escena, columna, cuerpo, **version)
        dicho = veredicto(respuesta)
        if columna in ("S", "otro") and dicho == "ok" and escena.rfc in respuesta.text:
            return "AJENO"
        return dicho

    async def fila(self, ruta: str) -> Iterator[tuple[str, str, str]]:
        """(column, expected, found) of every cell that differs. What is refused changes no row."""
        distintas: list[tuple[str, str, str]] = []
        esperados = self.tabla.verdictos[ruta]
        comun = await self.casa.escena(ruta)
        antes = await self.casa.huella()
        for columna in (c for c, v in esperados.items() if v != "ok"):
            hallado = await self._celda(ruta, comun, columna)
            if hallado != esperados[columna]:
                distintas.append((columna, esperados[columna], hallado))
        if not distintas and await self.casa.huella() != antes:
            distintas.append(("todas las negadas", "nada cambia", "cambió una fila"))
        for columna in (c for c, v in esperados.items() if v == "ok"):
            escena = await self.casa.escena(ruta, "M" if columna == "M" else "F")
            await self.casa.preparar(escena, ruta, columna)
            hallado = await self._celda(ruta, escena, columna)
            if hallado != "ok":
                distintas.append((columna, "ok", hallado))
        return iter(distintas)
