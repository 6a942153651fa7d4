"""Autosave of Generales and of the address wizard: what is typed, unjudged, until it is saved (D95)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from icsoe_chassis.ports import Uow
from icsoe_dominio.negativas import Negativa

from .ports import Trabajo

MAXIMO_BYTES = 16_384


@dataclass(frozen=True)
class GuardarBorrador:
    """``borrador`` None forgets it."""

    contratista_id: UUID
    borrador: Mapping[str, Any] | None


async def guardar_borrador(orden: GuardarBorrador, uow: Uow[Trabajo]) -> None:
    """Raises peticion_demasiado_grande, no_encontrado."""
    texto = None if orden.borrador is None else json.dumps(orden.borrador, ensure_ascii=False)
    if texto is not None and len(texto.encode()) > MAXIMO_BYTES:
        raise Negativa("peticion_demasiado_grande")
    async with uow() as t:
        if not await t.contratistas.guardar_borrador(orden.contratista_id, texto):
            raise Negativa("no_encontrado")
