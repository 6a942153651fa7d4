"""A new password as typed, held to the rules of icsoe.md §9.6 before auth judges it again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from icsoe_dominio.contrasena import REGLAS, Contexto, incumplidas

MAXIMO_ESCRITO = 512
_DISTINTAS = "Las dos contraseñas no son iguales."


@dataclass(frozen=True)
class ReglaMostrada:
    """One line of the list. ``cumple`` is None while nothing was judged."""

    codigo: str
    texto: str
    en_vivo: bool
    cumple: bool | None


@dataclass(frozen=True)
class NuevaContrasena:
    nueva: str = field(default="", repr=False)
    confirmacion: str = field(default="", repr=False)

    def fallas(self, contexto: Contexto) -> dict[str, str]:
        """Field → what to correct; empty when it may be sent."""
        fallas: dict[str, str] = {}
        if incumplidas(self.nueva, contexto):
            fallas["nueva"] = "La contraseña no cumple todas las reglas."
        if self.nueva != self.confirmacion:
            fallas["confirmacion"] = _DISTINTAS
        return fallas

    def reglas(self, contexto: Contexto, negadas: Sequence[str] = ()) -> list[ReglaMostrada]:
        """Every rule, in the order of the screen. ``negadas``: codes of those that auth found broken."""
        rotas = set(incumplidas(self.nueva, contexto)) if self.nueva else None
        return [
            ReglaMostrada(
                regla.codigo,
                regla.texto,
                regla.en_vivo,
                False if regla.codigo in negadas else _cumple(regla.codigo, regla.en_vivo, rotas),
            )
            for regla in REGLAS
        ]


def _cumple(codigo: str, en_vivo: bool, rotas: set[str] | None) -> bool | None:
    return None if rotas is None or not en_vivo else codigo not in rotas
