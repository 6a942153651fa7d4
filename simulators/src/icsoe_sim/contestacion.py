"""OCSP answers of the simulated authority: the right one, and every wrong one that our verifier must see."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import core, ocsp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from icsoe_efirma.asn1 import x509
from icsoe_efirma.ocsp import huellas_de_emisora

from .ca import DESDE, HASTA, escribir_privado, leer_llave, pem_de
from .emision import (
    EXTENSIONES_RESPONDEDOR,
    EXTENSIONES_SIN_DELEGACION,
    Emisor,
    Extension,
    emitir,
    nombre_x500,
    numero_nuevo,
    texto_de_autoridad,
)
from .revocados import Motivo, Registro, Revocado

_NOMBRE = (
    ("common_name", "SERVICIO OCSP SIMULADO (PRUEBA, SIN VALIDEZ)"),
    ("organization_name", "AUTORIDAD SIMULADA DE PRUEBA"),
    ("country_name", "MX"),
)
_VIGENCIA = timedelta(seconds=60)  # SAT's answers of 2023 (efirma.md §1.7)


class Caso(StrEnum):
    """How the responder answers. The last group is played on the wire, without an OCSP answer."""

    NORMAL = "normal"
    SIN_PROXIMA = "sin_proxima"
    SIN_NONCE = "sin_nonce"
    DIRECTA = "directa"
    POR_CLAVE = "por_clave"

    REVOCADO = "revocado"
    DESCONOCIDO = "desconocido"
    ANTIGUA = "antigua"
    VENCIDA = "vencida"
    FUTURA = "futura"
    OTRA_LLAVE = "otra_llave"
    OTRA_AUTORIDAD = "otra_autoridad"
    SIN_DELEGACION = "sin_delegacion"
    RESPONDEDOR_VENCIDO = "respondedor_vencido"
    OTRO_CERTIFICADO = "otro_certificado"
    OTRO_NONCE = "otro_nonce"
    INTENTAR_DESPUES = "intentar_despues"
    ERROR_INTERNO = "error_interno"
    NO_AUTORIZADO = "no_autorizado"

    BASURA = "basura"
    VACIA = "vacia"
    ENORME = "enorme"
    LENTA = "lenta"
    CORTADA = "cortada"
    HTTP_500 = "http_500"
    HTTP_404 = "http_404"
    REDIRIGE = "redirige"
    COMPRIMIDA = "comprimida"
    REHUSA = "rehusa"


_ESTADOS = {
    Caso.INTENTAR_DESPUES: "try_later",
    Caso.ERROR_INTERNO: "internal_error",
    Caso.NO_AUTORIZADO: "unauthorized",
}
_IMPOSTORES = frozenset({Caso.OTRA_LLAVE, Caso.OTRA_AUTORIDAD, Caso.SIN_DELEGACION, Caso.RESPONDEDOR_VENCIDO})


@dataclass(frozen=True)
class Firmante:
    """Who signs: the certificate that goes along, whose key may not be the one that signs."""

    certificado: x509.Certificate
    clave: rsa.RSAPrivateKey


class Contestador:
    """Answers for the authority in folder ``ca``; whatever names it and is not revoked there is good."""

    def __init__(self, ca: Path, emisor: Emisor, ahora: Callable[[], datetime]) -> None:
        self._emisor = emisor
        self._ahora = ahora
        self._registro = Registro(ca)
        self._ac = x509.Certificate.load(emisor.certificado)
        self._huellas = huellas_de_emisora(self._ac)
        self._delegado = respondedor_de(ca, emisor)
        self._firmantes: dict[Caso, Firmante] = {}

    def contestar(self, peticion: bytes, caso: Caso = Caso.NORMAL) -> bytes:
        """The OCSPResponse (DER) to an OCSPRequest. About another authority: tryLater, as SAT does."""
        try:
            leida: Any = ocsp.OCSPRequest.load(peticion, strict=True)["tbs_request"]
            id_certificado: Any = leida["request_list"][0]["req_cert"].copy()
            nonces: list[Any] = [e for e in leida["request_extensions"] if e["extn_id"].native == "nonce"]
            preguntada = (id_certificado["issuer_name_hash"].native, id_certificado["issuer_key_hash"].native)
        except (ValueError, TypeError, KeyError, IndexError):
            return _sin_exito("malformed_request")
        if caso in _ESTADOS or preguntada != self._huellas:
            return _sin_exito(_ESTADOS.get(caso, "try_later"))
        estado = self._estado(id_certificado["serial_number"].native, caso)
        if caso is Caso.OTRO_CERTIFICADO:
            id_certificado["serial_number"] = int.from_bytes(numero_nuevo().encode())
        return self._firmar(self._datos(id_certificado, estado, _nonce(nonces, caso), caso), caso)

    def firmante(self, caso: Caso) -> Firmante:
        """Who signs in that case; impostors are made when first asked for."""
        if caso is Caso.DIRECTA:
            return Firmante(self._ac, self._emisor.clave)
        if caso not in _IMPOSTORES:
            return self._delegado
        if caso not in self._firmantes:
            self._firmantes[caso] = self._impostor(caso)
        return self._firmantes[caso]

    def _impostor(self, caso: Caso) -> Firmante:
        clave = rsa.generate_private_key(65537, 2048)
        if caso is Caso.OTRA_LLAVE:
            return Firmante(self._delegado.certificado, clave)
        if caso is Caso.SIN_DELEGACION:
            return _delegar(self._emisor, clave, extensiones=EXTENSIONES_SIN_DELEGACION)
        if caso is Caso.RESPONDEDOR_VENCIDO:
            return _delegar(self._emisor, clave, hasta=DESDE + timedelta(days=1))
        return _delegar(Emisor(self._emisor.certificado, rsa.generate_private_key(65537, 2048)), clave)

    def _estado(self, serie: int, caso: Caso) -> ocsp.CertStatus:
        if caso is Caso.DESCONOCIDO:
            return ocsp.CertStatus("unknown", ocsp.StatusUnknown())
        revocado = self._registro.buscar(serie.to_bytes(20).decode("latin-1"))
        if caso is Caso.REVOCADO and revocado is None:
            revocado = Revocado("", self._ahora() - timedelta(hours=1), Motivo.LLAVE_COMPROMETIDA)
        if revocado is None:
            return ocsp.CertStatus("good", ocsp.StatusGood())
        info: dict[str, Any] = {"revocation_time": _hora(revocado.desde)}
        if revocado.motivo is not None:
            info["revocation_reason"] = revocado.motivo.value
        return ocsp.CertStatus("revoked", ocsp.RevokedInfo(info))

    def _datos(
        self, id_certificado: Any, estado: ocsp.CertStatus, nonce: list[Any], caso: Caso
    ) -> ocsp.ResponseData:
        producida = _hora(self._ahora())
        atraso = {Caso.ANTIGUA: -timedelta(hours=1), Caso.FUTURA: timedelta(hours=1)}.get(caso, timedelta())
        unica: dict[str, Any] = {
            "cert_id": id_certificado,
            "cert_status": estado,
            "this_update": producida + atraso - (2 * _VIGENCIA if caso is Caso.VENCIDA else timedelta()),
        }
        if caso not in (Caso.SIN_PROXIMA, Caso.ANTIGUA):
            unica["next_update"] = unica["this_update"] + _VIGENCIA
        certificado = self.firmante(caso).certificado
        quien = (
            ocsp.ResponderId("by_key", huellas_de_emisora(certificado)[1])
            if caso is Caso.POR_CLAVE
            else ocsp.ResponderId("by_name", certificado.subject)
        )
        datos: dict[str, Any] = {"responder_id": quien, "produced_at": producida, "responses": [unica]}
        return ocsp.ResponseData(datos | ({"response_extensions": nonce} if nonce else {}))

    def _firmar(self, datos: ocsp.ResponseData, caso: Caso) -> bytes:
        firmante = self.firmante(caso)
        basica: dict[str, Any] = {
            "tbs_response_data": datos,
            "signature_algorithm": {"algorithm": "sha256_rsa", "parameters": core.Null()},
            "signature": firmante.clave.sign(datos.dump(), PKCS1v15(), SHA256()),
        }
        if caso is not Caso.DIRECTA:
            basica["certs"] = [firmante.certificado]
        respuesta = {"response_type": "basic_ocsp_response", "response": ocsp.BasicOCSPResponse(basica)}
        return ocsp.OCSPResponse({"response_status": "successful", "response_bytes": respuesta}).dump()


def respondedor_de(ca: Path, emisor: Emisor) -> Firmante:
    """The delegated responder of the authority in ``ca``, made on first use, certificate last."""
    llave, certificado = ca / "ocsp.key", ca / "ocsp.cer"
    if not certificado.is_file():
        nuevo = _delegar(emisor, rsa.generate_private_key(65537, 2048))
        escribir_privado(llave, pem_de(nuevo.clave))
        certificado.write_bytes(nuevo.certificado.dump())
    return Firmante(x509.Certificate.load(certificado.read_bytes()), leer_llave(llave))


def _delegar(
    emisor: Emisor,
    clave: rsa.RSAPrivateKey,
    *,
    extensiones: Sequence[Extension] = EXTENSIONES_RESPONDEDOR,
    hasta: datetime = HASTA,
) -> Firmante:
    nombre = nombre_x500([(tipo, texto_de_autoridad(valor)) for tipo, valor in _NOMBRE])
    der = emitir(
        emisor,
        nombre,
        clave.public_key(),
        numero=numero_nuevo("90001088"),
        desde=DESDE,
        hasta=hasta,
        extensiones=extensiones,
    )
    return Firmante(x509.Certificate.load(der), clave)


def _hora(instante: datetime) -> datetime:
    return instante.replace(microsecond=0)


def _nonce(preguntado: list[Any], caso: Caso) -> list[Any]:
    if caso is Caso.SIN_NONCE or not (preguntado or caso is Caso.OTRO_NONCE):
        return []
    if caso is Caso.OTRO_NONCE:
        valor = core.ParsableOctetString(core.OctetString(secrets.token_bytes(16)).dump())
    else:
        valor = core.ParsableOctetString(preguntado[0]["extn_value"].contents)
    return [{"extn_id": "nonce", "extn_value": valor}]


def _sin_exito(estado: str) -> bytes:
    return ocsp.OCSPResponse({"response_status": estado}).dump()
