"""Trying again: bounded exponential back-off with jitter; what the server asks by Retry-After wins."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from icsoe.errores import ErrorIcsoe, NoDisponible

T = TypeVar("T")


class Pasajero(Exception):
    """This attempt failed in a way another may not.

    ``espera_s`` is the server's wish, None if it has none; ``rechazo`` its refusal, None if it said nothing.
    """

    def __init__(self, motivo: str, espera_s: float | None = None, rechazo: ErrorIcsoe | None = None) -> None:
        super().__init__(motivo)
        self.motivo = motivo
        self.espera_s = espera_s
        self.rechazo = rechazo

    def sin_mas(self) -> NoDisponible:
        """What is told when patience ends: the service's own words, where it had any."""
        if self.rechazo is not None and self.rechazo.remedio:
            dicho = self.rechazo
            return NoDisponible(dicho.mensaje, dicho.remedio, codigo=dicho.codigo, datos=dicho.datos)
        return NoDisponible(
            f"El servicio no está disponible por ahora ({self.motivo}).",
            "Vuelve a intentarlo en unos minutos; repetir la misma orden no duplica nada.",
            codigo="NO_DISPONIBLE",
        )


def _callar(_: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Paciencia:
    """How long one step may be tried. Times in seconds; clock, sleep and dice are injected for tests.

    ``avisar`` is told in Spanish that a step has to be tried again, once a step.
    """

    total_s: float = 60.0
    primera_s: float = 0.2
    tope_s: float = 5.0
    dormir: Callable[[float], None] = time.sleep
    ahora: Callable[[], float] = time.monotonic
    azar: Callable[[], float] = random.random
    avisar: Callable[[str], None] = _callar

    def intentar(self, paso: Callable[[], T]) -> T:
        """Runs ``paso`` until it does not raise Pasajero or patience ends (NoDisponible)."""
        limite = self.ahora() + self.total_s
        espera, avisado = self.primera_s, False
        while True:
            try:
                return paso()
            except Pasajero as falla:
                if not avisado:
                    self.avisar(f"El servicio no contesta ({falla.motivo}); sigo intentando…")
                    avisado = True
                pausa = espera * (0.5 + self.azar() / 2)
                if falla.espera_s is not None:
                    pausa = max(pausa, min(falla.espera_s, 30.0))
                if self.ahora() + pausa > limite:
                    raise falla.sin_mas() from falla
            self.dormir(pausa)
            espera = min(espera * 2, self.tope_s)
