"""Opening, due date and limit of every period (icsoe.md §4.2–4.3), in Central Mexico time."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays

from .periodo import Periodo

CENTRO = ZoneInfo("America/Mexico_City")
_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_MILISEGUNDO = timedelta(milliseconds=1)


@dataclass(frozen=True)
class DiaInhabil:
    """A day on which no term ends. ``fuente_url`` says who decided it (D10)."""

    fecha: date
    descripcion: str
    fuente_url: str


def dia_en_el_centro(instante: datetime) -> date:
    """The calendar day of an aware instant in Central Mexico."""
    return instante.astimezone(CENTRO).date()


def fecha_larga(dia: date) -> str:
    """``17 de septiembre de 2026``."""
    return f"{dia.day} de {_MESES[dia.month - 1]} de {dia.year}"


@cache
def inhabiles(anio: int) -> tuple[DiaInhabil, ...]:
    """The non-working days of a year, ascending: the labour
    law's from ``holidays``, the rest from inhabiles.toml.
    """
    datos = tomllib.loads(files("icsoe_dominio").joinpath("inhabiles.toml").read_text("utf-8"))
    dias = {
        dia: DiaInhabil(dia, nombre, datos["ley_federal_del_trabajo"]["fuente_url"])
        for dia, nombre in holidays.country_holidays("MX", years=anio, language="es").items()
    }
    for fila in datos["cada_anio"]:
        dia = date(anio, fila["mes"], fila["dia"])
        dias.setdefault(dia, DiaInhabil(dia, fila["descripcion"], fila["fuente_url"]))
    for fila in datos["fecha"]:
        if fila["fecha"].year == anio:
            dias[fila["fecha"]] = DiaInhabil(fila["fecha"], fila["descripcion"], fila["fuente_url"])
    return tuple(dias[dia] for dia in sorted(dias))


def es_inhabil(dia: date, adicionales: Collection[date] = ()) -> bool:
    """Saturday, Sunday, a day of the table, or one of ``adicionales``."""
    return dia.weekday() >= 5 or dia in adicionales or any(d.fecha == dia for d in inhabiles(dia.year))


@dataclass(frozen=True)
class Calendario:
    """The rules with their parameters: ``prorroga_viernes`` stays
    false (D11); ``adicionales`` are days published late.
    """

    prorroga_viernes: bool = False
    adicionales: frozenset[date] = frozenset()

    def abre(self, periodo: Periodo) -> datetime:
        """First instant at which the period may be signed, aware, in UTC."""
        return datetime.combine(self._dia_de_ventana(periodo, 1), time.min, CENTRO).astimezone(UTC)

    def vence(self, periodo: Periodo) -> date:
        """The due date: the 17th of the window month, moved to the next working day."""
        dia = self._dia_de_ventana(periodo, 17)
        if self.prorroga_viernes and dia.weekday() == 4:
            dia += timedelta(days=1)
        while es_inhabil(dia, self.adicionales):
            dia += timedelta(days=1)
        return dia

    def limite(self, periodo: Periodo) -> datetime:
        """23:59:59.999 of the due date, aware, in UTC: the last millisecond that is on time."""
        siguiente = datetime.combine(self.vence(periodo) + timedelta(days=1), time.min, CENTRO)
        return siguiente.astimezone(UTC) - _MILISEGUNDO

    def firma_abierta(self, periodo: Periodo, instante: datetime) -> bool:
        """Whether the window has opened; it never closes (late returns stay possible)."""
        return instante >= self.abre(periodo)

    def extemporanea(self, periodo: Periodo, instante: datetime) -> bool:
        """Whether a return received at ``instante`` is late (T14). Instants count in whole milliseconds."""
        return instante >= self.limite(periodo) + _MILISEGUNDO

    def iniciado(self, periodo: Periodo, instante: datetime) -> bool:
        """Whether the period has begun, so that it may be captured."""
        return periodo.inicio <= dia_en_el_centro(instante)

    def _dia_de_ventana(self, periodo: Periodo, dia: int) -> date:
        # 2021-1 shares the window of 2021-2: the reform moved the first duty to September 2021 (S3).
        mes = date(2021, 9, 1) if periodo.especial else periodo.fin + timedelta(days=1)
        return mes.replace(day=dia)
