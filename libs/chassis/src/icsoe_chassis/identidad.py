"""Who asks. A leaf: plain values, so that application code may hold one without knowing HTTP."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Rol = Literal["contratista", "capturista", "operador"]


@dataclass(frozen=True)
class Principal:
    """The verified claims of an access token. ``contratista_id``
    is set for a contratista only (threats.md §4.3).
    """

    sub: UUID
    rol: Rol
    contratista_id: UUID | None
    sid: UUID
