"""``JuezDeCertificados`` on ``icsoe_efirma``: what needs RSA is remembered per certificate and day."""

from dataclasses import dataclass, field
from datetime import datetime

from icsoe_dominio.negativas import Negativa
from icsoe_efirma.certificado import Certificado
from icsoe_efirma.confianza import ConfianzaInvalida
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.juicio import Juez, codigo_de_titular

from ..application.ports import Confianza

POLITICA = "efirma-1"
"""Version of our rules of acceptance (efirma.md §1.5, §4; without revocation), kept with every signature."""


@dataclass(frozen=True)
class EfirmaJuzgada:
    """``EfirmaAceptada``; the certificate was read once and is not read again to check a signature."""

    certificado: Certificado = field(repr=False)
    confianza: Confianza

    @property
    def numero(self) -> str:
        return self.certificado.numero

    @property
    def rfc_representante(self) -> str | None:
        return self.certificado.sujeto.rfc_representante

    def firmo(self, texto: str, firma: bytes) -> bool:
        return firma_valida(self.certificado, texto, firma)


class JuezEfirma:
    """The same judge as at login, against the same pinned set."""

    def __init__(self, juez: Juez) -> None:
        self._juez = juez

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
        autoridades = tuple(a.sha256 for a in juicio.cadena.autoridades)
        return EfirmaJuzgada(certificado, Confianza(autoridades, juicio.confianza_version, POLITICA))
