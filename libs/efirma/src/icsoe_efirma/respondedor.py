"""Who may answer for an authority: itself, or whom it delegated by a certificate (RFC 6960 §4.2.2.2).

SAT's responders carry an AIA and no id-pkix-ocsp-nocheck, so nobody can ask about them in turn: a delegation
holds while its certificate is in date (efirma.md §1.7, §5).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha1
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from .asn1 import x509
from .certificado import EXTENSIONES_ENTENDIDAS, clave_rsa
from .confianza import Autoridad

_ALGORITMOS = {
    bytes.fromhex("300d06092a864886f70d01010b0500"): SHA256(),
    bytes.fromhex("300d06092a864886f70d01010c0500"): SHA384(),
    bytes.fromhex("300d06092a864886f70d01010d0500"): SHA512(),
}
"""RSA PKCS#1 v1.5 with each hash we accept, by the whole DER: nothing unsigned is left to interpret."""
_INCRUSTADOS_MAXIMOS = 4
_BITS_MINIMOS = 2048


def firmo_un_respondedor(
    basica: Any, emisora: Autoridad, conocidos: Sequence[x509.Certificate], ahora: datetime
) -> bool:
    """True when ``basica`` (a BasicOCSPResponse) is signed by ``emisora`` or by a delegate in date."""
    incrustados = list(basica["certs"])
    if len(incrustados) > _INCRUSTADOS_MAXIMOS:
        return False
    datos = basica["tbs_response_data"]
    candidatos = [emisora.asn1, *incrustados, *conocidos]
    return any(
        _firmo(certificado, basica, datos.dump())
        for certificado in _nombrados(datos["responder_id"], candidatos)
        if certificado is emisora.asn1 or es_delegado(certificado, emisora, ahora)
    )


def es_delegado(certificado: x509.Certificate, emisora: Autoridad, ahora: datetime) -> bool:
    """Was it issued by ``emisora`` itself, to answer OCSP, and is it in date?"""
    tbs = cast(Any, certificado["tbs_certificate"])
    if tbs["issuer"].dump() != emisora.sujeto_der or tbs["signature"].dump() != _algoritmo(certificado):
        return False
    criticas = {e["extn_id"].native for e in tbs["extensions"] if e["critical"].native}
    usos, extendidos = certificado.key_usage_value, certificado.extended_key_usage_value
    return (
        criticas <= EXTENSIONES_ENTENDIDAS
        and extendidos is not None
        and "ocsp_signing" in extendidos.native
        and (usos is None or not usos.native.isdisjoint({"digital_signature", "non_repudiation"}))
        and tbs["validity"]["not_before"].native <= ahora <= tbs["validity"]["not_after"].native
        and _firmo(emisora.asn1, certificado, tbs.dump(), campo="signature_value")
    )


def _nombrados(identidad: Any, candidatos: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
    """Those whom the ResponderID means, by name or by the SHA-1 of their key."""
    dicho = identidad.chosen
    for certificado in candidatos:
        if identidad.name == "by_name":
            if certificado.subject.dump() == dicho.untag().dump():
                yield certificado
        elif sha1(certificado.public_key["public_key"].contents[1:]).digest() == dicho.native:  # noqa: S324
            yield certificado


def _algoritmo(firmado: Any) -> bytes:
    return firmado["signature_algorithm"].dump()


def _firmo(firmante: x509.Certificate, firmado: Any, cuerpo: bytes, campo: str = "signature") -> bool:
    """Did the key of ``firmante`` sign ``cuerpo``, by an algorithm we accept?"""
    huella, publica = _ALGORITMOS.get(_algoritmo(firmado)), firmante.public_key
    bits_sobrantes, firma = firmado[campo].contents[:1], firmado[campo].contents[1:]
    if huella is None or bits_sobrantes != b"\0" or publica.algorithm != "rsa":
        return False
    clave = clave_rsa(publica)
    if clave.key_size < _BITS_MINIMOS:
        return False
    try:
        clave.verify(firma, cuerpo, PKCS1v15(), huella)
    except InvalidSignature:
        return False
    return True
