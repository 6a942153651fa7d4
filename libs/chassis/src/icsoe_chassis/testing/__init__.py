"""In-memory twins of the ports, which pass the same contract suites as the real ones."""

from .gemelos import (
    EmitidoEnMemoria,
    EventosEnMemoria,
    ObjetosEnMemoria,
    ProgramadaEnMemoria,
    RelojFijo,
    TareasEnMemoria,
    TransaccionEnMemoria,
    UowEnMemoria,
)

__all__ = [
    "EmitidoEnMemoria",
    "EventosEnMemoria",
    "ObjetosEnMemoria",
    "ProgramadaEnMemoria",
    "RelojFijo",
    "TareasEnMemoria",
    "TransaccionEnMemoria",
    "UowEnMemoria",
]
