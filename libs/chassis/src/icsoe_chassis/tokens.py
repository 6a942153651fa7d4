"""Access tokens: JWS compact, ``typ: at+jwt``, EdDSA on
Ed25519, 60 s (threats.md §4.3). One owner of the format.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .identidad import ROLES, Principal

EMISOR = "icsoe-auth"
AUDIENCIA = "icsoe-api"
VIDA = timedelta(seconds=60)
HOLGURA_S = 10
_KID = re.compile(r"[A-Za-z0-9_-]{43}")
_LARGO_MAXIMO = 2_048


class TokenInvalido(Exception):
    """Not a token of ours, or expired. The reason is for the log's counters, never for the caller."""


def b64(crudo: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(crudo).rstrip(b"=").decode()


def de_b64(texto: str) -> bytes:
    """The inverse of ``b64``, of exactly one text per value. Raises ValueError."""
    crudo = base64.b64decode(texto + "=" * (-len(texto) % 4), altchars=b"-_", validate=True)
    if b64(crudo) != texto:
        raise ValueError("base64url no canónico")
    return crudo


def jwk_publica(clave: Ed25519PublicKey) -> dict[str, str]:
    """The public JWK, its ``kid`` the RFC 7638 thumbprint."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": b64(clave.public_bytes_raw())}
    huella = hashlib.sha256(json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**jwk, "alg": "EdDSA", "use": "sig", "kid": b64(huella)}


def clave_de_jwk(jwk: Mapping[str, Any]) -> tuple[str, Ed25519PublicKey]:
    """(kid, key) of a JWK. Raises ValueError: no Ed25519 key, or its ``kid`` is not its thumbprint."""
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519":
        raise ValueError("no es Ed25519")
    clave = Ed25519PublicKey.from_public_bytes(de_b64(str(jwk["x"])))
    if jwk.get("kid") != jwk_publica(clave)["kid"]:
        raise ValueError("kid distinto de su huella")
    return str(jwk["kid"]), clave


def _segmento(valor: Mapping[str, Any]) -> str:
    return b64(json.dumps(valor, separators=(",", ":")).encode())


def emitir_acceso(clave: Ed25519PrivateKey, principal: Principal, ahora: datetime) -> tuple[str, datetime]:
    """A new access token and the instant at which it expires."""
    iat = int(ahora.timestamp())
    exp = iat + int(VIDA.total_seconds())
    reclamos: dict[str, Any] = {
        "iss": EMISOR,
        "aud": AUDIENCIA,
        "sub": str(principal.sub),
        "rol": principal.rol,
        "sid": str(principal.sid),
        "iat": iat,
        "nbf": iat,
        "exp": exp,
        "jti": uuid4().hex,
    }
    if principal.contratista_id:
        reclamos["contratista"] = str(principal.contratista_id)
    if principal.efirma:
        reclamos["efirma"] = int(principal.efirma.timestamp())
    cabeza = {"alg": "EdDSA", "typ": "at+jwt", "kid": jwk_publica(clave.public_key())["kid"]}
    firmado = f"{_segmento(cabeza)}.{_segmento(reclamos)}"
    return f"{firmado}.{b64(clave.sign(firmado.encode()))}", datetime.fromtimestamp(exp, ahora.tzinfo)


def kid_de(token: str, typ: str = "at+jwt", largo: int = _LARGO_MAXIMO) -> str:
    """The ``kid`` of a token whose header is exactly ours, of type ``typ``. Raises TokenInvalido."""
    if len(token) > largo or token.count(".") != 2:
        raise TokenInvalido("forma")
    try:
        cabeza = json.loads(de_b64(token.split(".", 1)[0]))
    except (ValueError, RecursionError):
        raise TokenInvalido("cabecera") from None
    if not isinstance(cabeza, dict) or set(cabeza) != {"alg", "typ", "kid"}:
        raise TokenInvalido("cabecera")
    if cabeza["alg"] != "EdDSA" or cabeza["typ"] != typ:
        raise TokenInvalido("alg o typ")
    kid = cabeza["kid"]
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise TokenInvalido("kid")
    return kid


@dataclass(frozen=True)
class Verificado:
    """A principal and the epoch second until which the token is good, leeway included."""

    principal: Principal
    hasta: int


def verificar_acceso(token: str, clave: Ed25519PublicKey, ahora: Callable[[], datetime]) -> Verificado:
    """Checks signature and claims. Raises TokenInvalido."""
    firmado, _, firma = token.rpartition(".")
    try:
        clave.verify(de_b64(firma), firmado.encode("ascii"))
        c = json.loads(de_b64(firmado.split(".")[1]))
        instante = ahora().timestamp()
        if c["iss"] != EMISOR or c["aud"] != AUDIENCIA:
            raise TokenInvalido("emisor o destinatario")
        if instante > c["exp"] + HOLGURA_S or instante < c["nbf"] - HOLGURA_S:
            raise TokenInvalido("fuera de su tiempo")
        rol = c["rol"]
        if rol not in ROLES:
            raise TokenInvalido("rol")
        contratista = UUID(c["contratista"]) if "contratista" in c else None
        efirma = datetime.fromtimestamp(int(c["efirma"]), UTC) if "efirma" in c else None
        principal = Principal(UUID(c["sub"]), rol, contratista, UUID(c["sid"]), efirma)
        return Verificado(principal, int(c["exp"]) + HOLGURA_S)
    except (InvalidSignature, ValueError, KeyError, TypeError, OverflowError) as error:
        raise TokenInvalido(type(error).__name__) from None
