"""Who asks. A leaf: plain values, so that application code may hold one without knowing HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

Rol = Literal["contratista", "capturista", "mesa_ayuda", "verificador", "publicador", "administrador"]
ROLES: tuple[Rol, ...] = get_args(Rol)
EFIRMA_RECIENTE = timedelta(minutes=10)


@dataclass(frozen=True)
class Principal:
    """The verified claims of an access token. ``contratista_id``
    is set for a contratista only (threats.md §4.3). ``efirma``: when it proved itself with its e.firma, which
    no renewal of the token makes younger; None of whoever entered with a password.
    """

    sub: UUID
    rol: Rol
    contratista_id: UUID | None
    sid: UUID
    efirma: datetime | None = None

    def efirma_reciente(self, ahora: datetime) -> bool:
        """Whether the e.firma was used within ten minutes, as what diverts mail needs (threats.md T-35)."""
        return self.efirma is not None and ahora - self.efirma <= EFIRMA_RECIENTE


@dataclass(frozen=True)
class Encargo:
    """For whom a request works: a contratista for itself, a capturista for one that gave it an ACTIVO link.

    ``puede_acuses``: the switch of the link; a contratista always may.
    """

    principal: Principal
    contratista_id: UUID
    puede_acuses: bool
