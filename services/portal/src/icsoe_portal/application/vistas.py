"""What the services answer, as far as a page shows it (plano.md §2). Unknown fields are ignored."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from icsoe_dominio.domicilio import Domicilio
from icsoe_dominio.periodo import Periodo as PeriodoDominio
from pydantic import BaseModel, BeforeValidator, ConfigDict

from .sesion import Estado

Dia = Annotated[date, BeforeValidator(lambda v: v[:10] if isinstance(v, str) else v)]


class Vista(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ConPeriodo(Vista):
    """Anything of one cuatrimestre: the calendar's words for it."""

    ejercicio: int
    cuatrimestre: int

    @property
    def periodo(self) -> PeriodoDominio:
        return PeriodoDominio(self.ejercicio, self.cuatrimestre)


class Reto(Vista):
    reto: str
    texto: str


class Titular(Vista):
    id: UUID
    rfc: str
    nombre: str
    tipo_persona: Literal["F", "M"]
    certificado_numero: str


class SesionNueva(Vista):
    acceso: str
    acceso_expira: datetime
    refresco: str
    dispositivo: str
    identidad: str
    contratista: Titular


class Acceso(Vista):
    acceso: str
    acceso_expira: datetime


class Veredicto(Vista):
    aceptable: bool
    codigo: str | None = None
    mensaje: str | None = None
    remedio: str | None = None


class AcuseRepse(Vista):
    nombre: str
    bytes: int


class Actividad(Vista):
    folio: str
    descripcion: str


class Repse(Vista):
    """What it tells of its REPSE registration; every part may be absent (D33)."""

    numero: str | None = None
    vigencia_desde: date | None = None
    vigencia_hasta: date | None = None
    actividades: list[Actividad] = []


class Contratista(Vista):
    id: UUID
    rfc: str
    nombre: str
    tipo_persona: Literal["F", "M"]
    estado: Estado
    terminos_version: str | None = None
    correo: str | None = None
    celular: str | None = None
    telefono_fijo: str | None = None
    social_igual_fiscal: bool | None = None
    copias_acuse: list[str] = []
    acuse_repse: AcuseRepse | None = None
    domicilio_social: Domicilio | None = None
    repse: Repse = Repse()
    correos_por_confirmar: list[str] = []
    faltantes: list[str] = []
    version: int

    @property
    def habilitado(self) -> bool:
        """Whether its Generales were complete once. Guardar asks for all of them, and the mail it saves stays
        when the receipt or the domicilio social is deleted (D92).
        """
        return self.correo is not None


class LugarPostal(Vista):
    """A state or a municipality of the catalogue."""

    clave: str
    nombre: str


class Colonia(Vista):
    id: str
    codigo_postal: str
    nombre: str
    tipo_asentamiento: str | None = None


class CodigoPostal(Vista):
    estado: str
    municipio: str
    colonias: list[Colonia]


class Calle(Vista):
    """A street of an earlier address, as a suggestion."""

    nombre: str
    tipo: str


# The body that registry's address commands take: colonia_id, sin_numero and the typed components.
DomicilioEnviado = dict[str, str | bool]


class Terminos(Vista):
    version: str
    fecha: Dia


class Informativa(ConPeriodo):
    id: UUID
    tipo: str
    complementaria: str | None = None
    estado: str
    contratos_relacionados: int = 0
    total_trabajadores: int = 0
    envio: int = 0
    motivo_devolucion: str | None = None
    devolucion_solicitada: datetime | None = None
    version: int


class Vigente(Vista):
    """What was presented for a period, and stands."""

    folio: str
    tipo: str
    complementaria: str | None = None


class PeriodoAbierto(ConPeriodo):
    """A period that has begun, and what the contratista has in it (icsoe.md §5.4)."""

    etiqueta: str
    nombre: str
    abre: datetime
    vence: Dia
    limite: datetime
    firma_abierta: bool
    extemporanea_si_hoy: bool
    en_curso: Informativa | None = None
    presentadas: list[Vigente] = []
    admite_nueva: bool


class SolicitudDeDevolucion(Vista):
    """What a capturista asked the contratista for."""

    capturista_id: UUID
    motivo: str
    en: datetime


class Pendiente(ConPeriodo):
    informativa_id: UUID
    envio: int
    tipo: str
    complementaria: str | None = None
    contratos_relacionados: int = 0
    total_trabajadores: int = 0
    estado: str
    contenido_sha256: str
    enviada_por: str = ""
    enviada_en: datetime
    abre: datetime
    vence: Dia
    limite: datetime
    puede_firmar: bool
    extemporanea_si_hoy: bool
    folio: str | None = None
    motivo: str | None = None
    devolucion_solicitada: SolicitudDeDevolucion | None = None


class Cadena(Vista):
    cadena_id: UUID
    cadena: str


class Presentada(ConPeriodo):
    folio: str
    fecha_presentacion: datetime
    extemporanea: bool


class Acuse(ConPeriodo):
    folio: str
    tipo: str
    complementaria: str | None = None
    fecha_presentacion: datetime
    contratos_relacionados: int = 0
    total_trabajadores: int = 0
    acuse_listo: bool
    sha256_pdf: str | None = None
    observada: bool = False


class PaginaAcuses(Vista):
    """One page, ascending by period; ``hay_otra`` after it."""

    acuses: list[Acuse]
    pagina: int
    hay_otra: bool


class Verificacion(Vista):
    """With the authenticator all is there; with the folio alone only the state."""

    folio: str
    estado: str
    valida: bool
    autenticada: bool
    rfc: str | None = None
    fecha_presentacion: datetime | None = None
    contenido_sha256: str | None = None
    ejercicio: int | None = None
    cuatrimestre: int | None = None
    tipo: str | None = None
    revocacion: str | None = None
    revocacion_en: datetime | None = None
    observada: bool | None = None


class Publicacion(ConPeriodo):
    lista: str
    version: int
    archivo: str
    sha256: str
    archivo_csv: str
    sha256_csv: str
    publicado: datetime
