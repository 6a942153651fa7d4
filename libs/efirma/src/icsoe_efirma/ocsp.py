"""Our own OCSP verifier: the question as bytes, the answer judged (efirma.md §1.7, §5; threats T-39, T-42).

SAT's certificates declare no responder, so the generic validators skip revocation without a word; and
``cryptography`` neither verifies answers nor loads what AC6 issued. RFC 6960, with efirma.md §5's choices.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from asn1crypto import core, ocsp
from icsoe_dominio.negativas import Negativa

from .asn1 import es_der_estricto, x509
from .certificado import Certificado
from .confianza import Autoridad
from .respondedor import firmo_un_respondedor

MAXIMO_BYTES = 64 * 1024
NONCE_BYTES = 16
_SERIE_DE_MOLDE, _NONCE_DE_MOLDE = b"numero de veinte...!", b"nonce de molde.."
_ADELANTO, _ANTIGUEDAD = timedelta(seconds=60), timedelta(seconds=300)
_SIN_PODER = frozenset({"try_later", "internal_error"})


class EstadoOcsp(StrEnum):
    """What a consultation ended with. Only INALCANZABLE says nothing about the certificate.

    CADUCADA: signed, but not of now. RESPONDEDOR_AJENO: not an answer of this authority to this question.
    """

    BUENO = "bueno"
    REVOCADO = "revocado"
    DESCONOCIDO = "desconocido"
    CADUCADA = "caducada"
    RESPONDEDOR_AJENO = "respondedor_ajeno"
    INALCANZABLE = "inalcanzable"


@dataclass(frozen=True)
class Pregunta:
    """A question to a responder: ``der`` is what travels."""

    der: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    nombre_emisora: bytes
    clave_emisora: bytes
    serie: int


@dataclass(frozen=True)
class RespuestaOcsp:
    """A judged answer, with all that evidence needs. ``en``: the instant of the judgement.

    ``causa``: one word for the log when it is neither good nor revoked. ``desde``, ``hasta``: thisUpdate and
    nextUpdate as signed. ``motivo``: the reason of revocation in the words of RFC 5280, if it was told.
    """

    estado: EstadoOcsp
    en: datetime
    pregunta: bytes = field(repr=False)
    der: bytes = field(default=b"", repr=False)
    causa: str | None = None
    desde: datetime | None = None
    hasta: datetime | None = None
    revocado_desde: datetime | None = None
    motivo: str | None = None

    def revocado_en(self, t: datetime) -> bool:
        """Was it already revoked at ``t``? A later revocation undoes no act (icsoe.md §11.3)."""
        return self.revocado_desde is not None and self.revocado_desde <= t

    def exigir_sin_revocar(self, t: datetime) -> None:
        """Raises the Negativa that an act of instant ``t`` meets (icsoe.md D67, D106).

        Good, revoked only after ``t``, and INALCANZABLE raise nothing: the last is for the caller to note.
        """
        if self.estado is EstadoOcsp.REVOCADO and self.revocado_en(t):
            raise Negativa("MSG-03", situacion="revocado")
        if self.estado in _NEGATIVAS:
            raise Negativa(_NEGATIVAS[self.estado])


_NEGATIVAS = {
    EstadoOcsp.DESCONOCIDO: "revocacion_desconocida",
    EstadoOcsp.CADUCADA: "revocacion_caducada",
    EstadoOcsp.RESPONDEDOR_AJENO: "revocacion_respondedor_ajeno",
}


class _Inadmisible(Exception):
    def __init__(self, causa: str, estado: EstadoOcsp = EstadoOcsp.RESPONDEDOR_AJENO) -> None:
        super().__init__(causa)
        self.causa, self.estado = causa, estado


def preguntar(certificado: Certificado, emisora: Autoridad, nonce: bytes) -> Pregunta:
    """The question for ``certificado``, issued by ``emisora``: CertID by SHA-1, as SAT wants it.

    ``nonce`` has 16 bytes. Every number of a certificate has 20, so questions differ in no other byte.
    """
    serie = certificado.numero.encode("ascii")
    molde, nombre, clave = _molde(emisora)
    der = molde.replace(_SERIE_DE_MOLDE, serie).replace(_NONCE_DE_MOLDE, nonce)
    return Pregunta(der, nonce, nombre, clave, int.from_bytes(serie))


@lru_cache(maxsize=32)
def _molde(emisora: Autoridad) -> tuple[bytes, bytes, bytes]:
    """A question with a number and a nonce to be replaced, and the hashes of its CertID."""
    nombre, clave = huellas_de_emisora(emisora.asn1)
    id_certificado = {
        "hash_algorithm": {"algorithm": "sha1", "parameters": core.Null()},
        "issuer_name_hash": nombre,
        "issuer_key_hash": clave,
        "serial_number": int.from_bytes(_SERIE_DE_MOLDE),
    }
    valor = core.ParsableOctetString(core.OctetString(_NONCE_DE_MOLDE).dump())
    peticion = {
        "request_list": [{"req_cert": id_certificado}],
        "request_extensions": [{"extn_id": "nonce", "extn_value": valor}],
    }
    return ocsp.OCSPRequest({"tbs_request": peticion}).dump(), nombre, clave


def huellas_de_emisora(emisora: x509.Certificate) -> tuple[bytes, bytes]:
    """SHA-1 of an authority's name and of its key, as a CertID holds them (RFC 6960 §4.1.1)."""
    nombre, clave = emisora.subject.dump(), emisora.public_key["public_key"].contents[1:]
    return hashlib.sha1(nombre).digest(), hashlib.sha1(clave).digest()  # noqa: S324


