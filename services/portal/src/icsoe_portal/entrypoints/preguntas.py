"""Preguntas frecuentes: data, so that the Centro de ayuda can search them."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Pregunta(BaseModel):
    """One question; ``ancla`` is its address in the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ancla: str
    pregunta: str
    respuesta: str


class Grupo(BaseModel):
    """Questions under one heading, in ``textos/preguntas.toml`` as ``[[grupo]]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    titulo: str
    pregunta: tuple[Pregunta, ...]


@cache
def preguntas_frecuentes() -> list[Grupo]:
    """All groups, in the order of the page."""
    crudo = files("icsoe_portal").joinpath("textos/preguntas.toml").read_text("utf-8")
    return TypeAdapter(list[Grupo]).validate_python(tomllib.loads(crudo)["grupo"])


def buscar(texto: str) -> list[Pregunta]:
    """Questions that hold every word."""
    todas = (p for grupo in preguntas_frecuentes() for p in grupo.pregunta)
    return [p for p in todas if contiene(f"{p.pregunta} {p.respuesta}", texto)]


def contiene(donde: str, palabras: str) -> bool:
    """Whether every word stands in ``donde``, accents and case aside."""
    plano = _plano(donde)
    return all(palabra in plano for palabra in _plano(palabras).split())


def _plano(texto: str) -> str:
    descompuesto = unicodedata.normalize("NFD", texto.casefold())
    return "".join(c for c in descompuesto if not unicodedata.combining(c))
