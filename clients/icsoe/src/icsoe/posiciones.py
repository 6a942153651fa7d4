"""Reading one's own writes: each write answers how far its stream is; the next service waits until it has
it.
"""

import re
from collections.abc import Iterable, Mapping

# A service can only wait for streams it consumes (contracts' catalogue): sent elsewhere the wait would
# never end.
# signing's are left out: it writes public streams too, and nothing this client does next depends on them.
_MAXIMO = 4
_SECUENCIA = re.compile(r"[0-9]{1,19}")
_QUIEN_ESPERA: Mapping[str, frozenset[str]] = {
    "auth": frozenset({"registry"}),
    "registry": frozenset({"informativa"}),
    "informativa": frozenset({"signing"}),
}


class Posiciones:
    """Positions ``source;subject;sequence`` by (source, subject), the highest sequence of each."""

    def __init__(self, guardadas: Iterable[str] = ()) -> None:
        self._pendientes: dict[str, dict[tuple[str, str], int]] = {}
        self.anotar(guardadas)

    def anotar(self, cabeceras: Iterable[str]) -> None:
        """Takes the ``ICSOE-Posicion`` headers of an answer; what does not parse is ignored."""
        for cabecera in cabeceras:
            partes = cabecera.split(";")
            if len(partes) != 3 or not _SECUENCIA.fullmatch(partes[2]):
                continue
            fuente, sujeto, secuencia = partes[0].strip(), partes[1].strip(), int(partes[2])
            for servicio in _QUIEN_ESPERA.get(_servicio_de(fuente), frozenset()):
                suyas = self._pendientes.setdefault(servicio, {})
                secuencia = max(secuencia, suyas.pop((fuente, sujeto), 0))
                suyas[fuente, sujeto] = secuencia

    def para(self, servicio: str) -> str | None:
        """The value of ``ICSOE-Despues-De`` for a request to ``servicio``: the latest positions, comma
        between.
        """
        suyas = list(self._pendientes.get(servicio, {}).items())[-_MAXIMO:]
        return ",".join(f"{fuente};{sujeto};{n}" for (fuente, sujeto), n in suyas) or None

    def alcanzadas(self, servicio: str) -> None:
        """``servicio`` answered: it has all that was asked of it."""
        self._pendientes.pop(servicio, None)

    def todas(self) -> list[str]:
        """All that still waits, to be kept between two runs of the CLI."""
        return sorted(
            f"{fuente};{sujeto};{n}"
            for suyas in self._pendientes.values()
            for (fuente, sujeto), n in suyas.items()
        )


def _servicio_de(fuente: str) -> str:
    """``/icsoe/signing/<epoch>`` → ``signing``."""
    partes = fuente.split("/")
    return partes[2] if len(partes) > 2 else ""
