"""A session: how long it lives (icsoe.md D85), how its handle is kept, how often one opens (threats §4)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

OCIOSA = timedelta(minutes=15)
ABSOLUTA = timedelta(hours=8)
POR_CUENTA = 5
CONSERVADA = timedelta(days=30)
VENTANA_DE_INGRESOS = timedelta(minutes=10)


@dataclass(frozen=True)
class Refresco:
    """The handle that renews access: 256 random bits, shown once, kept as its hash, never rotated (T-31)."""

    valor: str

    @classmethod
    def nuevo(cls) -> "Refresco":
        return cls(secrets.token_urlsafe(32))

    @property
    def sha256(self) -> bytes:
        """What the database knows of it."""
        return hashlib.sha256(self.valor.encode()).digest()


@dataclass(frozen=True)
class Plazos:
    """Oldest ``usada`` and ``creada`` that a living session may have at an instant."""

    usada_desde: datetime
    creada_desde: datetime

    @classmethod
    def en(cls, ahora: datetime) -> "Plazos":
        return cls(ahora - OCIOSA, ahora - ABSOLUTA)
