"""A seal for every mode but real, named PRUEBA: ``python -m icsoe_signing.adapters.sello_local --en DIR``."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DESDE = datetime(2020, 1, 1, tzinfo=UTC)
HASTA = datetime(2045, 12, 31, 23, 59, 59, tzinfo=UTC)
BITS = 3072
ARCHIVOS = ("sello.key", "sello.pem", "sello_raiz.pem")


def crear_sello_local(carpeta: Path) -> bool:
    """Makes the three files of ARCHIVOS, or leaves them when all are there. Says whether it made them.

    The root's key is thrown away: this authority will never issue a second certificate.
    """
    if all((carpeta / nombre).exists() for nombre in ARCHIVOS):
        return False
    carpeta.mkdir(parents=True, exist_ok=True)
    raiz, llave_raiz = _raiz()
    llave = rsa.generate_private_key(65537, BITS)
    sello = _certificado_de_sello(llave.public_key(), raiz, llave_raiz)
    _escribir(carpeta / "sello_raiz.pem", raiz.public_bytes(Encoding.PEM), 0o644)
    _escribir(
        carpeta / "sello.key", llave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600
    )
    _escribir(carpeta / "sello.pem", sello.public_bytes(Encoding.PEM), 0o644)
    return True


def _nombre(comun: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MX"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Instituto Mexicano del Seguro Social PRUEBA"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "ICSOE PRUEBA"),
            x509.NameAttribute(NameOID.COMMON_NAME, comun),
        ]
    )


def _usos(*, firma_certificados: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not firma_certificados,
        content_commitment=not firma_certificados,
        key_cert_sign=firma_certificados,
        crl_sign=firma_certificados,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _raiz() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    llave = rsa.generate_private_key(65537, BITS)
    nombre = _nombre("Raíz del sello ICSOE PRUEBA")
    certificado = (
        x509.CertificateBuilder(nombre, nombre, llave.public_key(), x509.random_serial_number(), DESDE, HASTA)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usos(firma_certificados=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(llave.public_key()), critical=False)
        .sign(llave, hashes.SHA256())
    )
    return certificado, llave


def _certificado_de_sello(
    publica: rsa.RSAPublicKey, raiz: x509.Certificate, llave_raiz: rsa.RSAPrivateKey
) -> x509.Certificate:
    return (
        x509.CertificateBuilder(
            raiz.subject,
            _nombre("Sello digital del ICSOE PRUEBA"),
            publica,
            x509.random_serial_number(),
            DESDE,
            HASTA,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usos(firma_certificados=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(publica), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(llave_raiz.public_key()), critical=False
        )
        .sign(llave_raiz, hashes.SHA256())
    )


def _escribir(ruta: Path, contenido: bytes, permisos: int) -> None:
    """Whole or not at all, and never readable by others for an instant."""
    provisional = ruta.with_suffix(".tmp")
    provisional.unlink(missing_ok=True)
    descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, permisos)
    with os.fdopen(descriptor, "wb") as archivo:
        archivo.write(contenido)
    provisional.replace(ruta)


def main() -> int:
    opciones = argparse.ArgumentParser(description="Crea el sello de PRUEBA si no existe.")
    opciones.add_argument("--en", type=Path, required=True, help="carpeta de secretos de signing")
    carpeta: Path = opciones.parse_args().en
    if os.environ.get("ICSOE_MODO") == "real":
        sys.stderr.write("En modo real no se crea un sello de PRUEBA.\n")
        return 1
    creado = crear_sello_local(carpeta)
    sys.stdout.write(f"Sello de PRUEBA {'creado' if creado else 'ya existente'} en {carpeta}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
