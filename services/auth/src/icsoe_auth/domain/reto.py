"""The login challenge: a text only we can make, good for two minutes, bound to who asked (T-17, T-20).

Nothing is stored when it is asked for: the token holds what the text is rebuilt from, under an HMAC.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icsoe_dominio.cadena import CadenaLogin, instante
from icsoe_dominio.negativas import Negativa

VIDA = timedelta(minutes=2)
_NONCE, _MOMENTO, _HUELLA, _SELLO = 16, 8, 32, 32


@dataclass(frozen=True)
class Reto:
    """``verificador_sha256``: hash of the secret that whoever asked must show with the answer."""

    nonce: bytes
    emitido: datetime
    verificador_sha256: bytes

    @property
    def expira(self) -> datetime:
        """Last instant at which it may be answered."""
        return self.emitido + VIDA

    def texto(self, origen: str) -> str:
        """What the e.firma signs; ``origen`` is this installation's public URL."""
        return CadenaLogin(origen, self.nonce.hex(), instante(self.emitido), instante(self.expira)).texto()

    def exigir_vigente(self, verificador: str, ahora: datetime) -> None:
        """Raises reto_vencido, or reto_invalido when another browser or client asked for it."""
        if ahora > self.expira:
            raise Negativa("reto_vencido")
        huella = hashlib.sha256(verificador.encode()).digest()
        if not hmac.compare_digest(huella, self.verificador_sha256):
            raise Negativa("reto_invalido")


@dataclass(frozen=True)
class SelladorDeRetos:
    """Makes and reads the opaque token of a challenge for one origin."""

    clave: bytes
    origen: str

    def sellar(self, reto: Reto) -> str:
        """base64url of nonce, instant (ms), hash of the verifier and HMAC-SHA256."""
        milis = int(reto.emitido.timestamp() * 1000).to_bytes(_MOMENTO, "big")
        cuerpo = reto.nonce + milis + reto.verificador_sha256
        return base64.urlsafe_b64encode(cuerpo + self._sello(cuerpo)).decode().rstrip("=")

    def leer(self, token: str) -> Reto:
        """The challenge behind a token of ours. Raises reto_invalido for any other text."""
        try:
            crudo = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise Negativa("reto_invalido") from None
        cuerpo, sello = crudo[:-_SELLO], crudo[-_SELLO:]
        largo = len(crudo) == _NONCE + _MOMENTO + _HUELLA + _SELLO
        if not largo or not hmac.compare_digest(sello, self._sello(cuerpo)):
            raise Negativa("reto_invalido")
        milis = int.from_bytes(cuerpo[_NONCE : _NONCE + _MOMENTO], "big")
        emitido = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milis)
        return Reto(cuerpo[:_NONCE], emitido, cuerpo[_NONCE + _MOMENTO :])

    def _sello(self, cuerpo: bytes) -> bytes:
        return hmac.digest(self.clave, b"icsoe-reto|1|" + self.origen.encode() + b"|" + cuerpo, "sha256")
