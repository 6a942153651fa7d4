"""How often one session may ask: a window of one minute per session, in this process's memory."""

import time
from uuid import UUID

_SESIONES = 10_000


class Ritmo:
    """``por_minuto`` requests per session and minute."""

    def __init__(self, por_minuto: int) -> None:
        self._tope = por_minuto
        self._ventana = 0
        self._cuentas: dict[UUID, int] = {}

    def admite(self, sid: UUID) -> bool:
        ventana = int(time.monotonic() // 60)
        if ventana != self._ventana or len(self._cuentas) > _SESIONES:
            self._ventana = ventana
            self._cuentas.clear()
        cuenta = self._cuentas.get(sid, 0) + 1
        self._cuentas[sid] = cuenta
        return cuenta <= self._tope
