"""A new password as typed, held to the rules of icsoe.md §9.6 before auth judges it again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from icsoe_dominio.contrasena import REGLAS, Contexto, Regla, incumplidas

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
                False if regla.codigo in negadas else _cumple(regla, rotas, contexto),
            )
            for regla in REGLAS
        ]


def _cumple(regla: Regla, rotas: set[str] | None, contexto: Contexto) -> bool | None:
    """None also of «personal» where the mail is not known: only auth can tell that it is not in there."""
    if rotas is None or not regla.en_vivo:
        return None
    rota = regla.codigo in rotas
    return None if regla.codigo == "personal" and not (rota or contexto.correo) else not rota
