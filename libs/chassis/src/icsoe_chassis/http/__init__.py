"""HTTP: the application factory and what entrypoints use of it."""

from ..identidad import Encargo, Principal, Rol
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
from .ambito import Ambito, AmbitoConAcuses, ambito_o, exigir_acuses, sin_posiciones
from .cuerpo import Cuerpo, FechaEnTexto, IdEnTexto
from .direccion import Direccion, direccion_de, red_de
from .fabrica import crear_app
from .paginas import paginada
from .problemas import problema
from .ritmo import Ritmo

__all__ = [
    "Ambito",
    "AmbitoConAcuses",
    "ClaveIdempotencia",
    "Cuerpo",
    "DespuesDe",
    "Direccion",
    "Encargo",
    "FechaEnTexto",
    "IdEnTexto",
    "Identidad",
    "Principal",
    "RecibidaEn",
    "Ritmo",
    "Rol",
    "VersionEsperada",
    "ambito_o",
    "clave_idempotencia",
    "crear_app",
    "despues_de",
    "direccion_de",
    "etiqueta",
    "exigir_acuses",
    "exigir_rol",
    "paginada",
    "plazo_de_firma",
    "problema",
    "recibida_en",
    "red_de",
    "sin_posiciones",
    "version_esperada",
]
