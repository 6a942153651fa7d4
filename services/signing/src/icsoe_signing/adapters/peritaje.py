"""Judges the evidence of one filing by itself, years later: no database, no network (threats T-43)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import ocsp
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import Certificado
from icsoe_efirma.confianza import Autoridad, Confianza, cargar_confianza
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.juicio import Juez, Juicio
from icsoe_efirma.ocsp import EstadoOcsp, juzgar_respuesta, preguntar

_DEMORA = timedelta(minutes=1)
"""Of the answer after the instant of receipt: the request itself may last 25 s."""


class EvidenciaIlegible(ValueError):
    """The object is not an evidence of ours."""


@dataclass(frozen=True)
class Peritaje:
    """What the evidence proves at the instant of receipt. Codes are those of the catalogue of refusals.

    ``certificado``: "aceptable" or why not. ``revocacion``: "comprobada", "por_confirmar" or what is wrong
    with it. ``ancla_sha256``: the root it rests on, ``ancla_fijada``: whether a list of ours names it.
    """

    folio: str
    recibida_en: datetime
    rfc: str | None
    certificado_numero: str | None
    certificado: str
    firma: bool
    contenido: bool
    revocacion: str
    ancla_sha256: str | None
    ancla_fijada: bool
    conjunto: str
    politica: str

    @property
    def valida(self) -> bool:
        """Everything holds; por_confirmar is told apart, it does not undo a filing."""
        return (
            self.certificado == "aceptable"
            and self.firma
            and self.contenido
            and self.ancla_fijada
            and self.revocacion in ("comprobada", "por_confirmar")
        )


def peritar(datos: bytes, fijadas: frozenset[str]) -> Peritaje:
    """``datos``: an object of the bucket evidencias; ``fijadas``: hashes of the pinned authorities.

    Raises EvidenciaIlegible.
    """
    try:
        prueba = json.loads(datos)
        t = datetime.fromisoformat(prueba["recibida_en"])
        confianza = _confianza(prueba["autoridades"])
        juicio = Juez(lambda: confianza).juzgar(_bytes(prueba["certificado"]), t)
        return _peritaje(prueba, t, juicio, confianza, fijadas)
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenciaIlegible(f"la evidencia no se puede leer: {type(error).__name__}") from error


def _peritaje(
    prueba: dict[str, Any], t: datetime, juicio: Juicio, confianza: Confianza, fijadas: frozenset[str]
) -> Peritaje:
    certificado, autoridades = juicio.certificado, juicio.cadena.autoridades
    ancla = autoridades[-1].sha256 if autoridades else None
    return Peritaje(
        folio=prueba["folio"],
        recibida_en=t,
        rfc=certificado.sujeto.rfc if certificado else None,
        certificado_numero=certificado.numero if certificado else None,
        certificado=juicio.veredicto.codigo or "aceptable",
        firma=certificado is not None and _firmada(prueba, certificado),
        contenido=_integro(prueba),
        revocacion=_revocacion(prueba["ocsp"], certificado, autoridades[0], confianza, t)
        if certificado and autoridades
        else "sin_autoridad",
        ancla_sha256=ancla,
        ancla_fijada=ancla in fijadas,
        conjunto=prueba["conjunto"],
        politica=prueba["politica"],
    )


def _confianza(autoridades: list[str]) -> Confianza:
    """What the evidence itself carries; whether its root deserves belief is ``ancla_fijada``."""
    ders = [_bytes(texto) for texto in autoridades]
    fijadas = [
        {"archivo": "evidencia", "sha256": hashlib.sha256(d).hexdigest(), "rol": _rol(d)} for d in ders
    ]
    return cargar_confianza("simulada", json.dumps({"conjuntos": {"simulada": fijadas}}).encode(), ders)


def _rol(der: bytes) -> str:
    certificado = x509.Certificate.load(der)
    if certificado.subject.dump() == certificado.issuer.dump():
        return "raiz"
    extendidos = certificado.extended_key_usage_value
    return "respondedor" if extendidos and "ocsp_signing" in extendidos.native else "emisora"


def _firmada(prueba: dict[str, Any], certificado: Certificado) -> bool:
    """The text names the signer and the content, and the signature is over exactly that text."""
    cadena: str = prueba["cadena"]
    campos = cadena.split("|")
    nombrados = {certificado.sujeto.rfc, certificado.numero, prueba["contenido_sha256"]}
    return nombrados <= set(campos) and firma_valida(certificado, cadena, _bytes(prueba["firma"]))


def _integro(prueba: dict[str, Any]) -> bool:
    """The content has the hash that was signed; a large one is elsewhere, under that hash."""
    if prueba["contenido"] is None:
        return prueba["contenido_ref"]["sha256"] == prueba["contenido_sha256"]
    return hashlib.sha256(prueba["contenido"].encode()).hexdigest() == prueba["contenido_sha256"]


def _revocacion(
    prueba: dict[str, str] | None,
    certificado: Certificado,
    emisora: Autoridad,
    confianza: Confianza,
    t: datetime,
) -> str:
    if prueba is None or prueba["estado"] == EstadoOcsp.INALCANZABLE:
        return "por_confirmar"
    en, dicha = datetime.fromisoformat(prueba["en"]), _bytes(prueba["pregunta"])
    pregunta = preguntar(certificado, emisora, _nonce(dicha))
    if pregunta.der != dicha or not timedelta() <= en - t <= _DEMORA:
        return "de_otro_acto"
    respuesta = juzgar_respuesta(pregunta, _bytes(prueba["respuesta"]), emisora, en, confianza.respondedores)
    bien = respuesta.estado is EstadoOcsp.BUENO or (
        respuesta.estado is EstadoOcsp.REVOCADO and not respuesta.revocado_en(t)
    )
    return "comprobada" if bien else str(respuesta.estado)


def _nonce(pregunta: bytes) -> bytes:
    peticion: Any = ocsp.OCSPRequest.load(pregunta, strict=True)["tbs_request"]
    return peticion["request_extensions"][0]["extn_value"].parsed.native


def _bytes(texto: str) -> bytes:
    return base64.b64decode(texto, validate=True)
