"""Passwords and keys, made once per platform: ``secretos/<principal>/<name>``, readable by their owner."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from .perfil import Perfil
from .topologia import leer


def _clave() -> bytes:
    return secrets.token_urlsafe(32).encode()


def _hmac() -> bytes:
    return secrets.token_hex(32).encode()


def _llavero() -> bytes:
    """A key with its id; a newer one is written above it (icsoe_auth.adapters.llavero)."""
    return b"1:" + _hmac()


def _pem(llave: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return llave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


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
    servicios["auth"] |= {
        "token_ed25519.pem": _pem(Ed25519PrivateKey.generate()),
        "reto_hmac": _hmac(),
        "pimienta_hmac": _llavero(),
        "totp_clave": _llavero(),
    }
    servicios["notify"] |= {"enlace_x25519.pem": _pem(X25519PrivateKey.generate())}
    servicios["signing"] |= {"qr_hmac": _hmac()}
    return plataforma | servicios | migraciones | {"portal": {"cookie_aead": _hmac()}}


def crear(perfil: Perfil) -> None:
    """Writes the secrets that are missing; never changes one that is there."""
    for principal, archivos in _esperados().items():
        carpeta = perfil.secretos / principal
        carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
        for nombre, contenido in archivos.items():
            _escribir(carpeta / nombre, contenido)
    _publicar_llave_de_enlaces(perfil)


def _publicar_llave_de_enlaces(perfil: Perfil) -> None:
    """Those who seal links get the public half of notify's key."""
    privada = load_pem_private_key((perfil.secretos / "notify" / "enlace_x25519.pem").read_bytes(), None)
    publica = privada.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for nombre in ("auth", "registry"):
        _escribir(perfil.secretos / nombre / "enlace_publica.pem", publica)


def _escribir(ruta: Path, contenido: bytes) -> None:
    try:
        descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as archivo:
        archivo.write(contenido)
