"""The second factor: codes of 30 s accepted once each, ten codes for when the telephone is lost (T-28)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

CODIGOS = 10
VIDA_DEL_PASO = timedelta(minutes=5)
_OCTETOS = 10

Accion = Literal["PEDIR", "ACTIVAR"]


@dataclass(frozen=True)
class Paso:
    """A login between password and code. ``credencial``: of the password that was right, so that a change of
    it ends the step; ``secreto`` only while the second factor is being set up.
    """

    cuenta_id: UUID
    accion: Accion
    credencial: str
    expira: datetime
    secreto: str | None = None


def codigos_nuevos() -> list[str]:
    """Ten codes of 80 bits, ``XXXX-XXXX-XXXX-XXXX``, shown once."""
    return [_legible(base64.b32encode(secrets.token_bytes(_OCTETOS)).decode()) for _ in range(CODIGOS)]


def huella_de_codigo(codigo: str) -> bytes:
    """SHA-256 of a recovery code as typed: case, blanks and hyphens do not matter."""
    llano = "".join(c for c in codigo.upper() if c.isalnum())
    return hashlib.sha256(llano.encode("utf-8", "surrogatepass")).digest()


def credencial_de(contrasena: str) -> str:
    """Names a stored password hash without telling it."""
    return hashlib.sha256(contrasena.encode()).hexdigest()[:16]


def _legible(texto: str) -> str:
    return "-".join(texto[i : i + 4] for i in range(0, len(texto), 4))
