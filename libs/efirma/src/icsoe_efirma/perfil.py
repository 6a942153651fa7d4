"""Which kind of certificate is it? efirma.md §1.5; no policy OID of SAT distinguishes them."""

from collections.abc import Set
from enum import StrEnum

_USOS_FIEL = frozenset({"digital_signature", "non_repudiation", "data_encipherment", "key_agreement"})
_USOS_EXTENDIDOS_FIEL = frozenset({"client_auth", "email_protection"})


class Perfil(StrEnum):
    """FIEL is the e.firma, CSD the seal for invoices, OTRO anything else (an authority, a responder…)."""

    FIEL = "FIEL"
    CSD = "CSD"
    OTRO = "OTRO"


def clasificar(*, es_autoridad: bool, tiene_ou: bool, usos: Set[str], usos_extendidos: Set[str]) -> Perfil:
    """The rule of efirma.md §1.5 over names of key usages as asn1crypto gives them."""
    if es_autoridad:
        return Perfil.OTRO
    if tiene_ou or not usos_extendidos:
        return Perfil.CSD
    if usos >= _USOS_FIEL and usos_extendidos >= _USOS_EXTENDIDOS_FIEL:
        return Perfil.FIEL
    return Perfil.OTRO
