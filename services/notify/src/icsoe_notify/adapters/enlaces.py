"""``Abridor`` on the chassis' JWE and notify's private key."""

import re

from icsoe_chassis import enlaces

from ..application.ports import EnlaceAbierto, EnlaceIlegible

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class AbridorJwe:
    """``privada``: PEM of an X25519 key."""

    def __init__(self, privada: str) -> None:
        self._privada = enlaces.llave_de(privada)

    def abrir(self, sellado: str) -> EnlaceAbierto:
        try:
            enlace = enlaces.abrir(self._privada, sellado)
        except enlaces.EnlaceIlegible as error:
            raise EnlaceIlegible(str(error)) from None
        if not _TOKEN.fullmatch(enlace.token):
            raise EnlaceIlegible("token")
        return EnlaceAbierto(enlace.token, enlace.para)
