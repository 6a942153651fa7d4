"""The institution's seal: signs texts that start with ``icsoe-acuse`` and PDFs (PAdES B-B), nothing else."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from asn1crypto import cms, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from icsoe_dominio.cadena import CadenaAcuse

from .revision import Revision

MARCA_DIGEST = bytes(range(32))


class LlaveNoPermitida(Exception):
    """In real mode the seal key lives in a PKCS#11 device; a key in a file is refused (threats.md T-60)."""


class SelloInstitucional:
    """One per process: the key parsed once and a CMS in which only digest and signature change."""

    def __init__(self, llave: rsa.RSAPrivateKey, certificado_der: bytes) -> None:
        self._llave = llave
        self._atributos, self._plantilla = _plantilla_cms(
            x509.Certificate.load(certificado_der), llave.key_size // 8
        )
        spki = x509.Certificate.load(certificado_der).public_key.dump()
        self.llave_id = hashlib.sha256(spki).hexdigest()[:32]

    @classmethod
    def de_archivos(cls, carpeta: Path, modo: Literal["real", "prueba"]) -> "SelloInstitucional":
        """Reads ``sello.key`` and ``sello.pem``. Raises LlaveNoPermitida, OSError or ValueError."""
        if modo == "real":
            raise LlaveNoPermitida("en modo real el sello exige una llave PKCS#11")
        llave = load_pem_private_key((carpeta / "sello.key").read_bytes(), password=None)
        certificado = load_pem_x509_certificate((carpeta / "sello.pem").read_bytes())
        if not isinstance(llave, rsa.RSAPrivateKey) or llave.public_key() != certificado.public_key():
            raise ValueError("sello.key no es la llave RSA de sello.pem")
        return cls(llave, certificado.public_bytes(Encoding.DER))

    def sellar_texto(self, texto: str) -> str:
        """Base64 of RSA-SHA256 over the UTF-8 text. Raises ValueError for a text of another purpose."""
        if not texto.startswith(f"||{CadenaAcuse.PROPOSITO}|1|"):
            raise ValueError("la llave del sello solo firma textos de acuse")
        return base64.b64encode(self._firmar(texto.encode())).decode()

    def sellar_pdf(self, pdf: bytes, momento: datetime) -> bytes:
        """Certifies ``pdf`` (PAdES B-B, no change permitted); same bytes and instant, same result."""
        revision = Revision(pdf, momento, len(self._plantilla))
        return revision.con_firma(self._cms(revision.digest))

    def _cms(self, digest: bytes) -> bytes:
        atributos = self._atributos.replace(MARCA_DIGEST, digest, 1)
        firma = self._firmar(atributos)
        cms_der = self._plantilla.replace(MARCA_DIGEST, digest, 1)
        return cms_der[: -len(firma)] + firma

    def _firmar(self, datos: bytes) -> bytes:
        return self._llave.sign(datos, padding.PKCS1v15(), hashes.SHA256())


def _plantilla_cms(certificado: x509.Certificate, bytes_firma: int) -> tuple[bytes, bytes]:
    """The DER of the signed attributes (as SET, what is signed) and of the CMS, both with MARCA_DIGEST."""
    atributos = _atributos(certificado)
    emisor = {"issuer": certificado.issuer, "serial_number": certificado.serial_number}
    firmante = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(emisor)),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": atributos,
        "signature_algorithm": {"algorithm": "sha256_rsa"},
        "signature": bytes(bytes_firma),
    }
    contenido = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificado],
        "signer_infos": [firmante],
    }
    sobre = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(contenido)})
    return atributos.dump(), sobre.dump()


def _atributos(certificado: x509.Certificate) -> cms.CMSAttributes:
    """What PAdES B-B signs: the kind of content, the digest, and which certificate signs."""
    huella = hashlib.sha256(certificado.dump()).digest()
    referencia = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": huella})]})
    valores = {"content_type": "data", "message_digest": MARCA_DIGEST, "signing_certificate_v2": referencia}
    return cms.CMSAttributes([cms.CMSAttribute({"type": t, "values": [v]}) for t, v in valores.items()])
