"""Offline check of an acuse: no network, no trust in anything the PDF itself brings (threats.md T-59).

Deliberately strict: one profile of seal is accepted, rebuilt and compared byte for byte, so that no byte of
the file stays outside of what was signed.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Literal, Never

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from icsoe_dominio.cadena import CadenaAcuse, CadenaInvalida, CadenaPresentacion
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

Estado = Literal["válido", "alterado", "sin ancla", "no es un acuse"]

MAXIMO = 5 * 1024 * 1024
BITS_MINIMOS = 3072
_MARCA = b"/ETSI.CAdES.detached"
_HEXADECIMAL = re.compile(rb"<([0-9A-F]+)>")


@dataclass(frozen=True)
class ResultadoVerificacion:
    """``sha256`` is of the file's bytes. Folio, instant of receipt (aware) and hash of the presented content
    are only given when the seal holds; ``motivo`` is Spanish text for the person.
    """

    estado: Estado
    motivo: str
    sha256: str
    folio: str | None = None
    fecha: datetime | None = None
    contenido_sha256: str | None = None
    prueba: bool = False


@dataclass
class _Falla(Exception):
    motivo: str
    estado: Estado = field(default="alterado")


@dataclass(frozen=True)
class _Firmado:
    """A PDF whose only signature covers all of it: who signed, and the reader to look inside."""

    lector: PdfFileReader
    certificado: x509.Certificate
    llave: rsa.RSAPublicKey


def verificar_acuse(pdf: bytes, ancla_pem: bytes | None) -> ResultadoVerificacion:
    """Judges ``pdf`` against the root(s) in ``ancla_pem``; never raises for what the file holds.

    Without anchor the best answer is "sin ancla". Raises ValueError when ``ancla_pem`` is no PEM certificate.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    anclas = x509.load_pem_x509_certificates(ancla_pem) if ancla_pem is not None else None
    try:
        firmado = _abrir(pdf)
        acuse, prueba = _sello(firmado)
        fecha = datetime.fromisoformat(acuse.recibida_en)
        if anclas is not None:
            _exigir_cadena(firmado.certificado, anclas, fecha)
    except _Falla as falla:
        return ResultadoVerificacion(falla.estado, falla.motivo, sha256)
    if anclas is None:
        estado = "sin ancla"
        motivo = "El archivo es íntegro, pero falta la raíz del sello para saber quién lo selló."
    else:
        estado, motivo = "válido", "El acuse es auténtico y no ha cambiado."
    return ResultadoVerificacion(estado, motivo, sha256, acuse.folio, fecha, acuse.contenido_sha256, prueba)


def _alterado(motivo: str) -> Never:
    raise _Falla(motivo)


def _abrir(pdf: bytes) -> _Firmado:
    if not pdf.startswith(b"%PDF-") or len(pdf) > MAXIMO or _MARCA not in pdf:
        raise _Falla("El archivo no es un acuse sellado del ICSOE.", "no es un acuse")
    try:
        lector = PdfFileReader(BytesIO(pdf))
        firmas = lector.embedded_signatures
        if len(firmas) != 1:
            _alterado("El archivo debe tener un solo sello.")
        return _leer_firma(pdf, lector, firmas[0])
    except _Falla:
        raise
    except Exception as error:  # a hostile file may break the reader anywhere: it is false, whatever the way
        raise _Falla("La estructura del archivo está dañada.") from error


def _leer_firma(pdf: bytes, lector: PdfFileReader, firma: EmbeddedPdfSignature) -> _Firmado:
    rango: Any = firma.byte_range
    inicio, primero, segundo, resto = (int(n) for n in rango)
    contenido = _HEXADECIMAL.fullmatch(pdf[primero:segundo])
    if inicio != 0 or segundo + resto != len(pdf) or contenido is None:
        _alterado("El sello no cubre el archivo completo.")
    if firma.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        _alterado("El archivo tiene cambios posteriores al sello.")
    if firma.docmdp_level is None or firma.docmdp_level.value != 1:
        _alterado("El sello no es de certificación.")
    digest = hashlib.sha256(pdf[:primero] + pdf[segundo:]).digest()
    certificado, llave = _verificar_cms(bytes.fromhex(contenido[1].decode()), digest)
    return _Firmado(lector, certificado, llave)


