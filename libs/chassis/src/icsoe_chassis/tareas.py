"""Jobs, as services declare them. The runner is ``ejecutor``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


class TareaImposible(Exception):
    """Raised by a job that can never succeed: it is set aside with an alarm and not tried again."""


@dataclass(frozen=True)
class Tarea:
    """``fn(clave, datos)`` does one job, idempotently: at least once is promised, not once.

    ``intentos``: tries before it is set aside. ``arriendo_s``:
    seconds it may take before another worker may claim it.
    """

    fn: Callable[[str, dict[str, Any]], Awaitable[None]]
    intentos: int = 20
    arriendo_s: float = 120
