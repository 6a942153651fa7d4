"""The session cookie: AES-256-GCM, key id inside, at most 4,096 bytes (threats.md §4.2)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import ValidationError

from ..application.sesion import Sesion

MAXIMO = 4096
NOMBRE = "__Host-icsoe_s"
NOMBRE_LOCAL = "icsoe_s_local"


class GalletaDemasiadoGrande(Exception):
    """A sealed session passes 4,096 bytes: a fault of ours, never of the person."""


@dataclass(frozen=True)
class _Llave:
    id: str
    aead: AESGCM


class Caja:
    """Seals and opens the cookie ``nombre``. ``secretos``: the first line seals; later lines only open."""

    def __init__(self, secretos: str, nombre: str) -> None:
        lineas = [linea.strip() for linea in secretos.splitlines() if linea.strip()]
        if not lineas or any(len(linea) < 32 for linea in lineas):
            raise ValueError("cookie_aead: cada línea necesita al menos 32 caracteres")
        self.nombre = nombre
        self._llaves = [_derivar(linea) for linea in lineas]

    def sellar(self, claro: bytes) -> str:
        """The cookie's value. Raises GalletaDemasiadoGrande."""
        llave = self._llaves[0]
        nonce = secrets.token_bytes(12)
        cifrado = nonce + llave.aead.encrypt(nonce, claro, self._atado(llave.id))
        valor = f"{llave.id}.{base64.urlsafe_b64encode(cifrado).rstrip(b'=').decode()}"
        if len(self.nombre) + 1 + len(valor) > MAXIMO:
            raise GalletaDemasiadoGrande
        return valor

    def leer(self, valor: str) -> bytes | None:
        """What was sealed, or None for anything not sealed by us under this name."""
        if len(valor) > MAXIMO or not valor.isascii():
            return None
        identificador, _, cuerpo = valor.partition(".")
        llave = next((ll for ll in self._llaves if secrets.compare_digest(ll.id, identificador)), None)
        if llave is None:
            return None
        try:
            crudo = base64.urlsafe_b64decode(cuerpo + "=" * (-len(cuerpo) % 4))
            return llave.aead.decrypt(crudo[:12], crudo[12:], self._atado(llave.id))
        except (ValueError, InvalidTag):
            return None

    def _atado(self, llave_id: str) -> bytes:
        return f"{self.nombre}|{llave_id}".encode()


class Sello(Caja):
    """Seals and opens sessions."""

    def cerrar(self, sesion: Sesion) -> str:
        """The cookie's value. Raises GalletaDemasiadoGrande."""
        return self.sellar(sesion.model_dump_json(exclude_defaults=True).encode())

    def abrir(self, valor: str) -> Sesion | None:
        """The session, or None for anything not sealed by us under this name."""
        claro = self.leer(valor)
        try:
            return Sesion.model_validate_json(claro) if claro is not None else None
        except ValidationError:
            return None


def _derivar(secreto: str) -> _Llave:
    clave = HKDF(hashes.SHA256(), 32, salt=None, info=b"icsoe-portal-galleta-1").derive(secreto.encode())
    return _Llave(hashlib.sha256(b"id" + clave).hexdigest()[:8], AESGCM(clave))
