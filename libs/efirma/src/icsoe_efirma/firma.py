"""The signature of a person over a text of ours: RSA-SHA256, PKCS#1 v1.5 (efirma.md §4 step 6, §7)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from .certificado import Certificado


def firma_valida(certificado: Certificado, texto: str, firma: bytes) -> bool:
    """True when ``firma`` was made with the certificate's key over exactly the UTF-8 bytes of ``texto``."""
    try:
        certificado.clave.verify(firma, texto.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
