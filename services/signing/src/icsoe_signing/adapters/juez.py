"""``JuezDeCertificados`` on ``icsoe_efirma``: the verdict is remembered per certificate and day."""

from datetime import datetime

from icsoe_dominio.negativas import Negativa
from icsoe_efirma.certificado import CertificadoRechazado, leer_certificado
from icsoe_efirma.confianza import ConfianzaInvalida
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.juicio import Juez, codigo_de_titular

from ..application.ports import Confianza, Titular

POLITICA = "efirma-1"
"""Version of our rules of acceptance (efirma.md §1.5, §4; without revocation), kept with every signature."""


class JuezEfirma:
    """The same judge as at login, against the same pinned set."""

    def __init__(self, juez: Juez) -> None:
        self._juez = juez

    def juzgar(self, der: bytes, rfc: str, en: datetime) -> tuple[Titular, Confianza]:
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
        return (
            Titular(certificado.sujeto.rfc, certificado.sujeto.rfc_representante, certificado.numero),
            Confianza(autoridades, juicio.confianza_version, POLITICA),
        )

    def firma_valida(self, der: bytes, texto: str, firma: bytes) -> bool:
        try:
            return firma_valida(leer_certificado(der), texto, firma)
        except CertificadoRechazado:
            return False
