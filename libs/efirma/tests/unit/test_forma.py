"""Costly and odd files: each is refused before anything is built on it (threats.md T-40)."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from icsoe_efirma.asn1 import es_der_estricto, x509
from icsoe_efirma.certificado import MAXIMO_BYTES, CertificadoRechazado, leer_certificado, numero_de_serie
from icsoe_sim.efirma import Tipo, Titular, sujeto_de
from icsoe_sim.emision import EXTENSIONES_FIEL

SUJETO = sujeto_de(Titular("CACX7605101P8", "XOCHILT CASAS CHAVEZ"), Tipo.FIEL)


def _rechazo(der: bytes) -> str:
    with pytest.raises(CertificadoRechazado) as rechazo:
        leer_certificado(der)
    return rechazo.value.codigo


@pytest.fixture(scope="session")
def bueno(simulada: Any) -> bytes:
    return simulada.emitir(SUJETO, desde=datetime.fromisoformat("2026-11-20T18:00:00Z"))


def test_what_sat_writes_is_read(bueno: bytes) -> None:
    certificado = leer_certificado(bueno)
    assert certificado.numero.startswith("90001000")
    assert certificado.clave.key_size == 2048


def test_bytes_that_are_not_one_der_value_are_refused(bueno: bytes) -> None:
    indefinido = b"\x30\x80" + bueno[4:] + b"\x00\x00"
    largo_de_mas = b"\x30\x83\x00" + bueno[2:]
    for octetos in (b"", b"0", bueno[:-1], bueno + b"\x00", bueno * 2, pem.armor("CERTIFICATE", bueno),
                    indefinido, largo_de_mas, b"0" * (MAXIMO_BYTES + 1), b"\x30\x80" * 4000,
                    b"\x30\x84\xff\xff\xff\xff"):  # fmt: skip
        assert _rechazo(octetos) == "certificado_ilegible"


def test_a_tower_of_sequences_does_not_exhaust_the_stack() -> None:
    torre = b""
    for _ in range(2000):
        largo = len(torre)
        cabeza = bytes([0x30, largo]) if largo < 128 else bytes([0x30, 0x82]) + largo.to_bytes(2)
        torre = cabeza + torre
    assert not es_der_estricto(torre)


@pytest.mark.parametrize("bits", ["0300", "030108", "0302ff00"], ids=["vacía", "ocho", "muchos"])
def test_a_bit_string_says_how_many_of_its_bits_are_spare(bits: str) -> None:
    assert not es_der_estricto(bytes.fromhex(bits))
    assert es_der_estricto(bytes.fromhex("030200ff"))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_raises_anything_else(ruido: bytes) -> None:
    assert _rechazo(ruido) == "certificado_ilegible"


@settings(max_examples=300)
@given(st.data())
def test_a_flipped_byte_never_raises_anything_but_a_refusal(bueno: bytes, data: st.DataObject) -> None:
    posicion = data.draw(st.integers(0, len(bueno) - 1))
    valor = data.draw(st.integers(0, 255))
    with suppress(CertificadoRechazado):
        leer_certificado(bueno[:posicion] + bytes([valor]) + bueno[posicion + 1 :])


@pytest.mark.parametrize(
    "serie",
    [0, -1, 1, 20, int.from_bytes(b"3000100000050000341"), int.from_bytes(b"300010000005000034155"),
     int.from_bytes(b"3000100000050000341A"), int.from_bytes(b"\xb2" + b"0" * 19)],
)  # fmt: skip
def test_a_serial_that_is_not_twenty_ascii_digits_is_refused(serie: int) -> None:
    with pytest.raises(CertificadoRechazado):
        numero_de_serie(serie)


def test_the_serial_is_read_as_ascii() -> None:
    assert numero_de_serie(0x3330303031303030303030353030303033343135) == "30001000000500003415"


@pytest.mark.parametrize(
    "clave",
    [lambda: rsa.generate_private_key(65537, 1024), lambda: rsa.generate_private_key(3, 2048),
     lambda: ec.generate_private_key(ec.SECP256R1())],
    ids=["RSA 1024", "e = 3", "ECDSA"],
)  # fmt: skip
def test_keys_that_sat_does_not_issue_are_refused(simulada: Any, hoy: datetime, clave: Any) -> None:
    der = simulada.emitir(SUJETO, desde=hoy, clave=clave().public_key())
    assert _rechazo(der) == "certificado_no_admitido"


def test_a_huge_modulus_is_refused_before_it_costs_anything(simulada: Any, hoy: datetime) -> None:
    enorme: Any = x509.Certificate.load(simulada.emitir(SUJETO, desde=hoy))
    clave = enorme["tbs_certificate"]["subject_public_key_info"]
    clave["public_key"] = {"modulus": (1 << 16383) | 1, "public_exponent": 65537}
    assert _rechazo(enorme.dump(force=True)) == "certificado_no_admitido"


@pytest.mark.parametrize("algoritmo", ["sha1_rsa", "md5_rsa", "sha512_rsa"])
def test_other_signature_algorithms_are_refused(simulada: Any, hoy: datetime, algoritmo: str) -> None:
    otro: Any = x509.Certificate.load(simulada.emitir(SUJETO, desde=hoy))
    otro["signature_algorithm"] = {"algorithm": algoritmo}
    assert _rechazo(otro.dump(force=True)) == "certificado_no_admitido"


def test_doubled_and_unknown_critical_extensions_are_refused(simulada: Any, hoy: datetime) -> None:
    doble = simulada.emitir(SUJETO, desde=hoy, extensiones=(*EXTENSIONES_FIEL, EXTENSIONES_FIEL[1]))
    assert _rechazo(doble) == "certificado_ilegible"
    critica = simulada.emitir(SUJETO, desde=hoy, extensiones=(*EXTENSIONES_FIEL, ("1.2.3.4", True, "0500")))
    assert _rechazo(critica) == "certificado_no_admitido"


def test_a_name_with_hints_of_network_addresses_causes_no_connection(
    simulada: Any, hoy: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-41: an AIA inside the certificate is not followed."""
    import socket

    aia = "30233021 06082b0601050507300186 15 687474703a2f2f3132372e302e302e313a392f6f637370".replace(" ", "")
    der = simulada.emitir(
        SUJETO, desde=hoy, extensiones=(*EXTENSIONES_FIEL, ("authority_information_access", False, aia))
    )
    monkeypatch.delattr(socket, "socket")
    assert simulada.juez.juzgar(der, hoy).veredicto.aceptable


def test_asn1crypto_still_needs_and_takes_the_one_correction() -> None:
    """Fails when asn1crypto changes what `icsoe_efirma.asn1` corrects."""
    especificaciones: Any = x509.NameTypeAndValue
    assert especificaciones._oid_specs["unique_identifier"] is x509.DirectoryString
    assert x509.NameType("2.5.4.45").native == "unique_identifier"
    import asn1crypto

    assert asn1crypto.__version__ == "1.5.1"
