import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from icsoe_chassis.claves import ClavesDeToken
from icsoe_chassis.constancia import Constancia, emitir_constancia, leer_constancia
from icsoe_chassis.identidad import Principal
from icsoe_chassis.tokens import TokenInvalido, b64, de_b64, emitir_acceso, jwk_publica, kid_de

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)
CLAVE = Ed25519PrivateKey.generate()
EMPRESA = Constancia(UUID(int=7), "OÑO120726RX3", "ORGÁNICOS ÑANDÚ " * 18, "M", "VADA800927DJ3")


class UnaClave:
    """The keys of a process that has seen one JWKS."""

    async def clave(self, kid: str) -> Ed25519PublicKey:
        if kid != jwk_publica(CLAVE.public_key())["kid"]:
            raise TokenInvalido("kid desconocido")
        return CLAVE.public_key()


CLAVES = cast("ClavesDeToken", UnaClave())


def con(jws: str, parte: int, **cambios: Any) -> str:
    """The same JWS with claims or header changed and signed again with the right key."""
    partes = jws.split(".")
    valor = json.loads(de_b64(partes[parte])) | cambios
    partes[parte] = b64(json.dumps(valor).encode())
    firmado = ".".join(partes[:2])
    return f"{firmado}.{b64(CLAVE.sign(firmado.encode()))}"


async def test_registry_reads_what_auth_wrote_also_for_the_longest_name() -> None:
    assert await leer_constancia(emitir_constancia(CLAVE, EMPRESA, AHORA), CLAVES, AHORA) == EMPRESA


@pytest.mark.parametrize("minutos", [-1, 11])
async def test_a_slip_is_good_for_ten_minutes_only(minutos: int) -> None:
    jws = emitir_constancia(CLAVE, EMPRESA, AHORA)
    with pytest.raises(TokenInvalido):
        await leer_constancia(jws, CLAVES, AHORA + timedelta(minutes=minutos))


@pytest.mark.parametrize(
    ("parte", "cambios"),
    [
        (0, {"alg": "none"}), (0, {"alg": "HS256"}), (0, {"typ": "at+jwt"}), (0, {"jku": "https://x.invalid"}),
        (0, {"kid": "A" * 43}), (0, {"kid": "../x"}), (1, {"aud": "icsoe-api"}), (1, {"iss": "otro"}),
        (1, {"rfc": "CACX7605101P8"}), (1, {"rfc": "NADA"}), (1, {"tipo_persona": "F"}), (1, {"sub": "x"}),
        (1, {"nombre": 1}), (1, {"exp": "mañana"}),
    ],
)  # fmt: skip
async def test_a_slip_with_anything_else_in_it_is_refused(parte: int, cambios: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalido):
        await leer_constancia(con(emitir_constancia(CLAVE, EMPRESA, AHORA), parte, **cambios), CLAVES, AHORA)


async def test_a_slip_signed_by_another_key_or_changed_is_refused() -> None:
    ajena = emitir_constancia(Ed25519PrivateKey.generate(), EMPRESA, AHORA)
    propia = emitir_constancia(CLAVE, EMPRESA, AHORA)
    for jws in (ajena, propia[:-4] + "AAAA", propia + ".x", "", "a.b.c"):
        with pytest.raises(TokenInvalido):
            await leer_constancia(jws, CLAVES, AHORA)


async def test_an_access_token_is_no_slip_and_a_slip_no_access_token() -> None:
    acceso, _ = emitir_acceso(CLAVE, Principal(UUID(int=7), "contratista", UUID(int=7), UUID(int=8)), AHORA)
    with pytest.raises(TokenInvalido):
        await leer_constancia(acceso, CLAVES, AHORA)
    with pytest.raises(TokenInvalido):
        kid_de(emitir_constancia(CLAVE, EMPRESA, AHORA))
