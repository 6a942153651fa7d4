"""Path validation of a taxpayer's certificate to a pinned root, at one instant (efirma.md §4 step 3)."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import DisallowedAlgorithmError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from .certificado import Certificado
from .confianza import Autoridad, Confianza

_HUELLAS_DEBILES = frozenset({"md2", "md4", "md5", "sha1"})


class EstadoCadena(StrEnum):
    """What the signatures above a certificate say, dates aside."""

    CONFIABLE = "confiable"
    DEBIL = "debil"
    DESCONOCIDA = "desconocida"


@dataclass(frozen=True)
class Cadena:
    """``desde`` and ``hasta`` bound the time in which the certificate and all above it were in force."""

    estado: EstadoCadena
    desde: datetime | None = None
    hasta: datetime | None = None
    autoridades: tuple[Autoridad, ...] = ()

    def vigente(self, t: datetime) -> bool:
        """True when every certificate of the path is in force at ``t``."""
        return self.desde is not None and self.hasta is not None and self.desde <= t <= self.hasta


def examinar_cadena(certificado: Certificado, confianza: Confianza, t: datetime) -> Cadena:
    """The best path there is: trusted before weak, in force at ``t`` before ended.

    A path that has ended is judged at the last instant at which it held, so that an expired e.firma is told
    from a forged one.
    """
    mejor = Cadena(EstadoCadena.DESCONOCIDA)
    for emisora, raiz in confianza.caminos(certificado.emisor_der):
        cadena = _examinar_camino(certificado, emisora, raiz, t)
        if cadena.estado is EstadoCadena.CONFIABLE and cadena.vigente(t):
            return cadena
        if mejor.estado is EstadoCadena.DESCONOCIDA or cadena.estado is EstadoCadena.CONFIABLE:
            mejor = cadena
    return mejor


def _examinar_camino(certificado: Certificado, emisora: Autoridad, raiz: Autoridad, t: datetime) -> Cadena:
    desde = max(certificado.desde, emisora.desde, raiz.desde)
    hasta = min(certificado.hasta, emisora.hasta, raiz.hasta)
    if desde > hasta:
        return Cadena(EstadoCadena.DESCONOCIDA)
    contexto = ValidationContext(
        trust_roots=[raiz.asn1],
        moment=min(max(t, desde), hasta),
        allow_fetching=False,
        weak_hash_algos=_HUELLAS_DEBILES,
    )
    camino = ValidationPath(CertTrustAnchor(raiz.asn1), [emisora.asn1], certificado.asn1)
    try:
        _sin_esperar(async_validate_path(contexto, camino))
    except DisallowedAlgorithmError:
        return Cadena(EstadoCadena.DEBIL, desde, hasta)
    except (ValidationError, ValueError):
        return Cadena(EstadoCadena.DESCONOCIDA)
    return Cadena(EstadoCadena.CONFIABLE, desde, hasta, (emisora, raiz))


def _sin_esperar(tarea: Coroutine[Any, Any, object]) -> None:
    """Runs a coroutine that must never wait: with fetching off there is nothing to wait for."""
    try:
        tarea.send(None)
    except StopIteration:
        return
    tarea.close()
    raise RuntimeError("la validación de la cadena intentó esperar")
