"""What the platform answers, as values. Unknown fields are ignored so that an older client keeps working."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from icsoe.errores import NoDisponible

M = TypeVar("M", bound="Respuesta")


@dataclass(frozen=True)
class Respuesta:
    """Base: ``de(json)`` takes the fields it knows."""

    @classmethod
    def de(cls: type[M], json: Mapping[str, Any]) -> M:
        """Raises NoDisponible when an obligatory field is missing: the answer is not the platform's."""
        try:
            return cls(**{campo.name: json[campo.name] for campo in fields(cls) if campo.name in json})
        except TypeError as falta:
            raise NoDisponible(
                "La respuesta del servicio no se entiende.",
                "Comprueba la dirección y que tu cliente esté actualizado.",
                codigo="RESPUESTA_EXTRANA",
            ) from falta


@dataclass(frozen=True)
class Contratista(Respuesta):
    """The filer's general data. ``faltantes`` names what is still missing; ``version`` is the ETag."""

    id: str
    rfc: str
    nombre: str
    tipo_persona: str
    estado: str
    version: int
    terminos_version: str | None = None
    correo: str | None = None
    celular: str | None = None
    telefono_fijo: str | None = None
    social_igual_fiscal: bool | None = None
    copias_acuse: list[str] | None = None
    acuse_repse: dict[str, Any] | None = None
    faltantes: list[str] | None = None


@dataclass(frozen=True)
class Informativa(Respuesta):
    """A draft or a sent return."""

    id: str
    ejercicio: int
    cuatrimestre: int
    tipo: str
    estado: str
    version: int
    envio: int = 0
    contenido_sha256: str | None = None
    folio_definitivo: str | None = None
    motivo_devolucion: str | None = None


@dataclass(frozen=True)
class Presentada(Respuesta):
    """A presented return.

    ``sha256`` is of its content; ``fecha_presentacion`` the instant of receipt, ISO 8601.
    """

    folio: str
    informativa_id: str
    fecha_presentacion: str
    extemporanea: bool
    sha256: str
    tipo: str
    ejercicio: int
    cuatrimestre: int
    certificado_numero: str | None = None
    otro_certificado: bool = False


@dataclass(frozen=True)
class Acuse(Respuesta):
    """One row of "Acuses de presentación"."""

    folio: str
    informativa_id: str
    ejercicio: int
    cuatrimestre: int
    tipo: str
    fecha_presentacion: str
    extemporanea: bool
    contratos_relacionados: int
    total_trabajadores: int
    acuse_listo: bool
    sha256: str
    sha256_pdf: str | None = None
