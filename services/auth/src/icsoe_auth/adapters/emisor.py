"""``Emisor`` on the chassis' token formats and auth's Ed25519 key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.identidad import Principal
from icsoe_chassis.tokens import emitir_acceso, jwk_publica

from ..application.ports import Acceso, Titular


class EmisorDeTokens:
    """Signs with the first key; the public halves of all are the JWKS, so that what an older one signed is
    believed until it expires (threats.md §4.4: rotation logs nobody out).
    """

    def __init__(self, claves: Sequence[Ed25519PrivateKey]) -> None:
        self._clave = claves[0]
        self._publicas = [clave.public_key() for clave in claves]

    def jwks(self) -> list[dict[str, Any]]:
        """The public keys, for whoever verifies."""
        return [dict(jwk_publica(publica)) for publica in self._publicas]

    def acceso(self, principal: Principal, ahora: datetime) -> Acceso:
        return Acceso(*emitir_acceso(self._clave, principal, ahora))

    def identidad(self, cuenta_id: UUID, titular: Titular, ahora: datetime) -> str:
        constancia = Constancia(
            cuenta_id, titular.rfc, titular.nombre, titular.tipo_persona, titular.rfc_representante
        )
        return emitir_constancia(self._clave, constancia, ahora)
