"""Reads ``deploy/topologia.toml``, the one description of parts, ports and buckets."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from .rutas import DEPLOY

PUERTO_SALUD_WORKER = 10  # offset of a worker's health port from its service's HTTP port
BROKERS_MAXIMOS = 3


class _Seccion(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Plataforma(_Seccion):
    """Port offsets of what we did not write. Broker n (0…2) listens at ``kafka + 2n``."""

    postgres: int
    kafka: int
    minio: int


class Servicio(_Seccion):
    """A service with its own database: an HTTP process and a worker. ``objetos``: it has a MinIO user."""

    puerto: int
    objetos: bool = False
    ambiente: dict[str, str] = {}

    @property
    def puerto_worker(self) -> int:
        return self.puerto + PUERTO_SALUD_WORKER


class Proceso(_Seccion):
    """Any other process. ``salud`` is the path of its readiness, or ``tcp``: the port answers."""

    puerto: int
    puerto_pagina: int | None = None
    orden: tuple[str, ...]
    salud: str
    secretos: str | None = None
    despues_de: tuple[str, ...]
    ambiente: dict[str, str] = {}


class Cubeta(_Seccion):
    """A bucket of the object store."""

    escriben: tuple[str, ...]
    leen: tuple[str, ...]
    bloqueo: bool = False


class Topologia(_Seccion):
    """Everything that runs. ``de_perfil``: settings that only the platform of that name gets."""

    plataforma: Plataforma
    de_perfil: dict[str, dict[str, str]]
    servicios: dict[str, Servicio]
    procesos: dict[str, Proceso]
    cubetas: dict[str, Cubeta]

    def puertos(self, brokers: int) -> dict[str, int]:
        """Offset of every port the platform takes, by a name a person understands."""
        puertos = {"postgres": self.plataforma.postgres, "minio": self.plataforma.minio}
        for n in range(brokers):
            puertos[f"kafka-{n + 1}"] = self.plataforma.kafka + 2 * n
            puertos[f"kafka-{n + 1} (controlador)"] = self.plataforma.kafka + 2 * n + 1
        for nombre, servicio in self.servicios.items():
            puertos[f"{nombre}-http"] = servicio.puerto
            puertos[f"{nombre}-worker"] = servicio.puerto_worker
        for nombre, proceso in self.procesos.items():
            puertos[nombre] = proceso.puerto
            if proceso.puerto_pagina is not None:
                puertos[f"{nombre} (página)"] = proceso.puerto_pagina
        return puertos


@cache
def leer(ruta: Path = DEPLOY / "topologia.toml") -> Topologia:
    """The topology, checked. Raises pydantic.ValidationError when the file has an unknown or missing key."""
    return Topologia.model_validate(tomllib.loads(ruta.read_text(encoding="utf-8")))
