"""Judges a certificate as an e.firma at a server's instant, as efirma.md §4 orders (revocation apart)."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from . import veredicto
from .cadena import Cadena, EstadoCadena, examinar_cadena
from .certificado import Certificado, CertificadoRechazado, leer_certificado
from .confianza import Confianza
from .perfil import Perfil
from .veredicto import Veredicto

_RECORDADOS = 4096


@dataclass(frozen=True)
class Juicio:
    """``certificado`` is there when the file is legible, acceptable or not. The version is evidence."""

    veredicto: Veredicto
    certificado: Certificado | None
    cadena: Cadena
    confianza_version: str


class Juez:
    """Judges against the set that ``confianza`` gives. What needs RSA is done once per certificate and day.

    Dates are compared anew at every call, so a certificate that ends at noon is refused a second later.
    """

    def __init__(self, confianza: Callable[[], Confianza]) -> None:
        self._confianza = confianza
        self._memoria: OrderedDict[tuple[str, str, date], tuple[Certificado, Cadena]] = OrderedDict()
        self._candado = Lock()

    def juzgar(self, der: bytes, t: datetime) -> Juicio:
        """Never raises for what the file holds; ConfianzaInvalida when there is nothing to judge by."""
        confianza = self._confianza()
        try:
            certificado, cadena = self._examinar(der, confianza, t)
        except CertificadoRechazado as rechazo:
            nada = Cadena(EstadoCadena.DESCONOCIDA)
            return Juicio(veredicto.ilegible(rechazo.codigo), None, nada, confianza.version)
        dicho = veredicto.sobre(
            certificado,
            t,
            cadena_confiable=cadena.estado is EstadoCadena.CONFIABLE,
            codigo=_codigo(certificado, cadena, t),
        )
        return Juicio(dicho, certificado, cadena, confianza.version)

    def recuerda(self, der: bytes, t: datetime) -> bool:
        """True when judging ``der`` now costs microseconds: a caller may then stay on its event loop."""
        return self._llave(der, self._confianza(), t) in self._memoria

    @staticmethod
    def _llave(der: bytes, confianza: Confianza, t: datetime) -> tuple[str, str, date]:
        return hashlib.sha256(der).hexdigest(), confianza.version, t.date()

    def _examinar(self, der: bytes, confianza: Confianza, t: datetime) -> tuple[Certificado, Cadena]:
        llave = self._llave(der, confianza, t)
        with self._candado:
            if llave in self._memoria:
                self._memoria.move_to_end(llave)
                return self._memoria[llave]
        certificado = leer_certificado(der)
        examinado = certificado, examinar_cadena(certificado, confianza, t)
        if examinado[1].estado is EstadoCadena.CONFIABLE:
            with self._candado:
                self._memoria[llave] = examinado
                if len(self._memoria) > _RECORDADOS:
                    self._memoria.popitem(last=False)
        return examinado


def _codigo(certificado: Certificado, cadena: Cadena, t: datetime) -> str | None:
    """The first reason for refusal. A stranger's file is called so before its profile is looked at."""
    if cadena.estado is EstadoCadena.DESCONOCIDA:
        return "certificado_autoridad_desconocida"
    if certificado.perfil is not Perfil.FIEL:
        return "MSG-05" if certificado.perfil is Perfil.CSD else "certificado_perfil_desconocido"
    if cadena.estado is EstadoCadena.DEBIL:
        return "certificado_cadena_debil"
    if t < certificado.desde:
        return "certificado_aun_no_vigente"
    if t > certificado.hasta:
        return "MSG-03"
    return None if cadena.vigente(t) else "certificado_autoridad_vencida"


def codigo_de_titular(certificado: Certificado, rfc: str) -> str | None:
    """Is it the e.firma of ``rfc``? None; MSG-01; MSG-02: a person's for a company (icsoe.md §11.1)."""
    if certificado.sujeto.rfc == rfc:
        return None
    return "MSG-02" if len(rfc) == 12 and not certificado.sujeto.es_empresa else "MSG-01"
