"""The .key file: what opens, what is refused, and the mark that betrays one."""

import base64
import subprocess
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.huella import HUELLA_LLAVE_SAT, contiene_llave
from icsoe_efirma.llave import LlaveRechazada, abrir_llave
from icsoe_sim.efirma import Titular, cifrar_llave, nueva_efirma

PERSONA = Titular("CACX7605101P8", "XOCHILT CASAS CHAVEZ")


@pytest.fixture(scope="session")
def par(simulada: Any) -> Any:
    from datetime import UTC, datetime

    return nueva_efirma(simulada.emisor, PERSONA, desde=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def pkcs8(simulada: Any) -> bytes:
    return simulada.clave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _rechazo(archivo: bytes, contrasena: str = "12345678a") -> str:
    with pytest.raises(LlaveRechazada) as rechazo:
        abrir_llave(archivo, contrasena)
    assert "12345678a" not in str(rechazo.value)
    return rechazo.value.codigo


def test_a_key_like_sats_opens_and_belongs_to_its_certificate_only(
    simulada: Any, par: Any, pkcs8: bytes
) -> None:
    certificado = leer_certificado(par.certificado)
    assert abrir_llave(par.llave, par.contrasena).corresponde_a(certificado)
    otra = abrir_llave(cifrar_llave(pkcs8, b"12345678a"), "12345678a")
    assert not otra.corresponde_a(certificado)
    assert _rechazo(par.llave, "12345678A") == "MSG-04"
    assert _rechazo(par.llave, "") == "MSG-04"


@pytest.mark.parametrize("codificacion", ["utf-8", "latin-1"])
def test_a_password_with_letters_of_spanish_opens_in_either_encoding(pkcs8: bytes, codificacion: str) -> None:
    assert abrir_llave(cifrar_llave(pkcs8, "contraseña".encode(codificacion)), "contraseña")


def test_a_password_beyond_latin1_is_only_wrong(pkcs8: bytes) -> None:
    assert _rechazo(cifrar_llave(pkcs8, b"12345678a"), "пароль") == "MSG-04"


def test_an_aes_key_with_hmac_sha256_opens(pkcs8: bytes, simulada: Any) -> None:
    archivo = simulada.clave.private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"secreta")
    )
    assert abrir_llave(archivo, "secreta")


def test_unencrypted_keys_are_refused_with_a_warning_of_their_own(simulada: Any, pkcs8: bytes) -> None:
    pkcs1 = simulada.clave.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    assert _rechazo(pkcs8) == "llave_sin_cifrar"
    assert _rechazo(pkcs1) == "llave_sin_cifrar"


def _openssl(pkcs8: bytes, *opciones: str) -> bytes:
    orden = [
        "openssl",
        "pkcs8",
        "-topk8",
        "-inform",
        "DER",
        "-outform",
        "DER",
        "-passout",
        "pass:12345678a",
        *opciones,
    ]
    return subprocess.run(orden, input=pkcs8, check=True, capture_output=True).stdout


def test_formats_and_costs_outside_the_bounds_are_refused(pkcs8: bytes, par: Any) -> None:
    assert _rechazo(_openssl(pkcs8, "-v1", "PBE-SHA1-3DES")) == "llave_no_admitida"
    assert _rechazo(_openssl(pkcs8, "-v2", "aes-256-cbc", "-iter", "200001")) == "llave_no_admitida"
    assert _rechazo(_openssl(pkcs8, "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512")) == "llave_no_admitida"
    assert abrir_llave(_openssl(pkcs8, "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"), "12345678a")
    assert abrir_llave(_openssl(pkcs8, "-v2", "des3", "-v2prf", "hmacWithSHA1"), "12345678a")
    for archivo in (b"", b"0" * 17_000, par.certificado, par.llave[:-1], par.llave + b"\0", b"-----BEGIN"):
        assert _rechazo(archivo) == "llave_ilegible"


@pytest.mark.parametrize(
    "clave", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 1024)]
)
def test_keys_that_no_efirma_has_are_refused(clave: Any) -> None:
    archivo = clave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"12345678a"))
    assert _rechazo(archivo) == "llave_no_admitida"


@given(st.binary(max_size=300))
def test_noise_is_refused_as_a_key(ruido: bytes) -> None:
    with pytest.raises(LlaveRechazada):
        abrir_llave(ruido, "12345678a")


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_the_fingerprint_is_found_in_every_wrapping_and_alignment(antes: bytes, despues: bytes) -> None:
    datos = antes + HUELLA_LLAVE_SAT + despues
    for envoltura in (
        datos,
        datos.hex().encode(),
        datos.hex().upper().encode(),
        quote_from_bytes(datos).encode(),
        "".join(f"%{byte:02x}" for byte in datos).encode(),
        base64.encodebytes(datos),
        base64.urlsafe_b64encode(datos).rstrip(b"="),
        b'{"a":"' + base64.b64encode(datos) + b'"}',
    ):
        assert contiene_llave(envoltura)


def test_the_fingerprint_is_not_seen_where_there_is_no_key(par: Any) -> None:
    assert len(HUELLA_LLAVE_SAT) == 61
    assert contiene_llave(par.llave)
    assert not contiene_llave(par.certificado)
    assert not contiene_llave(base64.b64encode(par.certificado))
    assert not contiene_llave(HUELLA_LLAVE_SAT[:-1])
