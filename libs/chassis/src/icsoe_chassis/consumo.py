"""Consuming, as services declare it; the loop is ``lector``. One transaction per record, applied once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from icsoe_contracts.catalogo import Tema
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Sobre

from .base_datos import Transaccion

Manejador = Callable[[Any, Sobre, Transaccion], Awaitable[None]]


@dataclass(frozen=True)
class Reaccion:
    """Runs once per event: the chassis inserts the inbox row first, in the same transaction."""

    fn: Manejador


@dataclass(frozen=True)
class Proyeccion:
    """Keeps ``last_sequence`` on the row it writes: ``fn``'s
    own SQL applies only a greater ``sobre.sequence``.
    """

    fn: Manejador


class EventoImposible(Exception):
    """Raised by a handler for an event that can never be
    applied: straight to the dead letters, no more tries.
    """


@dataclass(frozen=True)
class Consumidor:
    """What this service does with the events of one topic. Types without handler are skipped silently."""

    tema: Tema
    manejadores: Mapping[type[Evento], Reaccion | Proyeccion]

    def __post_init__(self) -> None:
        ajenos = [tipo.__name__ for tipo in self.manejadores if tipo not in self.tema.eventos]
        if ajenos:
            raise ValueError(f"{self.tema.nombre} no lleva {', '.join(ajenos)}")