def juzgar_respuesta(
    pregunta: Pregunta,
    der: bytes,
    emisora: Autoridad,
    ahora: datetime,
    conocidos: Sequence[x509.Certificate] = (),
) -> RespuestaOcsp:
    """Judges ``der`` as the answer of ``emisora`` to ``pregunta``. Never raises for what the answer holds.

    ``conocidos``: pinned responders, for answers that carry no certificate. In order: form, status of the
    protocol, responder, signature, CertID, nonce, dates, status of the certificate.
    """
    try:
        return _juzgar(pregunta, der, emisora, ahora, conocidos)
    except _Inadmisible as no:
        return RespuestaOcsp(no.estado, ahora, pregunta.der, der, no.causa)
    except (ValueError, TypeError, LookupError, OverflowError):
        return RespuestaOcsp(EstadoOcsp.RESPONDEDOR_AJENO, ahora, pregunta.der, der, "forma")


def _juzgar(
    pregunta: Pregunta, der: bytes, emisora: Autoridad, ahora: datetime, conocidos: Sequence[x509.Certificate]
) -> RespuestaOcsp:
    basica = _basica(der)
    if not firmo_un_respondedor(basica, emisora, conocidos, ahora):
        raise _Inadmisible("respondedor")
    datos = basica["tbs_response_data"]
    unica = _la_del_certificado(datos, pregunta)
    _exigir_nonce(datos, pregunta.nonce)
    desde, hasta = unica["this_update"].native, unica["next_update"].native
    if ahora - desde > _ANTIGUEDAD or (hasta is not None and ahora > hasta):
        raise _Inadmisible("antigua", EstadoOcsp.CADUCADA)
    if desde - ahora > _ADELANTO:
        raise _Inadmisible("futura", EstadoOcsp.CADUCADA)
    estado, revocado_desde, motivo = _estado(unica["cert_status"])
    return RespuestaOcsp(estado, ahora, pregunta.der, der, None, desde, hasta, revocado_desde, motivo)


def _basica(der: bytes) -> Any:
    """The BasicOCSPResponse of a successful answer, strict DER inside and out."""
    if len(der) > MAXIMO_BYTES:
        raise _Inadmisible("tamano")
    if not es_der_estricto(der):
        raise _Inadmisible("forma")
    respuesta: Any = ocsp.OCSPResponse.load(der, strict=True)
    estado = respuesta["response_status"].native
    if estado != "successful":
        raise _Inadmisible(
            estado, EstadoOcsp.INALCANZABLE if estado in _SIN_PODER else EstadoOcsp.RESPONDEDOR_AJENO
        )
    partes = respuesta["response_bytes"]
    interior: bytes = partes["response"].contents
    if partes["response_type"].native != "basic_ocsp_response" or not es_der_estricto(interior):
        raise _Inadmisible("forma")
    return ocsp.BasicOCSPResponse.load(interior, strict=True)


def _la_del_certificado(datos: Any, pregunta: Pregunta) -> Any:
    """The one single response about the certificate that was asked for."""
    halladas = [unica for unica in datos["responses"] if _es_el_preguntado(unica["cert_id"], pregunta)]
    if len(halladas) != 1:
        raise _Inadmisible("certificado")
    extensiones = [*halladas[0]["single_extensions"], *datos["response_extensions"]]
    if any(e["critical"].native and e["extn_id"].native != "nonce" for e in extensiones):
        raise _Inadmisible("forma")
    return halladas[0]


def _es_el_preguntado(id_certificado: Any, pregunta: Pregunta) -> bool:
    return (
        id_certificado["hash_algorithm"]["algorithm"].native == "sha1"
        and id_certificado["issuer_name_hash"].native == pregunta.nombre_emisora
        and id_certificado["issuer_key_hash"].native == pregunta.clave_emisora
        and id_certificado["serial_number"].native == pregunta.serie
    )


def _exigir_nonce(datos: Any, nonce: bytes) -> None:
    """Equal if echoed; a responder that answers from stock echoes none, and its dates must do."""
    devueltos = [e for e in datos["response_extensions"] if e["extn_id"].native == "nonce"]
    if devueltos and [e["extn_value"].parsed.native for e in devueltos] != [nonce]:
        raise _Inadmisible("nonce")


def _estado(estado: Any) -> tuple[EstadoOcsp, datetime | None, str | None]:
    if estado.name == "good":
        return EstadoOcsp.BUENO, None, None
    if estado.name == "revoked":
        dicho = estado.chosen
        return EstadoOcsp.REVOCADO, dicho["revocation_time"].native, dicho["revocation_reason"].native
    return EstadoOcsp.DESCONOCIDO, None, None
