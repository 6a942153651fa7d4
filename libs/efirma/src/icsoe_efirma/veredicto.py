"""What is said about a certificate: the object of `icsoe certificado revisar` and of the login's refusals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from icsoe_dominio.negativas import Negativa, mensaje

from .certificado import Certificado
from .perfil import Perfil


@dataclass(frozen=True)
class Veredicto:
    """Facts of a certificate at an instant. ``codigo`` is None when it would be accepted as an e.firma.

    ``cadena_confiable``: its signatures lead to a pinned authority by algorithms we accept. ``vigente``: the
    instant lies within the certificate's own validity. ``aceptable`` needs both, the profile of an e.firma
    and an authority in force at that instant. Revocation is not part of it.
    """

    tipo: Perfil
    rfc: str | None
    rfc_representante: str | None
    persona: Literal["F", "M"] | None
    nombre: str | None
    numero: str | None
    vigente_desde: datetime | None
    vigente_hasta: datetime | None
    vigente: bool
    cadena_confiable: bool
    aceptable: bool
    codigo: str | None

    @property
    def mensaje(self) -> str:
        """What the person reads, from the catalogue of refusals."""
        return mensaje(self.codigo or "certificado_aceptable", **self._datos)

    def exigir_aceptable(self) -> None:
        """Raises the Negativa of ``codigo``, if there is one."""
        if self.codigo is not None:
            raise Negativa(self.codigo, **self._datos)

    @property
    def _datos(self) -> dict[str, object]:
        if self.codigo == "MSG-03":
            return {"situacion": "vencido"}
        return {"fecha": self.vigente_desde} if self.codigo == "certificado_aun_no_vigente" else {}


def ilegible(codigo: str) -> Veredicto:
    """The verdict on a file in which no taxpayer can be read."""
    return Veredicto(Perfil.OTRO, None, None, None, None, None, None, None, False, False, False, codigo)


def sobre(certificado: Certificado, t: datetime, *, cadena_confiable: bool, codigo: str | None) -> Veredicto:
    """The verdict on a legible certificate."""
    sujeto = certificado.sujeto
    return Veredicto(
        tipo=certificado.perfil,
        rfc=sujeto.rfc,
        rfc_representante=sujeto.rfc_representante,
        persona="M" if sujeto.es_empresa else "F",
        nombre=sujeto.nombre,
        numero=certificado.numero,
        vigente_desde=certificado.desde,
        vigente_hasta=certificado.hasta,
        vigente=certificado.desde <= t <= certificado.hasta,
        cadena_confiable=cadena_confiable,
        aceptable=codigo is None,
        codigo=codigo,
    )
