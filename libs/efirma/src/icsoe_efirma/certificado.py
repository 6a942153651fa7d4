"""A certificate as SAT issues it, read strictly (efirma.md §1, §4 step 1).

Reading goes through asn1crypto only: ``cryptography`` cannot read Latin-1 subjects and cannot even load what
AC6 issued. Of ``cryptography`` only the RSA primitives are used.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from .asn1 import es_der_estricto
from .perfil import Perfil, clasificar
from .sujeto import Sujeto, SujetoIlegible, leer_sujeto

MAXIMO_BYTES = 10 * 1024
_BITS_MINIMOS, _BITS_MAXIMOS, _EXPONENTE = 2048, 4096, 65537
EXTENSIONES_ENTENDIDAS = frozenset({"basic_constraints", "key_usage", "extended_key_usage"})
_NUMERO = re.compile(r"\d{20}", re.ASCII)


class CertificadoRechazado(ValueError):
    """Not to be taken as a taxpayer's certificate. ``codigo`` is of the catalogue; no datum is quoted."""

    def __init__(self, codigo: str) -> None:
        super().__init__(codigo)
        self.codigo = codigo


@dataclass(frozen=True)
class Certificado:
    """A certificate whose form is good; who issued it is not yet known. ``numero``: the 20-digit serial."""

    der: bytes = field(repr=False)
    sha256: str
    numero: str
    desde: datetime
    hasta: datetime
    perfil: Perfil
    sujeto: Sujeto = field(repr=False)
    asn1: x509.Certificate = field(repr=False, compare=False)

    @property
    def emisor_der(self) -> bytes:
        """The issuer's name as DER: authorities are told apart by these bytes, never by their text."""
        return cast(Any, self.asn1["tbs_certificate"])["issuer"].dump()

    @cached_property
    def clave(self) -> rsa.RSAPublicKey:
        """The public key, ready to verify with."""
        return clave_rsa(self.asn1.public_key)


def clave_rsa(publica: Any) -> rsa.RSAPublicKey:
    """An RSA key out of a SubjectPublicKeyInfo as asn1crypto reads it. Raises ValueError."""
    numeros = publica["public_key"].parsed
    return rsa.RSAPublicNumbers(numeros["public_exponent"].native, numeros["modulus"].native).public_key()


def leer_certificado(der: bytes) -> Certificado:
    """Reads a taxpayer's certificate.

    Raises CertificadoRechazado with ``certificado_ilegible`` (size, DER, form), ``certificado_no_admitido``
    (key, algorithm, unknown critical extension) or ``certificado_rfc_invalido`` (subject).
    """
    if not 0 < len(der) <= MAXIMO_BYTES or not es_der_estricto(der):
        raise CertificadoRechazado("certificado_ilegible")
    try:
        return _interpretar(der)
    except CertificadoRechazado:
        raise
    except SujetoIlegible:
        raise CertificadoRechazado("certificado_rfc_invalido") from None
    except (ValueError, TypeError, LookupError, OverflowError):
        # asn1crypto's own texts quote the subject: they stay here.
        raise CertificadoRechazado("certificado_ilegible") from None


def _interpretar(der: bytes) -> Certificado:
    asn1 = x509.Certificate.load(der, strict=True)
    tbs: Any = asn1["tbs_certificate"]
    numero = numero_de_serie(tbs["serial_number"].native)
    _exigir_forma(asn1)
    sujeto = leer_sujeto(tbs["subject"])
    basicas = asn1.basic_constraints_value
    usos, extendidos = asn1.key_usage_value, asn1.extended_key_usage_value
    return Certificado(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        numero=numero,
        desde=tbs["validity"]["not_before"].native,
        hasta=tbs["validity"]["not_after"].native,
        perfil=clasificar(
            es_autoridad=basicas is None or bool(basicas["ca"].native),
            tiene_ou=sujeto.tiene_ou,
            usos=usos.native if usos is not None else frozenset[str](),
            usos_extendidos=frozenset(extendidos.native) if extendidos is not None else frozenset[str](),
        ),
        sujeto=sujeto,
        asn1=asn1,
    )


def numero_de_serie(serie: int) -> str:
    """SAT writes 20 ASCII digits as the octets of the INTEGER (efirma.md §1.4)."""
    if serie <= 0 or serie.bit_length() > 160:
        raise CertificadoRechazado("certificado_ilegible")
    numero = serie.to_bytes(20).decode("latin-1")
    if not _NUMERO.fullmatch(numero):
        raise CertificadoRechazado("certificado_ilegible")
    return numero


def _exigir_forma(asn1: x509.Certificate) -> None:
    tbs: Any = asn1["tbs_certificate"]
    identificadores = [extension["extn_id"].dotted for extension in tbs["extensions"]]
    if tbs["version"].native != "v3" or len(set(identificadores)) != len(identificadores):
        raise CertificadoRechazado("certificado_ilegible")
    criticas = {e["extn_id"].native for e in tbs["extensions"] if e["critical"].native}
    if not criticas <= EXTENSIONES_ENTENDIDAS:
        raise CertificadoRechazado("certificado_no_admitido")
    algoritmos = {
        tbs["signature"]["algorithm"].native,
        cast(Any, asn1["signature_algorithm"])["algorithm"].native,
    }
    if algoritmos != {"sha256_rsa"} or asn1.public_key.algorithm != "rsa":
        raise CertificadoRechazado("certificado_no_admitido")
    clave = asn1.public_key["public_key"].parsed
    bits = clave["modulus"].native.bit_length()
    if not _BITS_MINIMOS <= bits <= _BITS_MAXIMOS or clave["public_exponent"].native != _EXPONENTE:
        raise CertificadoRechazado("certificado_no_admitido")
