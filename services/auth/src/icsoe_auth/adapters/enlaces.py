"""``SelladorDeEnlaces`` on the chassis' JWE and notify's public key."""

from uuid import UUID

from icsoe_chassis.enlaces import Enlace, llave_de, sellar


class SelladorJwe:
    """Seals for notify only."""

    def __init__(self, publica: str) -> None:
        self._publica = llave_de(publica)

    def sellar(self, token: str, para: str, titular: UUID) -> str:
        return sellar(self._publica, Enlace(token, para, titular))
