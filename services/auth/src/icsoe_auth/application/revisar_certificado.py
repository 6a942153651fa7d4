"""Tells, before any filing, whether an e.firma will be accepted. Changes nothing, stores nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from icsoe_chassis.ports import Reloj
from icsoe_dominio.calendario import CENTRO

from .ports import JuezDeCertificados, Revision

_MEDIODIA = time(12)


@dataclass(frozen=True)
class RevisarCertificado:
    """``en``: the day to judge at, noon in Central Mexico; None means now."""

    certificado: bytes = field(repr=False)
    en: date | None = None


async def revisar_certificado(orden: RevisarCertificado, juez: JuezDeCertificados, reloj: Reloj) -> Revision:
    """The verdict; an illegible file gets one too."""
    instante = reloj.ahora() if orden.en is None else datetime.combine(orden.en, _MEDIODIA, CENTRO)
    return await juez.revisar(orden.certificado, instante)
