"""registry with the key that its links are sealed for."""

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from icsoe_chassis.servicio import Servicio
from icsoe_chassis.testing.plugin import FabricaDeBase, ServicioDePrueba

LLAVE_DE_ENLACES = X25519PrivateKey.generate()


@pytest.fixture
def llave_de_enlaces() -> str:
    """notify's private key, PEM."""
    formato = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return LLAVE_DE_ENLACES.private_bytes(*formato).decode()


@pytest.fixture
def base_de(base_de: FabricaDeBase) -> FabricaDeBase:
    """As the chassis' own, with the public key in the settings."""
    formato = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    publica = LLAVE_DE_ENLACES.public_key().public_bytes(*formato).decode()

    async def hacer(servicio: Servicio[Any], **dados: Any) -> ServicioDePrueba:
        return await base_de(servicio, **({"enlace_publica_pem": publica} | dados))

    return hacer
