"""``Emisor`` on the chassis' token formats and auth's Ed25519 key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.identidad import Principal
from icsoe_chassis.tokens import emitir_acceso, jwk_publica

from ..application.ports import Acceso, Titular


class EmisorDeTokens:
    """Signs with one key; its public half is the JWKS."""

    def __init__(self, clave: Ed25519PrivateKey) -> None:
        self._clave = clave

    def jwks(self) -> list[dict[str, Any]]:
        """The public keys, for whoever verifies."""
        return [dict(jwk_publica(self._clave.public_key()))]

    def acceso(self, cuenta_id: UUID, sesion_id: UUID, ahora: datetime) -> Acceso:
        principal = Principal(cuenta_id, "contratista", cuenta_id, sesion_id)
        return Acceso(*emitir_acceso(self._clave, principal, ahora))

    def identidad(self, cuenta_id: UUID, titular: Titular, ahora: datetime) -> str:
        constancia = Constancia(
            cuenta_id, titular.rfc, titular.nombre, titular.tipo_persona, titular.rfc_representante
        )
        return emitir_constancia(self._clave, constancia, ahora)
