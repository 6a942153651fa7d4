"""Access links on the bus: a JWE that only notify opens (threats.md §4.3), so that no event holds a token.

``ECDH-ES`` + ``A256GCM`` on X25519, ``typ: icsoe-enlace+jwe``, a fixed ``kid``. One owner of the format for
those who seal (auth, registry) and the one who opens.
"""

import json
from dataclasses import asdict, dataclass, field
from uuid import UUID

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

TIPO = "icsoe-enlace+jwe"
KID = "enlace-1"
_ALGORITMO, _CIFRADO = "ECDH-ES", "A256GCM"
_LARGO_MAXIMO = 4_096


class EnlaceIlegible(Exception):
    """Not a link of ours, or not for this key. The reason names no content."""


@dataclass(frozen=True)
class Enlace:
    """``token``: of the link, shown to nobody else. ``para``: the address. ``titular``: whose it is."""

    token: str = field(repr=False)
    para: str = field(repr=False)
    titular: UUID


def llave_de(pem: str) -> OKPKey:
    """The X25519 key, private or public, of a PEM text. Raises ValueError."""
    llave = OKPKey.import_key(pem)
    if llave.curve_name != "X25519":
        raise ValueError("la llave de los enlaces no es X25519")
    return llave


def sellar(publica: OKPKey, enlace: Enlace) -> str:
    """The JWE, compact; a new ephemeral key each time."""
    cabeza = {"alg": _ALGORITMO, "enc": _CIFRADO, "typ": TIPO, "kid": KID}
    cuerpo = json.dumps(asdict(enlace) | {"titular": str(enlace.titular)}, ensure_ascii=False).encode()
    return jwe.encrypt_compact(cabeza, cuerpo, publica, algorithms=[_ALGORITMO, _CIFRADO])


def abrir(privada: OKPKey, sellado: str) -> Enlace:
    """The link inside. Raises EnlaceIlegible."""
    if len(sellado) > _LARGO_MAXIMO:
        raise EnlaceIlegible("largo")
    try:
        hallado = jwe.decrypt_compact(sellado, privada, algorithms=[_ALGORITMO, _CIFRADO])
        cabeza = hallado.headers()
        if set(cabeza) != {"alg", "enc", "typ", "kid", "epk"} or (cabeza["typ"], cabeza["kid"]) != (
            TIPO,
            KID,
        ):
            raise EnlaceIlegible("cabecera")
        datos = json.loads(hallado.plaintext or b"")
        return Enlace(str(datos["token"]), str(datos["para"]), UUID(datos["titular"]))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise EnlaceIlegible(type(error).__name__) from None
