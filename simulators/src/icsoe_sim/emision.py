"""Certificates shaped like SAT's, byte for byte where it matters (efirma.md §1).

Built with asn1crypto because ``cryptography`` forces a BIT STRING on 2.5.4.45; tests check them with OpenSSL.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from icsoe_efirma.asn1 import x509

_IMPRIMIBLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*")

_NS_CERT_TYPE = "2.16.840.1.113730.1.1"
_NO_ES_AUTORIDAD = ("basic_constraints", True, "3000")
EXTENSIONES_FIEL = (
    _NO_ES_AUTORIDAD,
    ("key_usage", False, "030203d8"),
    (_NS_CERT_TYPE, False, "030205a0"),
    ("extended_key_usage", False, "301406082b0601050507030406082b06010505070302"),
)
EXTENSIONES_CSD = (_NO_ES_AUTORIDAD, ("key_usage", False, "030206c0"))
EXTENSIONES_AC = (("basic_constraints", True, "30060101ff020100"), ("key_usage", True, "030201f6"))
# The roots of Banco de México mark basicConstraints as not critical.
EXTENSIONES_RAIZ = (("basic_constraints", False, "30060101ff020101"), ("key_usage", False, "030201e6"))
# As SAT's responders: a delegation, an AIA, and no id-pkix-ocsp-nocheck (efirma.md §1.7).
_AIA_DE_PRUEBA = "3024302206082b060105050730018616" + b"http://prueba.invalid/".hex()
EXTENSIONES_RESPONDEDOR = (
    _NO_ES_AUTORIDAD,
    ("extended_key_usage", False, "300a06082b06010505070309"),
    ("authority_information_access", False, _AIA_DE_PRUEBA),
)
EXTENSIONES_SIN_DELEGACION = (_NO_ES_AUTORIDAD, ("extended_key_usage", False, "300a06082b06010505070302"))

Extension = tuple[str, bool, str]
Atributo = tuple[str, str]


@dataclass(frozen=True)
class Emisor:
    """An authority that can issue: its certificate (DER) and its key."""

    certificado: bytes
    clave: rsa.RSAPrivateKey

    @property
    def nombre(self) -> x509.Name:
        """Its subject, which becomes the issuer of what it signs."""
        return x509.Certificate.load(self.certificado).subject


def texto_de_contribuyente(valor: str) -> x509.DirectoryString:
    """PrintableString where it fits, else T61String in Latin-1, as OpenSSL's ``string_mask = default``."""
    if _IMPRIMIBLE.fullmatch(valor):
        return x509.DirectoryString("printable_string", core.PrintableString(valor))
    return x509.DirectoryString.load(core.TeletexString(contents=valor.encode("latin-1")).dump())


def texto_de_autoridad(valor: str) -> x509.DirectoryString:
    """UTF8String, as in the certificates of SAT's authorities."""
    return x509.DirectoryString("utf8_string", core.UTF8String(valor))


def nombre_x500(atributos: Sequence[tuple[str, Any]]) -> x509.Name:
    """A name out of (attribute, ASN.1 value) pairs, one per RDN, in the order given."""
    grupos = [
        x509.RelativeDistinguishedName([x509.NameTypeAndValue({"type": tipo, "value": valor})])
        for tipo, valor in atributos
    ]
    return x509.Name("", x509.RDNSequence(grupos))


def numero_nuevo(prefijo: str = "90001000") -> str:
    """A certificate number of 20 digits; no authority of SAT uses the prefix."""
    return prefijo + "".join(secrets.choice("0123456789") for _ in range(20 - len(prefijo)))


def emitir(
    emisor: Emisor | rsa.RSAPrivateKey,
    sujeto: x509.Name,
    clave: rsa.RSAPublicKey,
    *,
    numero: str,
    desde: datetime,
    hasta: datetime,
    extensiones: Sequence[Extension],
) -> bytes:
    """A signed certificate (DER), sha256WithRSA. An ``emisor`` that is only a key issues to itself."""
    firmante = emisor.clave if isinstance(emisor, Emisor) else emisor
    algoritmo = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa", "parameters": core.Null()})
    publica = clave.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    tbs = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": int.from_bytes(numero.encode("ascii")),
            "signature": algoritmo,
            "issuer": emisor.nombre if isinstance(emisor, Emisor) else sujeto,
            "validity": x509.Validity(
                {"not_before": x509.Time("utc_time", desde), "not_after": x509.Time("utc_time", hasta)}
            ),
            "subject": sujeto,
            "subject_public_key_info": keys.PublicKeyInfo.load(publica),
            "extensions": [_extension(*extension) for extension in extensiones],
        }
    )
    firma = firmante.sign(tbs.dump(), PKCS1v15(), SHA256())
    partes = {"tbs_certificate": tbs, "signature_algorithm": algoritmo, "signature_value": firma}
    return x509.Certificate(partes).dump()


def _extension(tipo: str, critica: bool, valor_hex: str) -> x509.Extension:
    valor = core.ParsableOctetString(bytes.fromhex(valor_hex))
    return x509.Extension({"extn_id": tipo, "critical": critica, "extn_value": valor})
