"""Passwords and keys, made once per platform: ``secretos/<principal>/<name>``, readable by their owner."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .perfil import Perfil
from .topologia import leer


def _clave() -> bytes:
    return secrets.token_urlsafe(32).encode()


def _hmac() -> bytes:
    return secrets.token_hex(32).encode()


def _ed25519() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _esperados() -> dict[str, dict[str, bytes]]:
    plataforma = {
        "postgres": {"clave": _clave()},
        "kafka": {"broker": _clave(), "admin": _clave()},
        "minio": {"usuario": b"icsoe-raiz", "clave": _clave()},
    }
    servicios = {
        nombre: {"base_datos_clave": _clave(), "kafka_clave": _clave(), "minio_clave": _clave()}
        for nombre in leer().servicios
    }
    migraciones = {f"{nombre}-migra": {"base_datos_clave": _clave()} for nombre in leer().servicios}
    servicios["auth"] |= {"token_ed25519.pem": _ed25519(), "reto_hmac": _hmac()}
    servicios["signing"] |= {"qr_hmac": _hmac()}
    return plataforma | servicios | migraciones | {"portal": {"cookie_aead": _hmac()}}


def crear(perfil: Perfil) -> None:
    """Writes the secrets that are missing; never changes one that is there."""
    for principal, archivos in _esperados().items():
        carpeta = perfil.secretos / principal
        carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
        for nombre, contenido in archivos.items():
            _escribir(carpeta / nombre, contenido)


def _escribir(ruta: Path, contenido: bytes) -> None:
    try:
        descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as archivo:
        archivo.write(contenido)
