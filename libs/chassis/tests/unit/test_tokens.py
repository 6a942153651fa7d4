"""Access tokens: exactly ours, exactly now, or 401 (threats.md §4.3)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_chassis.identidad import Principal
from icsoe_chassis.tokens import (
    TokenInvalido,
    b64,
    clave_de_jwk,
    de_b64,
    emitir_acceso,
    jwk_publica,
    kid_de,
    verificar_acceso,
)

AHORA = datetime(2026, 9, 10, 18, 0, tzinfo=UTC)
CLAVE = Ed25519PrivateKey.generate()
QUIEN = Principal(uuid4(), "contratista", UUID(int=7), uuid4())
TOKEN, _ = emitir_acceso(CLAVE, QUIEN, AHORA)


def verificar(token: str, ahora: datetime = AHORA) -> Principal:
    kid_de(token)
    return verificar_acceso(token, CLAVE.public_key(), lambda: ahora).principal


def con(cabeza: dict[str, Any] | None = None, **reclamos: Any) -> str:
    """The token, with other headers or claims, signed with the right key."""
    partes = TOKEN.split(".")
    cabezas = json.loads(de_b64(partes[0])) | (cabeza or {})
    cuerpo = json.loads(de_b64(partes[1])) | reclamos
    firmado = ".".join(b64(json.dumps(p).encode()) for p in (cabezas, cuerpo))
    return f"{firmado}.{b64(CLAVE.sign(firmado.encode()))}"


def test_a_token_says_who_asks_and_nothing_personal() -> None:
    assert verificar(TOKEN) == QUIEN
    cuerpo = json.loads(de_b64(TOKEN.split(".")[1]))
    assert set(cuerpo) == {"iss", "aud", "sub", "rol", "sid", "iat", "nbf", "exp", "jti", "contratista"}
    assert cuerpo["exp"] - cuerpo["iat"] == 60


def test_a_token_says_since_when_an_efirma_was_not_used_and_ten_minutes_are_recent() -> None:
    acto = AHORA - timedelta(minutes=10)
    quien = Principal(QUIEN.sub, "contratista", QUIEN.contratista_id, QUIEN.sid, acto)
    leido = verificar(emitir_acceso(CLAVE, quien, AHORA)[0])
    assert leido == quien
    assert leido.efirma_reciente(AHORA)
    assert not leido.efirma_reciente(AHORA + timedelta(seconds=1))
    assert not QUIEN.efirma_reciente(AHORA)


@pytest.mark.parametrize("acto", ["x", [], 10**30])
def test_an_instant_that_is_none_is_no_token_of_ours(acto: Any) -> None:
    with pytest.raises(TokenInvalido):
        verificar(con(efirma=acto))


@pytest.mark.parametrize("segundos", [-10, 0, 60, 70])
def test_a_token_holds_for_its_minute_and_ten_seconds_of_leeway(segundos: int) -> None:
    assert verificar(TOKEN, AHORA + timedelta(seconds=segundos)) == QUIEN


@pytest.mark.parametrize("segundos", [-11, 71, 3600])
def test_before_and_after_it_holds_no_longer(segundos: int) -> None:
    with pytest.raises(TokenInvalido):
        verificar(TOKEN, AHORA + timedelta(seconds=segundos))


@pytest.mark.parametrize(
    "hacer",
    [
        lambda: con({"alg": "none"}),
        lambda: con({"alg": "HS256"}),
        lambda: con({"typ": "JWT"}),
        lambda: con({"jku": "https://malo.example/jwks"}),
        lambda: con({"kid": "../../etc/passwd"}),
        lambda: con(iss="otro"),
        lambda: con(aud="icsoe-registry"),
        lambda: con(rol="rey"),
        lambda: con(sub="yo"),
        lambda: TOKEN[:-4] + "AAAA",
        lambda: TOKEN.rsplit(".", 1)[0] + ".",
        lambda: "a.b",
        lambda: "a.b.c",
        lambda: TOKEN + "=" * 3_000,
    ],
)
def test_anything_that_is_not_exactly_ours_is_refused(hacer: Callable[[], str]) -> None:
    with pytest.raises(TokenInvalido):
        verificar(hacer())


def test_the_kid_of_a_key_is_its_thumbprint_and_nothing_else() -> None:
    jwk = jwk_publica(CLAVE.public_key())
    kid, clave = clave_de_jwk(jwk)
    assert clave.public_bytes_raw() == CLAVE.public_key().public_bytes_raw()
    assert len(kid) == 43
    with pytest.raises(ValueError, match="huella"):
        clave_de_jwk({**jwk, "kid": "x" * 43})
