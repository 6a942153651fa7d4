"""What one row of a list says: column by column, in the order of icsoe.md §14.3 and §14.4."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Literal, cast

from icsoe_dominio.calendario import dia_en_el_centro
from icsoe_dominio.periodo import Periodo, PeriodoInexistente

from .inconsistencias import Hallazgo, inconsistencias
from .informativa import Contrato, Informativa

Lista = Literal["LP", "LII"]
Formato = Literal["xlsx", "csv"]
Celda = str | int | None
Renglon = tuple[Celda, ...]

COLUMNAS_LP = (
    "Nombre, denominación o razón social del contratista",
    "Tipo de persona del contratista",
    "Nombre, denominación o razón social del contratante",
    "Tipo de persona del contratante",
    "Folio del contrato",
    "Servicios u obras contratados",
    "Fecha de inicio",
    "Fecha de fin",
    "Número de personas trabajadoras",
    "Año",
    "Cuatrimestre",
    "Tipo de informativa",
    "Folio de la informativa",
    "Fecha de presentación",
)
COLUMNAS: dict[Lista, tuple[str, ...]] = {"LP": COLUMNAS_LP, "LII": (*COLUMNAS_LP, "Inconsistencia")}

_NOMBRE = re.compile(r"(LP|LII)([PST])(\d{4})\.(xlsx|csv)", re.ASCII)
_PERSONAS = {"F": "Física", "M": "Moral"}
_SIN_CONTRATO: Renglon = (None,) * 7
# What a spreadsheet may take for a formula when it opens or re-saves the file (T-48); the wide forms work
# in Excel too.
_DE_FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")


def renglones_de(informativa: Informativa) -> Iterator[tuple[Lista, Renglon]]:
    """The rows of one return. With an inconsistency it is in LII only, until corrected (D76)."""
    hallazgos = inconsistencias(informativa)
    if hallazgos:
        for hallazgo in sorted(hallazgos, key=_folio_del_contrato):
            yield "LII", (*_renglon(informativa, hallazgo.contrato), hallazgo.codigo.value)
        return
    for contrato in sorted(informativa.contratos, key=lambda c: c.folio):
        yield "LP", _renglon(informativa, contrato)
    if not informativa.lleva_contratos:
        yield "LP", _renglon(informativa, None)


def orden_de(nombre: str) -> str:
    """Sort key of a contratista's name: accents do not count, Ñ comes after N, equal names by their bytes."""
    base = unicodedata.normalize("NFD", nombre.upper().replace("Ñ", "N\uffff"))
    return "".join(c for c in base if not unicodedata.combining(c)) + "\t" + nombre


def archivo_de(lista: Lista, periodo: Periodo, formato: Formato = "xlsx") -> str:
    """``LPP2026.xlsx``, ``LIIT2025.csv`` (§14.2)."""
    return f"{lista}{periodo.letra}{periodo.ejercicio}.{formato}"


def leer_nombre(archivo: str) -> tuple[Lista, Periodo, Formato] | None:
    """What a file name asks for; None when it is not one of ours."""
    hallado = _NOMBRE.fullmatch(archivo)
    if hallado is None:
        return None
    lista, letra, ejercicio, formato = hallado.groups()
    try:
        periodo = Periodo(int(ejercicio), "PST".index(letra) + 1)
    except PeriodoInexistente:
        return None
    return cast(Lista, lista), periodo, cast(Formato, formato)


def segura(texto: str) -> str:
    """The text as a cell may carry it: a leading ``'`` where a spreadsheet would compute (T-48)."""
    return f"'{texto}" if texto[:1] in _DE_FORMULA and texto else texto


def _folio_del_contrato(hallazgo: Hallazgo) -> str:
    return hallazgo.contrato.folio if hallazgo.contrato else ""


def _renglon(informativa: Informativa, contrato: Contrato | None) -> Renglon:
    return (
        segura(informativa.contratista),
        _PERSONAS[informativa.tipo_persona],
        *(_SIN_CONTRATO if contrato is None else _del_contrato(contrato)),
        informativa.periodo.ejercicio,
        informativa.periodo.nombre,
        informativa.tipo_publicado,
        informativa.folio,
        _fecha(dia_en_el_centro(informativa.fecha_presentacion)),
    )


def _del_contrato(contrato: Contrato) -> Renglon:
    return (
        segura(contrato.contratante),
        _PERSONAS[contrato.tipo_persona_contratante],
        contrato.folio,
        segura(contrato.servicio or ""),
        _fecha(contrato.inicio),
        _fecha(contrato.fin),
        contrato.trabajadores,
    )


def _fecha(dia: date | None) -> str | None:
    """dd/mm/aaaa, as text: no spreadsheet may turn it round."""
    return None if dia is None else f"{dia:%d/%m/%Y}"
