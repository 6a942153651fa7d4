"""Refusals: every message a person can get, with its HTTP status and the next step, from one catalogue."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from .calendario import CENTRO, fecha_larga

Origen = Literal["cliente", "plataforma", "tercero"]


@dataclass(frozen=True)
class Entrada:
    """One line of ``negativas.toml``.

    ``estado`` is the HTTP status, None for a notice that refuses nothing.
    """

    codigo: str
    titulo: str
    detalle: str
    remedio: str
    estado: int | None = None
    origen: Origen = "cliente"


@cache
def catalogo() -> dict[str, Entrada]:
    """All entries by code."""
    datos = tomllib.loads(files("icsoe_dominio").joinpath("negativas.toml").read_text("utf-8"))
    return {codigo: Entrada(codigo=codigo, **campos) for codigo, campos in datos.items()}


class Negativa(Exception):
    """A refusal by a rule: nothing was changed. ``datos``
    fill the message and travel to the client; no secrets.

    Dates in ``datos`` read ``17 de septiembre de 2026`` in the message and ISO in ``datos_json``.
    An unknown code, a notice, or a missing datum is a mistake of ours: KeyError, at once.
    """

    def __init__(self, codigo: str, **datos: object) -> None:
        entrada = catalogo()[codigo]
        if entrada.estado is None:
            raise KeyError(f"{codigo} es un aviso, no una negativa")
        self.codigo = codigo
        self.entrada = entrada
        self.estado: int = entrada.estado
        self.datos = datos
        self.detalle = mensaje(codigo, **datos)
        super().__init__(f"{codigo}: {self.detalle}")

    @property
    def datos_json(self) -> dict[str, object]:
        """``datos`` with dates as ISO text, ready for JSON."""
        return {
            clave: valor.isoformat() if isinstance(valor, (date, datetime)) else valor
            for clave, valor in self.datos.items()
        }


def mensaje(codigo: str, **datos: object) -> str:
    """The text of a refusal or a notice for the person.

    KeyError: no such code, or a datum of the text is missing.
    """
    return catalogo()[codigo].detalle.format_map({clave: _legible(valor) for clave, valor in datos.items()})


def _legible(valor: object) -> str:
    if isinstance(valor, datetime):
        local = valor.astimezone(CENTRO)
        return f"{fecha_larga(local.date())}, {local:%H:%M:%S} horas (hora del centro)"
    if isinstance(valor, date):
        return fecha_larga(valor)
    if isinstance(valor, (list, tuple)):
        return ", ".join(str(elemento) for elemento in cast("list[object]", valor))
    return str(valor)
