"""``JuezDeCertificados`` on ``icsoe_efirma``: what needs RSA is remembered per certificate and day."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from icsoe_dominio.negativas import Negativa
from icsoe_efirma.certificado import Certificado
from icsoe_efirma.confianza import Autoridad, CarpetaDeConfianza, ConfianzaInvalida
from icsoe_efirma.consulta import Consultor
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.juicio import Juez, codigo_de_titular
from icsoe_efirma.ocsp import RespuestaOcsp

from ..application.ports import Confianza

POLITICA = "efirma-2"
"""Version of our rules of acceptance (efirma.md §1.5, §4, §5), kept as evidence. 1 knew no revocation."""


@dataclass(frozen=True)
class EfirmaJuzgada:
    """``EfirmaAceptada``; the certificate was read once and is not read again to check a signature."""

    certificado: Certificado = field(repr=False)
    confianza: Confianza
    _emisora: Autoridad = field(repr=False)
    _consultor: Consultor = field(repr=False)

    @property
    def numero(self) -> str:
        return self.certificado.numero

    @property
    def rfc_representante(self) -> str | None:
        return self.certificado.sujeto.rfc_representante

    def firmo(self, texto: str, firma: bytes) -> bool:
        return firma_valida(self.certificado, texto, firma)

    async def preguntar(self) -> RespuestaOcsp:
        try:
            return await self._consultor.fresca(self.certificado, self._emisora)
        except ConfianzaInvalida:
            raise Negativa("confianza_no_disponible") from None


class JuezEfirma:
    """The same judge as at login, against the same pinned set."""

    def __init__(self, confianza: CarpetaDeConfianza, consultor: Consultor) -> None:
        self._confianza = confianza
        self._juez = Juez(confianza)
        self._consultor = consultor

    def juzgar(self, der: bytes, rfc: str, en: datetime) -> EfirmaJuzgada:
        try:
            juicio = self._juez.juzgar(der, en)
        except ConfianzaInvalida:
            raise Negativa("confianza_no_disponible") from None
        juicio.veredicto.exigir_aceptable()
        certificado = juicio.certificado
        assert certificado is not None
        codigo = codigo_de_titular(certificado, rfc)
        if codigo:
            raise Negativa(codigo)
        autoridades = juicio.cadena.autoridades
        arriba = [*(a.asn1 for a in autoridades), *self._confianza().respondedores]
        cadena = tuple(asn1.dump() for asn1 in arriba)
        huellas = tuple(sha256(der).hexdigest() for der in cadena)
        confianza = Confianza(huellas, juicio.confianza_version, POLITICA, cadena)
        return EfirmaJuzgada(certificado, confianza, autoridades[0], self._consultor)
