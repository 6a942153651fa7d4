"""What a service hands to the chassis, and what it gets: the whole of a ``bootstrap.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .ajustes import Ajustes
from .base_datos import Alcance, BaseDatos
from .claves import ClavesDeToken
from .consumo import Consumidor
from .ports import AlmacenObjetos, Reloj, Vinculos
from .proceso_aparte import ProcesoAparte
from .tareas import Tarea

if TYPE_CHECKING:
    import typer
    from fastapi import APIRouter

A = TypeVar("A", bound=Ajustes)
R = TypeVar("R")


async def nada() -> None:
    """Opens or closes nothing."""


@dataclass
class Recursos(Generic[A]):
    """Opened before ``montar`` is called. ``ajustes`` is the service's own settings class."""

    ajustes: A
    base: BaseDatos
    reloj: Reloj
    objetos: AlmacenObjetos | None
    claves: ClavesDeToken
    bucle: asyncio.AbstractEventLoop | None = None

    @cached_property
    def procesos(self) -> ProcesoAparte:
        """For CPU work (PDF, seal), made on first use: ``run_in_executor(r.procesos, …)``."""
        return ProcesoAparte()

    def correr(self, trabajo: Coroutine[Any, Any, R]) -> R:
        """For the commands of ``icsoe-ops`` only: runs a coroutine
        on the loop on which these resources are open.
        """
        if self.bucle is None:
            trabajo.close()
            raise RuntimeError("correr() es solo para icsoe-ops")
        return asyncio.run_coroutine_threadsafe(trabajo, self.bucle).result()


@dataclass(frozen=True)
class Partes:
    """What a service is made of. ``alcanzada`` answers ``ICSOE-Despues-De``: has this position been applied
    here? ``vinculos`` lets capturistas in where a route asks for an ``Ambito``; without it none gets in.
    """

    rutas: Sequence[APIRouter] = ()
    consumidores: Sequence[Consumidor] = ()
    tareas: Mapping[str, Tarea] = field(default_factory=lambda: {})
    ops: typer.Typer | None = None
    al_abrir: Callable[[], Awaitable[None]] = nada
    al_cerrar: Callable[[], Awaitable[None]] = nada
    alcanzada: Alcance | None = None
    vinculos: Vinculos | None = None


@dataclass(frozen=True)
class Servicio(Generic[A]):
    """``servicio = Servicio("signing", AjustesSigning,
    montar)`` in ``bootstrap.py``; ``migraciones`` for tests.
    """

    nombre: str
    ajustes: type[A]
    montar: Callable[[Recursos[A]], Partes]
    migraciones: Path | None = None

    @property
    def carpeta_migraciones(self) -> Path:
        """``services/<name>/migrations``, beside the package's ``src``."""
        if self.migraciones:
            return self.migraciones
        modulo = find_spec(f"icsoe_{self.nombre}")
        if modulo is None or not modulo.origin:
            raise ValueError(f"icsoe_{self.nombre} no está instalado")
        return Path(modulo.origin).parents[2] / "migrations"
