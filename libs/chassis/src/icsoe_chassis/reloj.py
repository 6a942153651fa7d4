"""The clock: the system's, or in test mode one that starts at a given instant and runs on."""

import time
from datetime import UTC, datetime, timedelta

from .ports import Reloj


class RelojSistema:
    """The machine's clock."""

    def ahora(self) -> datetime:
        return datetime.now(UTC)


class RelojDesplazado:
    """Says ``inicio`` at the real instant ``ancla`` and runs
    from there; never jumps with the machine's clock.
    """

    def __init__(self, inicio: datetime, ancla: datetime | None = None) -> None:
        real = datetime.now(UTC)
        self._inicio = inicio + (real - (ancla or real))
        self._marca = time.monotonic()

    def ahora(self) -> datetime:
        return self._inicio + timedelta(seconds=time.monotonic() - self._marca)


def leer_inicio(texto: str) -> tuple[datetime, datetime | None]:
    """Reads ``ICSOE_RELOJ_INICIO``: an instant with its zone,
    and after ``@`` the real instant at which it holds.

    With the anchor all processes of a platform agree, however often they restart. Raises ValueError.
    """
    inicio, _, ancla = texto.partition("@")
    instantes = [datetime.fromisoformat(parte) for parte in (inicio, ancla) if parte]
    if not inicio or any(i.tzinfo is None for i in instantes):
        raise ValueError("ICSOE_RELOJ_INICIO: instantes con zona, «inicio» o «inicio@ancla»")
    en_utc = [i.astimezone(UTC) for i in instantes]
    return en_utc[0], en_utc[1] if len(en_utc) == 2 else None


def crear_reloj(reloj_inicio: str | None) -> Reloj:
    """The process's clock. That only test mode may pass a start is checked by ``Ajustes``."""
    return RelojDesplazado(*leer_inicio(reloj_inicio)) if reloj_inicio else RelojSistema()
