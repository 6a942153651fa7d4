"""What signing's commands need from outside. The acuse's own agreement stands in ``acuse.py``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Respuestas, Tareas
from icsoe_contracts.referencias import ReferenciaObjeto, TipoPersona
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.ocsp import EstadoOcsp, RespuestaOcsp

from ..domain.cadena import CadenaEmitida
from ..domain.pendiente import Pendiente
from ..domain.periodo import Decision, PeriodoContratista
from ..domain.presentacion import Acto, EstadoPresentacion
from .acuse import ContratoDeAcuse, DatosDeAcuse, FabricaDeAcuses

Revocacion = Literal["CONFIRMADA", "POR_CONFIRMAR"]
"""POR_CONFIRMAR: the authority could not be asked at the signature, nor since (icsoe.md §11.3, D106)."""

__all__ = [
    "Acuses",
    "Cadenas",
    "Confianza",
    "Contenido",
    "ContratoDeAcuse",
    "DatosDeAcuse",
    "EfirmaAceptada",
    "Evidencia",
    "Expediente",
    "FabricaDeAcuses",
    "JuezDeCertificados",
    "Lecturas",
    "LecturasDeRevocacion",
    "NuevaPresentacion",
    "Observada",
    "Pendientes",
    "Periodos",
    "PorConfirmar",
    "Presentaciones",
    "Presentada",
    "PruebaOcsp",
    "Revision",
    "Revocacion",
    "Trabajo",
    "Turno",
]


@dataclass(frozen=True)
class Confianza:
    """What a verdict rested on, kept as evidence: chain above the leaf, hash of the bundle, policy.

    ``cadena``: DER of the authorities, then of the responders known beforehand; ``cadena_sha256``: of each.
    """

    cadena_sha256: tuple[str, ...]
    conjunto: str
    politica: str
    cadena: tuple[bytes, ...] = field(repr=False)


class EfirmaAceptada(Protocol):
    """A certificate that was judged good for its RFC: it may sign."""

    @property
    def numero(self) -> str: ...
    @property
    def rfc_representante(self) -> str | None: ...
    @property
    def confianza(self) -> Confianza: ...

    def firmo(self, texto: str, firma: bytes) -> bool:
        """RSA-SHA256 PKCS#1 v1.5 over exactly the UTF-8 bytes of ``texto``."""
        ...

    async def preguntar(self) -> RespuestaOcsp:
        """What its authority says of it now: 8 s at most, only after ``firmo`` said yes (T-20), never cached.

        Raises confianza_no_disponible.
        """
        ...


class JuezDeCertificados(Protocol):
    """Judges with the pinned authorities at a given instant; the same rules as at login (efirma.md §4)."""

    def juzgar(self, der: bytes, rfc: str, en: datetime) -> EfirmaAceptada:
        """Raises Negativa (MSG-01, 02, 03, 05, certificado_…) when it is no e.firma of ``rfc`` at ``en``.

        Any certificate number of that RFC will do (D101).
        """
        ...


@dataclass(frozen=True)
class Contenido:
    """The frozen return: inline text, or a reference to the object informativa wrote before the event."""

    texto: str | None = field(repr=False)
    ref: ReferenciaObjeto | None


@dataclass(frozen=True)
class PruebaOcsp:
    """What the responder was asked at a signature and what it said, ``respuesta`` empty if nothing came."""

    en: datetime
    estado: EstadoOcsp
    pregunta: bytes = field(repr=False)
    respuesta: bytes = field(repr=False)

    @property
    def revocacion(self) -> Revocacion:
        """Only silence leaves it open: every other answer was admitted or refused the signature (T-42)."""
        return "POR_CONFIRMAR" if self.estado is EstadoOcsp.INALCANZABLE else "CONFIRMADA"


@dataclass(frozen=True)
class Evidencia:
    """All that proves one signature later (efirma.md §4): kept for ever beside the presentation."""

    certificado: bytes = field(repr=False)
    certificado_numero: str
    certificado_ingreso: str | None
    rfc_representante: str | None
    cadena: str = field(repr=False)
    firma: bytes = field(repr=False)
    firma_sha256: bytes
    confianza: Confianza
    ocsp: PruebaOcsp | None
    """None: presented before anybody was asked."""

    @property
    def revocacion(self) -> Revocacion:
        """As it stood when the return was presented, and as its acuse says for ever."""
        return self.ocsp.revocacion if self.ocsp else "POR_CONFIRMAR"

    @property
    def revocacion_en(self) -> datetime | None:
        """When the authority answered at the signature."""
        return self.ocsp.en if self.ocsp and self.revocacion == "CONFIRMADA" else None


@dataclass(frozen=True)
class NuevaPresentacion:
    """One row to write: the return becomes final."""

    pendiente: Pendiente
    decision: Decision
    folio: str
    recibida_en: datetime
    evidencia: Evidencia


@dataclass(frozen=True)
class Presentada:
    """A presented return as the database keeps it."""

    informativa_id: UUID
    envio: int
    periodo_id: UUID
    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    periodo: Periodo
    acto: Acto
    folio: str
    estado: EstadoPresentacion
    fecha_presentacion: datetime
    extemporanea: bool
    contratos_relacionados: int
    total_trabajadores: int
    contenido_sha256: str
    certificado_numero: str
    certificado_ingreso: str | None
    revocacion: Revocacion
    revocacion_en: datetime | None
    observada: bool
    acuse: ReferenciaObjeto | None


