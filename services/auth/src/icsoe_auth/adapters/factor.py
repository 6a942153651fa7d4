"""TOTP by pyotp; seeds under AES-256-GCM bound to their account; login steps under a key derived from it."""

import hmac
import json
import secrets
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from icsoe_chassis.tokens import b64, de_b64
from icsoe_dominio.negativas import Negativa
from pyotp import random_base32
from pyotp.totp import TOTP

from ..domain.segundo_factor import Paso
from .llavero import Llavero

EMISOR = "ICSOE"
_PASO_S, _NONCE = 30, 12


class FactorTotp:
    """``SegundoFactor``. A sealed seed starts with the id of its key."""

    def __init__(self, llavero: Llavero) -> None:
        self._llavero = llavero

    def secreto_nuevo(self) -> str:
        return random_base32()

    def uri(self, secreto: str, usuario: str) -> str:
        return TOTP(secreto).provisioning_uri(name=usuario, issuer_name=EMISOR)

    def paso_de(self, secreto: str, codigo: str, ahora: datetime) -> int | None:
        totp, actual = TOTP(secreto), int(ahora.timestamp()) // _PASO_S
        llano = "".join(codigo.split())
        iguales = [
            paso
            for paso in (actual - 1, actual, actual + 1)
            if hmac.compare_digest(totp.at(paso * _PASO_S).encode(), llano.encode("utf-8", "surrogatepass"))
        ]
        return iguales[0] if iguales else None

    def cifrar(self, cuenta_id: UUID, secreto: str) -> bytes:
        id, nonce = self._llavero.actual, secrets.token_bytes(_NONCE)
        cifrado = AESGCM(self._llavero.llaves[id]).encrypt(nonce, secreto.encode(), _de(cuenta_id))
        return id.encode() + b":" + nonce + cifrado

    def descifrar(self, cuenta_id: UUID, cifrado: bytes) -> str:
        """A seed of another account, or of a key that is gone, is a fault of ours: it raises."""
        id, _, resto = cifrado.partition(b":")
        llave = AESGCM(self._llavero.llaves[id.decode()])
        return llave.decrypt(resto[:_NONCE], resto[_NONCE:], _de(cuenta_id)).decode()

    def sellar_paso(self, paso: Paso) -> str:
        datos = asdict(paso) | {"cuenta_id": str(paso.cuenta_id), "expira": paso.expira.isoformat()}
        nonce = secrets.token_bytes(_NONCE)
        sellador = self._de_pasos(self._llavero.actual)
        return b64(nonce + sellador.encrypt(nonce, json.dumps(datos).encode(), b"icsoe-paso|1"))

    def abrir_paso(self, sellado: str) -> Paso:
        for id in self._llavero.llaves:
            try:
                crudo = de_b64(sellado)
                claro = self._de_pasos(id).decrypt(crudo[:_NONCE], crudo[_NONCE:], b"icsoe-paso|1")
            except (InvalidTag, ValueError):
                continue
            datos = json.loads(claro)
            return Paso(
                UUID(datos["cuenta_id"]),
                datos["accion"],
                datos["credencial"],
                datetime.fromisoformat(datos["expira"]),
                datos["secreto"],
            )
        raise Negativa("paso_vencido")

    def _de_pasos(self, id: str) -> AESGCM:
        return AESGCM(hmac.digest(self._llavero.llaves[id], b"icsoe-paso|1", "sha256"))


def _de(cuenta_id: UUID) -> bytes:
    return b"icsoe-totp|1|" + cuenta_id.bytes
