"""Stops asking a responder that does not answer, and asks once in a while whether it is back."""

from collections.abc import Callable


class Cortacircuito:
    """Closed until ``fallas`` failures in a row; then open for ``abierto_s``; then one probe at a time.

    Only what never reached the responder counts as a failure, so no junk can open it (threats T-20, T-42).
    """

    def __init__(self, fallas: int, abierto_s: float, segundos: Callable[[], float]) -> None:
        self._tolera, self._abierto_s, self._segundos = fallas, abierto_s, segundos
        self._seguidas = 0
        self._hasta = 0.0

    @property
    def abierto(self) -> bool:
        """True while questions are held back."""
        return self._seguidas >= self._tolera and self._segundos() < self._hasta

    def deja_pasar(self) -> bool:
        """May a question go out? When the rest is over, only the first to ask may, for as long again."""
        if self.abierto:
            return False
        if self._seguidas >= self._tolera:
            self._hasta = self._segundos() + self._abierto_s
        return True

    def contesto(self) -> None:
        """The responder answered, whatever it said."""
        self._seguidas = 0

    def no_contesto(self) -> None:
        """Nothing came back."""
        self._seguidas += 1
        if self._seguidas >= self._tolera:
            self._hasta = self._segundos() + self._abierto_s