@dataclass(frozen=True)
class PorConfirmar:
    """A return whose certificate the authority was not asked about yet."""

    presentada: Presentada
    certificado: bytes = field(repr=False)


@dataclass(frozen=True)
class Revision:
    """The later answer. ``observada``: revoked at the instant of receipt or before (D106)."""

    informativa_id: UUID
    observada: bool
    respuesta: RespuestaOcsp


@dataclass(frozen=True)
class Observada:
    """One row of the verificador's tray. ``motivo``: the reason of revocation in the words of RFC 5280."""

    folio: str
    informativa_id: UUID
    rfc: str
    fecha_presentacion: datetime
    certificado_numero: str
    revocado_en: datetime
    motivo: str | None


@dataclass(frozen=True)
class Expediente:
    """All that a signature is checked against, read in one go before any lock."""

    pendiente: Pendiente
    contenido: Contenido
    cadena: CadenaEmitida | None
    presentada: Presentada | None
    """The presentation that this very signature already made: a retry."""


@dataclass(frozen=True)
class Turno:
    """What the holder of the period's lock sees, and the number for a folio (gaps are allowed, §11.5)."""

    periodo: PeriodoContratista
    pendiente: Pendiente
    consecutivo: int | None


class Periodos(Protocol):
    """The aggregate's rows. Every method leaves the period locked until the transaction ends."""

    async def abrir(self, rfc: str, periodo: Periodo) -> PeriodoContratista:
        """The period, made when it is not there yet: a row that does not exist cannot be locked."""
        ...

    async def tomar_turno(
        self, periodo_id: UUID, informativa_id: UUID, *, con_consecutivo: bool = False
    ) -> Turno:
        """Locks, then reads: what was committed while we waited is seen."""
        ...


class Pendientes(Protocol):
    async def leer(self, informativa_id: UUID) -> Pendiente | None: ...

    async def guardar(self, pendiente: Pendiente, contenido: Contenido, posicion: tuple[str, int]) -> None:
        """Writes a new or a newer send. ``posicion``: source and sequence of the event that brought it."""
        ...

    async def actualizar(self, pendiente: Pendiente) -> None:
        """Writes its state and what was asked for; a later send forgets the latter."""
        ...


class Cadenas(Protocol):
    async def guardar(self, cadena: CadenaEmitida) -> None:
        """Keeps it, and forgets the expired ones of the same return."""
        ...


class Presentaciones(Protocol):
    async def registrar(self, nueva: NuevaPresentacion) -> None:
        """Writes presentation, evidence, effect on the target, the pending's state; drops its cadenas."""
        ...

    async def confirmar(self, revision: Revision) -> bool:
        """Writes the answer and what it means. False when somebody else already did."""
        ...


class Acuses(Protocol):
    async def registrar(
        self, informativa_id: UUID, acuse: ReferenciaObjeto, evidencia: ReferenciaObjeto
    ) -> bool:
        """True for the one job that wins; the loser's objects stay behind without a reference."""
        ...


class Trabajo(Respuestas, Protocol):
    """What one transaction offers."""

    @property
    def periodos(self) -> Periodos: ...
    @property
    def pendientes(self) -> Pendientes: ...
    @property
    def cadenas(self) -> Cadenas: ...
    @property
    def presentaciones(self) -> Presentaciones: ...
    @property
    def acuses(self) -> Acuses: ...
    @property
    def eventos(self) -> Eventos: ...
    @property
    def tareas(self) -> Tareas: ...


class Lecturas(Protocol):
    """Reads without a transaction. Of somebody else's, None: not even that it exists is told."""

    async def pendiente(self, informativa_id: UUID, contratista_id: UUID) -> Pendiente | None: ...

    async def pendientes(self, contratista_id: UUID) -> Sequence[Pendiente]:
        """Those in POR_FIRMAR, oldest send first."""
        ...

    async def contenido(self, informativa_id: UUID, contratista_id: UUID) -> Contenido | None: ...

    async def expediente(
        self, informativa_id: UUID, contratista_id: UUID, cadena_id: UUID, firma_sha256: bytes
    ) -> Expediente | None: ...

    async def presentada(self, folio: str, contratista_id: UUID | None) -> Presentada | None:
        """``contratista_id`` None: whoever's, for the public verification."""
        ...

    async def presentadas(self, contratista_id: UUID, desde: int, cuantas: int) -> Sequence[Presentada]:
        """Ascending by period, then by date (§7.10)."""
        ...

    async def para_acuse(self, informativa_id: UUID) -> tuple[Presentada, Evidencia, Contenido, str] | None:
        """The last: who sent it to signature, as ``Pendiente.enviada_por``."""
        ...


class LecturasDeRevocacion(Protocol):
    """What the background check and the verificador read."""

    async def por_confirmar(self, despues_de: UUID | None, cuantas: int) -> Sequence[PorConfirmar]:
        """Ascending by id, from the first id greater than ``despues_de``."""
        ...

    async def observadas(self, desde: int, cuantas: int) -> Sequence[Observada]:
        """The latest presentation first."""
        ...
