"""Access links: 256 random bits, kept as a hash, single use; newer cancels older (threats.md §4.3)."""

import hashlib
import secrets
from datetime import timedelta
from typing import Literal

Motivo = Literal["ALTA", "RECUPERACION", "CORREO"]
VIDA: dict[Motivo, timedelta] = {
    "ALTA": timedelta(hours=24),
    "RECUPERACION": timedelta(minutes=60),
    "CORREO": timedelta(hours=24),
}


def token_nuevo() -> str:
    """43 characters base64url; also what a known browser keeps."""
    return secrets.token_urlsafe(32)


def huella_de_token(token: str) -> bytes:
    """What the database knows of it."""
    return hashlib.sha256(token.encode()).digest()


def correo_enmascarado(correo: str) -> str:
    """``a***@empresa.mx``: enough to recognise one's own."""
    local, _, dominio = correo.partition("@")
    return f"{local[:1]}***@{dominio}"
