"""The seven inconsistencies, in their precise form (icsoe.md §14.5, D77)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from icsoe_dominio.periodo import Periodo

from .informativa import Contrato, Informativa

_FUERA_DE_RFC = re.compile(r"[^A-ZÑ&0-9]")
_FUERA_DE_NOMBRE = re.compile(r"[^A-Z0-9 ]")
_SUFIJOS = re.compile(
    r"( S ?A ?P ?I| S ?A| S DE R ?L| S ?C| A ?C| S ?A ?S| S ?N ?C| DE C ?V| DE R ?L| DE I ?P)+$"
)


class Codigo(StrEnum):
    """I1 to I7; ``etiqueta`` is the label of the pop-up, which the file prints (D77)."""

    I1 = "Contratista y contratante es el mismo."
    I2 = "Campos obligatorios nulos (Servicio u obra especializados)."
    I3 = "Fecha de inicio de contrato incorrecta."
    I4 = "Sin trabajadores."
    I5 = "Informativa sin contratos presentados."
    I6 = "Informativa múltiple (Sólo debe existir una informativa por cuatrimestre)."
    I7 = "Número de contratos presentados diferente al número de contratos en la informativa."


@dataclass(frozen=True)
class Hallazgo:
    """One inconsistency of a return; ``contrato`` is None for I5, I6 and I7 (D76)."""

    codigo: Codigo
    contrato: Contrato | None = None


def inconsistencias(informativa: Informativa) -> tuple[Hallazgo, ...]:
    """All inconsistencies: those of each contract in the order of the contracts, then those of the return."""
    return (
        *(hallazgo for c in informativa.contratos for hallazgo in _del_contrato(informativa, c)),
        *_de_la_informativa(informativa),
    )


def _del_contrato(informativa: Informativa, contrato: Contrato) -> Iterator[Hallazgo]:
    if _es_el_mismo(informativa, contrato):
        yield Hallazgo(Codigo.I1, contrato)
    if informativa.lleva_contratos and not any(letra.isalpha() for letra in contrato.servicio or ""):
        yield Hallazgo(Codigo.I2, contrato)
    if not _fechas_correctas(informativa.periodo, contrato):
        yield Hallazgo(Codigo.I3, contrato)
    if contrato.trabajadores == 0:
        yield Hallazgo(Codigo.I4, contrato)


def _de_la_informativa(informativa: Informativa) -> Iterator[Hallazgo]:
    if informativa.lleva_contratos and not informativa.contratos:
        yield Hallazgo(Codigo.I5)
    if informativa.vigentes > 1:
        yield Hallazgo(Codigo.I6)
    if informativa.contratos_relacionados != len(informativa.contratos):
        yield Hallazgo(Codigo.I7)


def _es_el_mismo(informativa: Informativa, contrato: Contrato) -> bool:
    if informativa.rfc and contrato.rfc_contratante:
        return _rfc(informativa.rfc) == _rfc(contrato.rfc_contratante)
    return _nombre(informativa.contratista) == _nombre(contrato.contratante)


def _rfc(rfc: str) -> str:
    return _FUERA_DE_RFC.sub("", unicodedata.normalize("NFC", rfc).upper())


def _nombre(nombre: str) -> str:
    """Without accents, punctuation and company suffixes: historic rows carry no RFC."""
    sin_acentos = "".join(
        c for c in unicodedata.normalize("NFD", nombre.upper()) if not unicodedata.combining(c)
    )
    palabras = " ".join(_FUERA_DE_NOMBRE.sub(" ", sin_acentos.replace(".", "")).split())
    return _SUFIJOS.sub("", palabras)


def _fechas_correctas(periodo: Periodo, contrato: Contrato) -> bool:
    """T12 and T13: which contracts belong to the period."""
    inicio = contrato.inicio
    if inicio is None or (contrato.fin is not None and inicio > contrato.fin):
        return False
    if periodo.contiene(inicio):
        return True
    if inicio > periodo.fin:
        return _dentro(periodo, contrato.celebracion)
    return _dentro(periodo, contrato.modificacion) or contrato.anterior_reforma or periodo.especial


def _dentro(periodo: Periodo, dia: date | None) -> bool:
    return dia is not None and periodo.contiene(dia)
