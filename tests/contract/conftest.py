"""What the services' sources say about events, read without running them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from icsoe_contracts import catalogo
from icsoe_contracts.catalogo import TEMA_DE_EVENTO, Tema
from icsoe_contracts.evento import Evento

RAIZ = Path(__file__).parents[2]
SERVICIOS = ("auth", "registry", "informativa", "signing", "listado", "notify")
EVENTOS = {evento.__name__: evento for evento in TEMA_DE_EVENTO}
TEMAS = {nombre: valor for nombre, valor in vars(catalogo).items() if isinstance(valor, Tema)}


class Fuentes:
    """The syntax trees of one service."""

    def __init__(self, servicio: str) -> None:
        carpeta = RAIZ / "services" / servicio / "src"
        self._arboles = [ast.parse(ruta.read_text("utf-8")) for ruta in sorted(carpeta.rglob("*.py"))]

    def _nodos(self) -> Iterator[ast.AST]:
        for arbol in self._arboles:
            yield from ast.walk(arbol)

    def _llamadas(self, nombre: str) -> Iterator[ast.Call]:
        for nodo in self._nodos():
            if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name) and nodo.func.id == nombre:
                yield nodo

    def consume(self) -> dict[str, set[type[Evento]]]:
        """Topic → event types that a ``Consumidor`` of this service has a handler for."""
        hallados: dict[str, set[type[Evento]]] = {}
        for llamada in self._llamadas("Consumidor"):
            tema, manejadores = llamada.args
            assert isinstance(tema, ast.Name)
            assert isinstance(manejadores, ast.Dict)
            claves = {clave.id for clave in manejadores.keys if isinstance(clave, ast.Name)}
            hallados.setdefault(TEMAS[tema.id].nombre, set()).update(EVENTOS[c] for c in claves)
        return hallados

    def construye(self) -> set[type[Evento]]:
        """Event types this service names outside annotations and handler tables: those it publishes."""
        usados = {n.id for n in self._nodos() if isinstance(n, ast.Name) and n.id in EVENTOS}
        return {EVENTOS[nombre] for nombre in usados}

    def lee(self) -> dict[str, set[str]]:
        """Event type → fields read from parameters annotated with it."""
        leidos: dict[str, set[str]] = {}
        for funcion in self._nodos():
            if not isinstance(funcion, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for parametro in funcion.args.args:
                for evento in self._anotados(parametro.annotation):
                    campos = self._atributos(funcion, parametro.arg) & evento.model_fields.keys()
                    leidos.setdefault(evento.TIPO, set()).update(campos)
        return leidos

    @staticmethod
    def _anotados(anotacion: ast.expr | None) -> list[type[Evento]]:
        nombres = [n.id for n in ast.walk(anotacion) if isinstance(n, ast.Name)] if anotacion else []
        return [EVENTOS[nombre] for nombre in nombres if nombre in EVENTOS]

    @staticmethod
    def _atributos(funcion: ast.AST, parametro: str) -> set[str]:
        return {
            n.attr
            for n in ast.walk(funcion)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == parametro
        }


@pytest.fixture(scope="session")
def fuentes() -> dict[str, Fuentes]:
    """Service → its sources."""
    return {servicio: Fuentes(servicio) for servicio in SERVICIOS}
