"""What the platform answers, as values. Unknown fields are ignored so that an older client keeps working."""

from datetime import date
from typing import Self

import httpx
from icsoe_dominio.domicilio import Domicilio
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from icsoe.errores import NoDisponible


class Respuesta(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def leer(cls, respuesta: httpx.Response) -> Self:
        """The value of a body. Raises NoDisponible when it is not what the platform answers."""
        try:
            return cls.model_validate_json(respuesta.content)
        except ValidationError as falla:
            raise respuesta_extrana() from falla

    @classmethod
    def leer_lista(cls, respuesta: httpx.Response) -> list[Self]:
        """The values of a body that is a list. Raises NoDisponible."""
        try:
            lista: TypeAdapter[list[Self]] = TypeAdapter(list[cls])  # pyright: ignore[reportInvalidTypeForm]
            return lista.validate_json(respuesta.content)
        except ValidationError as falla:
            raise respuesta_extrana() from falla


def respuesta_extrana() -> NoDisponible:
    """What is told of an answer that no ICSOE gives."""
    return NoDisponible(
        "La respuesta del servicio no se entiende.",
        "Comprueba la dirección (ICSOE_URL o --url) y que tu cliente esté actualizado.",
        codigo="RESPUESTA_EXTRANA",
    )


class Reto(Respuesta):
    """The challenge of a login; ``reto`` is opaque."""

    reto: str
    texto: str


class Titular(Respuesta):
    """Whom auth took the certificate for."""

    rfc: str
    nombre: str


class SesionAbierta(Respuesta):
    """What a login answers. Secret."""

    acceso: str
    refresco: str
    dispositivo: str
    identidad: str
    contratista: Titular


class SesionRenovada(Respuesta):
    """A new access token. Secret."""

    acceso: str


class Terminos(Respuesta):
    """The Términos y Condiciones in force."""

    version: str


class Actividad(Respuesta):
    """An activity of the REPSE registration, as the register words it."""

    folio: str
    descripcion: str


class Repse(Respuesta):
    """What the contratista tells of its REPSE registration; all optional."""

    numero: str | None = None
    vigencia_desde: date | None = None
    vigencia_hasta: date | None = None
    actividades: tuple[Actividad, ...] = ()


class AcuseRepse(Respuesta):
    """The uploaded REPSE receipt; ``sha256`` of its bytes."""

    nombre: str
    bytes: int
    sha256: str
    cargado: str


class Colonia(Respuesta):
    """A row of the postal catalogue; ``id`` names it."""

    id: str
    codigo_postal: str
    nombre: str
    tipo_asentamiento: str | None = None


class CodigoPostal(Respuesta):
    """What one postal code covers."""

    codigo_postal: str
    estado: str
    municipio: str
    colonias: tuple[Colonia, ...]


class Contratista(Respuesta):
    """The filer's general data. ``faltantes`` names what is still missing; ``version`` is the ETag.

    ``correos_por_confirmar``: its addresses whose link was not opened; they get no acuse attached.
    """

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
    acuse_repse: AcuseRepse | None = None
    domicilio_social: Domicilio | None = None
    repse: Repse = Repse()
    correos_por_confirmar: list[str] = []
    faltantes: list[str] | None = None


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


class Enviada(Respuesta):
    """What Enviar a firma froze."""

    estado: str
    contenido_sha256: str


class PeriodoIniciado(Respuesta):
    """A period that may be captured; ``abre``: from when it may be signed."""

    ejercicio: int
    cuatrimestre: int
    abre: AwareDatetime
    firma_abierta: bool


class SolicitudDeDevolucion(Respuesta):
    """A capturista asked that a sent return go back to capture: why and when."""

    motivo: str
    en: AwareDatetime


class Pendiente(Respuesta):
    """A return as signing has it."""

    estado: str
    contenido_sha256: str
    devolucion_solicitada: SolicitudDeDevolucion | None = None


class DevolucionPedida(Respuesta):
    """What a capturista asked its contratista for; ``solicitada_en`` ISO 8601."""

    informativa_id: str
    envio: int
    solicitada_en: str
    motivo: str


class CadenaEmitida(Respuesta):
    """The text to sign, issued for one send and one certificate."""

    cadena_id: str
    cadena: str


class Presentada(Respuesta):
    """A presented return.

    ``sha256`` is of its content; ``fecha_presentacion`` the instant of receipt, ISO 8601. ``revocacion`` and
    ``observada`` are those of ``Acuse``.
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
    revocacion: str
    observada: bool


class Dictamen(Respuesta):
    """The verdict on a certificate. ``tipo`` FIEL, CSD or OTRO; ``persona`` F or M; dates ISO 8601."""

    tipo: str
    rfc: str | None = None
    rfc_representante: str | None = None
    persona: str | None = None
    nombre: str | None = None
    numero: str | None = None
    vigente_desde: str | None = None
    vigente_hasta: str | None = None
    vigente: bool
    cadena_confiable: bool
    aceptable: bool
    codigo: str | None = None
    mensaje: str | None = None


class Acuse(Respuesta):
    """One row of "Acuses de presentación".

    ``revocacion``: CONFIRMADA or POR_CONFIRMAR, whether the authority has answered about the certificate.
    ``observada``: it answered that it was revoked when the return was received (icsoe.md §11.3).
    """

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
    certificado_numero: str | None = None
    revocacion: str
    observada: bool
