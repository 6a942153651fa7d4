"""Autosave of Generales and of the address wizard: what is typed, unjudged, until it is saved (D95)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from icsoe_chassis.ports import Uow
from icsoe_dominio.negativas import Negativa

from .ports import Trabajo

MAXIMO_BYTES = 16_384
# An escaped NUL, which PostgreSQL keeps in no text; a backslash that was typed is doubled.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True)
class GuardarBorrador:
    """``borrador`` None forgets it."""

    contratista_id: UUID
    borrador: Mapping[str, Any] | None


async def guardar_borrador(orden: GuardarBorrador, uow: Uow[Trabajo]) -> None:
    """Raises cuerpo_invalido, peticion_demasiado_grande, no_encontrado."""
    texto = None if orden.borrador is None else _json(orden.borrador)
    async with uow() as t:
        if not await t.contratistas.guardar_borrador(orden.contratista_id, texto):
            raise Negativa("no_encontrado")


def _json(borrador: Mapping[str, Any]) -> str:
    """Python reads and writes more than JSON: NaN, infinity, half a surrogate pair."""
    try:
        texto = json.dumps(borrador, ensure_ascii=False, allow_nan=False)
        octetos = len(texto.encode())
    except ValueError:
        raise Negativa("cuerpo_invalido") from None
    if octetos > MAXIMO_BYTES:
        raise Negativa("peticion_demasiado_grande")
    if _NUL.search(texto):
        raise Negativa("cuerpo_invalido")
    return texto
