"""Forged access tokens (threats.md T-22): every one is 401 at an entry that a good one opens."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from icsoe_chassis.tokens import b64, de_b64, jwk_publica

Partes = dict[str, Any]
AJENA = Ed25519PrivateKey.generate()


def armar(clave: Ed25519PrivateKey, cabeza: Partes, reclamos: Partes) -> str:
    """A JWS with that header and those claims, signed by ``clave`` whatever the header says."""
    firmado = ".".join(b64(json.dumps(parte).encode()) for parte in (cabeza, reclamos))
    return f"{firmado}.{b64(clave.sign(firmado.encode()))}"


def cabeza(**cambios: Any) -> Callable[[Ed25519PrivateKey, Partes, Partes], str]:
    return lambda clave, c, r: armar(clave, {**c, **cambios}, r)


def reclamo(**cambios: Any) -> Callable[[Ed25519PrivateKey, Partes, Partes], str]:
    return lambda clave, c, r: armar(clave, c, {**r, **cambios})


def _sin_firma(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    firmado = ".".join(b64(json.dumps(parte).encode()) for parte in ({**c, "alg": "none"}, r))
    return f"{firmado}."


def _hs256_con_la_publica(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    firmado = ".".join(b64(json.dumps(parte).encode()) for parte in ({**c, "alg": "HS256"}, r))
    publica = clave.public_key().public_bytes_raw()
    return f"{firmado}.{b64(hmac.digest(publica, firmado.encode(), hashlib.sha256))}"


def _kid_de_otra(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    return armar(AJENA, c, r)


def _con_su_propia_llave(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    jwk = dict(jwk_publica(AJENA.public_key()))
    return armar(AJENA, {**c, "kid": jwk["kid"], "jwk": jwk}, r)


def _kid_desconocido(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    return armar(AJENA, {**c, "kid": jwk_publica(AJENA.public_key())["kid"]}, r)


def _reclamos_cambiados(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    partes = armar(clave, c, r).split(".")
    partes[1] = b64(json.dumps({**r, "rol": "rey"}).encode())
    return ".".join(partes)


def _sin(campo: str) -> Callable[[Ed25519PrivateKey, Partes, Partes], str]:
    return lambda clave, c, r: armar(clave, c, {k: v for k, v in r.items() if k != campo})


def _rs256(clave: Ed25519PrivateKey, c: Partes, r: Partes) -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    firmado = ".".join(b64(json.dumps(parte).encode()) for parte in ({**c, "alg": "RS256"}, r))
    firma = rsa.generate_private_key(65537, 2048).sign(firmado.encode(), PKCS1v15(), SHA256())
    return f"{firmado}.{b64(firma)}"


FORJADOS: dict[str, Callable[[Ed25519PrivateKey, Partes, Partes], str]] = {
    "alg none sin firma": _sin_firma,
    "alg none firmado": cabeza(alg="none"),
    "HS256 con la llave pública": _hs256_con_la_publica,
    "RS256": _rs256,
    "alg en minúsculas": cabeza(alg="eddsa"),
    "typ JWT": cabeza(typ="JWT"),
    "typ de la constancia": cabeza(typ="icsoe-identidad+jwt"),
    "sin kid": lambda clave, c, r: armar(clave, {"alg": "EdDSA", "typ": "at+jwt"}, r),
    "kid como ruta": cabeza(kid="../../../../dev/null"),
    "kid como SQL": cabeza(kid="x' or '1'='1"),
    "kid que no es texto": cabeza(kid=["x"]),
    "kid desconocido": _kid_desconocido,
    "firmado por otra llave": _kid_de_otra,
    "trae su propia llave": _con_su_propia_llave,
    "jku": cabeza(jku="https://atacante.example/jwks.json"),
    "x5u": cabeza(x5u="https://atacante.example/x.pem"),
    "x5c": cabeza(x5c=["MIIB"]),
    "crit": cabeza(crit=["exp"]),
    "b64": cabeza(b64=False),
    "zip": cabeza(zip="DEF"),
    "otro emisor": reclamo(iss="icsoe-registry"),
    "otra audiencia": reclamo(aud="icsoe-registry"),
    "vencido": reclamo(exp=1),
    "aún no válido": reclamo(nbf=int(time.time()) + 10**9),
    "rol inventado": reclamo(rol="operador"),
    "sub que no es id": reclamo(sub="1 or 1=1"),
    "sin exp": _sin("exp"),
    "sin aud": _sin("aud"),
    "sin sid": _sin("sid"),
    "exp que no es número": reclamo(exp="mañana"),
    "reclamos cambiados": _reclamos_cambiados,
    "cortado": lambda clave, c, r: armar(clave, c, r)[:-8],
    "cuatro partes": lambda clave, c, r: armar(clave, c, r) + ".x",
    "base64 común": lambda clave, c, r: base64.b64encode(armar(clave, c, r).encode()).decode(),
    "vacío": lambda clave, c, r: "",
    "enorme": reclamo(relleno="x" * 4000),
}


async def test_a_good_token_ends_the_session_and_no_forged_one_does(
    puerta: Any, persona: Any, ajustes_de_auth: dict[str, Any]
) -> None:
    """One session for all of them: each forgery is told apart by its name."""
    assert len(FORJADOS) >= 25
    clave = load_pem_private_key(ajustes_de_auth["token_ed25519_pem"].encode(), None)
    assert isinstance(clave, Ed25519PrivateKey)
    sesion = await puerta.entrar(persona)
    bueno: str = sesion["acceso"]
    partes = [json.loads(de_b64(parte)) for parte in bueno.split(".")[:2]]

    async def salir(token: str) -> int:
        cabeceras = {"Authorization": f"Bearer {token}"}
        return (await puerta.http.delete("/sesiones/actual", headers=cabeceras)).status_code

    assert {
        nombre: await salir(forjar(clave, *partes)) for nombre, forjar in FORJADOS.items()
    } == dict.fromkeys(FORJADOS, 401)
    assert (await puerta.renovar(sesion["refresco"])).status_code == 200
    assert await salir(armar(clave, *partes)) == 204
    assert (await puerta.renovar(sesion["refresco"])).status_code == 401


async def test_a_token_is_dead_seventy_seconds_after_it_was_issued(puerta: Any, persona: Any) -> None:
    """Sixty of life and ten of leeway between clocks, also for a token that was seen before."""
    sesion = await puerta.entrar(persona)
    cabeceras = {"Authorization": f"Bearer {sesion['acceso']}"}
    puerta.reloj.avanzar(timedelta(seconds=70))
    assert (await puerta.http.delete("/sesiones/actual", headers=cabeceras)).status_code == 204
    puerta.reloj.avanzar(timedelta(seconds=1))
    assert (await puerta.http.delete("/sesiones/actual", headers=cabeceras)).status_code == 401
