"""Waiting for what other processes have yet to do."""

import time
from collections.abc import Callable
from typing import Any

ESPERA_S = 60.0


def hasta(dice: Callable[[], Any], espera_s: float = ESPERA_S) -> float:
    """Waits for what happens in other processes; how many seconds it took."""
    inicio = time.monotonic()
    while not dice():
        assert time.monotonic() - inicio < espera_s, "no sucedió"
        time.sleep(0.05)
    return time.monotonic() - inicio