def _verificar_cms(der: bytes, digest: bytes) -> tuple[x509.Certificate, rsa.RSAPublicKey]:
    """The CMS must be, byte for byte, the one our profile makes of its certificate, digest and signature."""
    contenido: Any = cms.ContentInfo.load(der)["content"]
    certificado_der: bytes = contenido["certificates"][0].chosen.dump()
    firma: bytes = contenido["signer_infos"][0]["signature"].native
    atributos, esperado = _cms_del_perfil(certificado_der, digest, firma)
    certificado = x509.load_der_x509_certificate(certificado_der)
    llave = certificado.public_key()
    if esperado != der or not isinstance(llave, rsa.RSAPublicKey) or llave.key_size < BITS_MINIMOS:
        _alterado("El sello no tiene la forma de los sellos del ICSOE.")
    _verificar_rsa(llave, firma, atributos)
    return certificado, llave


def _cms_del_perfil(certificado_der: bytes, digest: bytes, firma: bytes) -> tuple[bytes, bytes]:
    certificado = asn1_x509.Certificate.load(certificado_der)
    huella = hashlib.sha256(certificado_der).digest()
    referencia = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": huella})]})
    valores = {"content_type": "data", "message_digest": digest, "signing_certificate_v2": referencia}
    atributos = cms.CMSAttributes([cms.CMSAttribute({"type": t, "values": [v]}) for t, v in valores.items()])
    emisor = {"issuer": certificado.issuer, "serial_number": certificado.serial_number}
    firmante = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(emisor)),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": atributos,
        "signature_algorithm": {"algorithm": "sha256_rsa"},
        "signature": firma,
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


def _verificar_rsa(llave: rsa.RSAPublicKey, firma: bytes, datos: bytes) -> None:
    try:
        llave.verify(firma, datos, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        _alterado("El archivo cambió después de sellarse.")


def _sello(firmado: _Firmado) -> tuple[CadenaAcuse, bool]:
    """The seal text of the annex: signed by the same key, about the cadena and signature annexed."""
    try:
        anexos: Any = firmado.lector.root["/AF"]
        datos = json.loads(anexos[0].get_object()["/EF"]["/F"].data)
        acuse = CadenaAcuse.leer(datos["sello_texto"])
        cadena, firma = datos["cadena"].encode(), base64.b64decode(datos["firma"], validate=True)
        presentacion = CadenaPresentacion.leer(datos["cadena"])
        sello = base64.b64decode(datos["sello"], validate=True)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, CadenaInvalida) as error:
        raise _Falla("El archivo está firmado, pero no es un acuse del ICSOE.", "no es un acuse") from error
    _verificar_rsa(firmado.llave, sello, datos["sello_texto"].encode())
    spki = firmado.llave.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    coincide = (
        acuse.cadena_sha256 == hashlib.sha256(cadena).hexdigest()
        and acuse.firma_sha256 == hashlib.sha256(firma).hexdigest()
        and acuse.contenido_sha256 == presentacion.contenido_sha256
        and acuse.llave_id == hashlib.sha256(spki).hexdigest()[:32]
    )
    if not coincide:
        _alterado("El sello digital no corresponde a lo que el acuse contiene.")
    return acuse, datos.get("modo") != "real"


def _exigir_cadena(sello: x509.Certificate, anclas: list[x509.Certificate], fecha: datetime) -> None:
    """The seal's certificate must come directly from one of the anchors, both in force when it sealed."""
    for ancla in anclas:
        try:
            sello.verify_directly_issued_by(ancla)
        except (ValueError, TypeError, InvalidSignature):
            continue
        for certificado, es_autoridad in ((ancla, True), (sello, False)):
            _exigir_certificado(certificado, fecha, es_autoridad=es_autoridad)
        return
    _alterado("El sello no fue hecho por la institución cuya raíz conoces.")


def _exigir_certificado(certificado: x509.Certificate, fecha: datetime, *, es_autoridad: bool) -> None:
    if not certificado.not_valid_before_utc <= fecha <= certificado.not_valid_after_utc:
        _alterado("El certificado del sello no estaba vigente en la fecha del acuse.")
    try:
        basicas = certificado.extensions.get_extension_for_class(x509.BasicConstraints).value
        usos = certificado.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        _alterado("El certificado del sello no declara para qué sirve.")
    if basicas.ca != es_autoridad or not (usos.key_cert_sign if es_autoridad else usos.content_commitment):
        _alterado("El certificado del sello no es de los que sellan acuses.")
