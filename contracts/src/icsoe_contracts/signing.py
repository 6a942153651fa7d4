"""Facts of signing. Those about the period are kept for ever, so nothing beyond the public list and ids; what
a person typed travels in a topic of its own that is soon forgotten.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .evento import Evento
from .referencias import (
    Cuatrimestre,
    Ejercicio,
    ReferenciaObjeto,
    Sha256,
    TipoComplementaria,
    TipoInformativa,
    TipoPersona,
)

CodigoRechazo = Literal["MSG-06", "MSG-08", "MSG-10", "OBJETIVO_NO_VIGENTE", "CONTENIDO_DISTINTO"]


class _DeUnEnvio(Evento):
    informativa_id: UUID
    envio: int
    contratista_id: UUID
    ejercicio: Ejercicio
    cuatrimestre: Cuatrimestre
    ocurrido: datetime


class InformativaPresentada(_DeUnEnvio):
    """The return is presented: final, dated by the instant of receipt (``fecha_presentacion``, UTC; D105).

    ``revocacion``: whether the authority could be asked about the certificate (D106).
    """

    TIPO: ClassVar[str] = "icsoe.signing.informativa_presentada.v1"

    folio: str
    nombre: str
    tipo_persona: TipoPersona
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None = None
    folio_corregido: str | None = None
    fecha_presentacion: datetime
    extemporanea: bool
    contratos_relacionados: int
    total_trabajadores: int
    contenido_sha256: Sha256
    presentacion_ref: ReferenciaObjeto | None = None
    revocacion: Literal["CONFIRMADA", "POR_CONFIRMAR"] = "POR_CONFIRMAR"


class InformativaRechazada(_DeUnEnvio):
    """A business refusal of what was sent; informativa puts it back to capture."""

    TIPO: ClassVar[str] = "icsoe.signing.informativa_rechazada.v1"

    codigo: CodigoRechazo
    folio_vigente: str | None = None


class InformativaDevuelta(_DeUnEnvio):
    """The contratista returned it to capture with a motive (1–500 characters).

    ``capturista_id``: who sent the return, when it was not the contratista itself.
    """

    TIPO: ClassVar[str] = "icsoe.signing.informativa_devuelta.v1"

    motivo: str
    capturista_id: UUID | None = None


class DevolucionSolicitada(_DeUnEnvio):
    """A capturista asks the contratista to return this send to capture (D111), with its reason (1–500
    characters).
    """

    TIPO: ClassVar[str] = "icsoe.signing.devolucion_solicitada.v1"

    capturista_id: UUID
    motivo: str


class AcuseEmitido(_DeUnEnvio):
    """The sealed PDF exists and will never change: readers use key **and** version, and check the hash.

    ``capturista_id``: who sent the return, when it was not the contratista itself.
    """

    TIPO: ClassVar[str] = "icsoe.signing.acuse_emitido.v1"

    folio: str
    fecha_presentacion: datetime
    extemporanea: bool
    tipo: TipoInformativa
    acuse: ReferenciaObjeto
    capturista_id: UUID | None = None


class RevocacionConfirmada(_DeUnEnvio):
    """SAT's responder answered about a return that was presented "por confirmar" (D106).

    ``observada``: the certificate was revoked at the instant of receipt; nothing presented changes.
    """

    TIPO: ClassVar[str] = "icsoe.signing.revocacion_confirmada.v1"

    folio: str
    observada: bool


class PresentacionPublica(Evento):
    """The thin public twin of ``InformativaPresentada``: no name, no RFC, its key is the informativa's id."""

    TIPO: ClassVar[str] = "icsoe.publico.presentacion.v1"

    informativa_id: UUID
    folio: str
    ejercicio: Ejercicio
    cuatrimestre: Cuatrimestre
    tipo: TipoInformativa
    fecha_presentacion: datetime
    contenido_sha256: Sha256
