"""A link that confirms an address: 256 bits, 24 hours, once; only its hash is kept (threats.md T-29)."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

VIDA = timedelta(hours=24)
POR_DIA = 3


@dataclass(frozen=True)
class Token:
    """43 characters base64url, shown only in the mail."""

    valor: str = field(repr=False)

    @classmethod
    def nuevo(cls) -> "Token":
        return cls(secrets.token_urlsafe(32))

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.valor.encode()).digest()
