"""How often somebody may ask: a window of one minute per session or address, in this process's memory."""

from collections.abc import Callable, Hashable

_RECORDADOS = 10_000


class Ritmo:
    """``por_minuto`` requests per minute for each caller; ``segundos`` is the clock it counts by.

    A service with n HTTP processes lets n times as many
    through: what must hold exactly is counted in its database.
    """

    def __init__(self, por_minuto: int, segundos: Callable[[], float]) -> None:
        self._tope = por_minuto
        self._segundos = segundos
        self._ventana = 0
        self._cuentas: dict[Hashable, int] = {}

    def admite(self, quien: Hashable) -> bool:
        """Counts one request of ``quien``; False when it is one too many."""
        ventana = int(self._segundos() // 60)
        if ventana != self._ventana or len(self._cuentas) > _RECORDADOS:
            self._ventana = ventana
            self._cuentas.clear()
        cuenta = self._cuentas.get(quien, 0) + 1
        self._cuentas[quien] = cuenta
        return cuenta <= self._tope
