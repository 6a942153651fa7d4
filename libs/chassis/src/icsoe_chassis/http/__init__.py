"""HTTP: the application factory and what entrypoints use of it."""

from ..identidad import Principal, Rol
from .acceso import (
    ClaveIdempotencia,
    DespuesDe,
    Identidad,
    RecibidaEn,
    VersionEsperada,
    clave_idempotencia,
    despues_de,
    etiqueta,
    exigir_rol,
    plazo_de_firma,
    recibida_en,
    version_esperada,
)
from .fabrica import crear_app
from .problemas import problema

__all__ = [
    "ClaveIdempotencia",
    "DespuesDe",
    "Identidad",
    "Principal",
    "RecibidaEn",
    "Rol",
    "VersionEsperada",
    "clave_idempotencia",
    "crear_app",
    "despues_de",
    "etiqueta",
    "exigir_rol",
    "plazo_de_firma",
    "problema",
    "recibida_en",
    "version_esperada",
]
