"""The reported period: ejercicio and cuatrimestre (icsoe.md §4.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Letra = Literal["P", "S", "T"]

_NOMBRES = ("Primero", "Segundo", "Tercero")
_ANTE_SUSTANTIVO = ("Primer", "Segundo", "Tercer")
_LETRAS: tuple[Letra, Letra, Letra] = ("P", "S", "T")
_MESES = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio",
    "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
_REFORMA = date(2021, 4, 24)


class PeriodoInexistente(ValueError):
    """There is no period before 24-04-2021, nor a fourth cuatrimestre."""


@dataclass(frozen=True, order=True)
class Periodo:
    """A cuatrimestre 1–3 of a year.

    The first, 2021-1, covers only 24–30 April 2021. Raises PeriodoInexistente.
    """

    ejercicio: int
    cuatrimestre: int

    def __post_init__(self) -> None:
        if not (2021 <= self.ejercicio <= 2200 and 1 <= self.cuatrimestre <= 3):
            raise PeriodoInexistente(f"{self.ejercicio}-{self.cuatrimestre}")

    @classmethod
    def de(cls, dia: date) -> "Periodo":
        """The period that holds ``dia``. Before the reform: PeriodoInexistente."""
        if dia < _REFORMA:
            raise PeriodoInexistente(dia.isoformat())
        return cls(dia.year, (dia.month + 3) // 4)

    @property
    def especial(self) -> bool:
        """2021-1: seven days of April."""
        return (self.ejercicio, self.cuatrimestre) == (2021, 1)

    @property
    def inicio(self) -> date:
        """First day; capture opens on it (§4.2)."""
        return _REFORMA if self.especial else date(self.ejercicio, 4 * self.cuatrimestre - 3, 1)

    @property
    def fin(self) -> date:
        """Last day."""
        return date(self.ejercicio + self.cuatrimestre // 3, 4 * self.cuatrimestre % 12 + 1, 1) - timedelta(
            days=1
        )

    @property
    def nombre(self) -> str:
        """``Primero``, ``Segundo`` or ``Tercero``."""
        return _NOMBRES[self.cuatrimestre - 1]

    @property
    def titulo(self) -> str:
        """``Primer cuatrimestre de 2025``: before a noun, Primero and Tercero are shortened."""
        return f"{_ANTE_SUSTANTIVO[self.cuatrimestre - 1]} cuatrimestre de {self.ejercicio}"

    @property
    def letra(self) -> Letra:
        """The letter of files and folios."""
        return _LETRAS[self.cuatrimestre - 1]

    @property
    def mes_inicial(self) -> str:
        """The month's name as the trays show it; 2021-1 says Abril twice (D8)."""
        return _MESES[self.inicio.month - 1]

    @property
    def mes_final(self) -> str:
        """As ``mes_inicial``."""
        return _MESES[self.fin.month - 1]

    @property
    def etiqueta(self) -> str:
        """The label of the period select."""
        return "Del 24 al 30 de abril" if self.especial else f"{self.mes_inicial} - {self.mes_final}"

    def contiene(self, dia: date) -> bool:
        """Whether ``dia`` lies in it, both ends included."""
        return self.inicio <= dia <= self.fin

    def siguiente(self) -> "Periodo":
        """The period after it."""
        return Periodo(self.ejercicio + self.cuatrimestre // 3, self.cuatrimestre % 3 + 1)

    def __str__(self) -> str:
        return f"{self.ejercicio}-{self.cuatrimestre}"


PRIMERO = Periodo(2021, 1)


def iniciados(hoy: date) -> Iterator[Periodo]:
    """All periods that have begun on ``hoy`` (a date of Central Mexico), oldest first."""
    periodo = PRIMERO
    while periodo.inicio <= hoy:
        yield periodo
        periodo = periodo.siguiente()
