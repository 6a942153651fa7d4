"""The identity slip: a JWS of auth that tells registry, and only registry, whose e.firma it was.

``typ: icsoe-identidad+jwt``, 10 min, signed with the key of the access tokens, bound to one contratista. The
access token itself carries no personal data (threats.md §4.3). One owner of the format for auth and registry.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_dominio.identificadores import Rfc, TipoPersona
from icsoe_dominio.texto import ValorInvalido

from .claves import ClavesDeToken
from .tokens import EMISOR, HOLGURA_S, TokenInvalido, b64, de_b64, jwk_publica, kid_de

TIPO = "icsoe-identidad+jwt"
AUDIENCIA = "icsoe-registry"
VIDA = timedelta(minutes=10)
_LARGO_MAXIMO = 8_192


@dataclass(frozen=True)
class Constancia:
    """What the certificate said. ``rfc_representante`` only of a company."""

    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    rfc_representante: str | None


def emitir_constancia(clave: Ed25519PrivateKey, constancia: Constancia, ahora: datetime) -> str:
    """The JWS, compact."""
    iat = int(ahora.timestamp())
    fechas = {"iat": iat, "nbf": iat, "exp": iat + int(VIDA.total_seconds())}
    datos = {k: v for k, v in asdict(constancia).items() if k != "contratista_id"}
    reclamos = {"iss": EMISOR, "aud": AUDIENCIA, "sub": str(constancia.contratista_id), **fechas, **datos}
    cabeza = {"alg": "EdDSA", "typ": TIPO, "kid": jwk_publica(clave.public_key())["kid"]}
    firmado = ".".join(
        b64(json.dumps(p, ensure_ascii=False, separators=(",", ":")).encode()) for p in (cabeza, reclamos)
    )
    return f"{firmado}.{b64(clave.sign(firmado.encode()))}"


async def leer_constancia(jws: str, claves: ClavesDeToken, ahora: datetime) -> Constancia:
    """Checks type, key, signature, addressee and time. Raises TokenInvalido."""
    clave = await claves.clave(kid_de(jws, TIPO, _LARGO_MAXIMO))
    firmado, _, firma = jws.rpartition(".")
    try:
        clave.verify(de_b64(firma), firmado.encode("ascii"))
        c: dict[str, Any] = json.loads(de_b64(firmado.split(".")[1]))
        instante = ahora.timestamp()
        if c["iss"] != EMISOR or c["aud"] != AUDIENCIA:
            raise TokenInvalido("emisor o destinatario")
        if instante > c["exp"] + HOLGURA_S or instante < c["nbf"] - HOLGURA_S:
            raise TokenInvalido("fuera de su tiempo")
        rfc = Rfc.leer(c["rfc"])
        if rfc.tipo_persona != c["tipo_persona"] or not isinstance(c["nombre"], str):
            raise TokenInvalido("reclamos")
        return Constancia(UUID(c["sub"]), rfc.valor, c["nombre"], rfc.tipo_persona, c["rfc_representante"])
    except (InvalidSignature, ValorInvalido, ValueError, KeyError, TypeError) as error:
        raise TokenInvalido(type(error).__name__) from None
