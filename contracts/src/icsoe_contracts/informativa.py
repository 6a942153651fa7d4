"""Facts of informativa: what is sent to signature."""

from datetime import datetime
from typing import ClassVar
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


class EnviadaAFirma(Evento):
    """A frozen return waits for its signature. ``envio`` is the send token: each Enviar raises it by one.

    ``contenido`` is the canonical JSON (RFC 8785, with its random salt) when it holds no workers and is at
    most 64 KiB;
    otherwise ``contenido_ref`` names the object. ``contenido_sha256`` is of exactly those UTF-8 bytes.
    """

    TIPO: ClassVar[str] = "icsoe.informativa.enviada_a_firma.v1"

    informativa_id: UUID
    envio: int
    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    ejercicio: Ejercicio
    cuatrimestre: Cuatrimestre
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None = None
    folio_corregido: str | None = None
    contratos_relacionados: int
    total_trabajadores: int
    contenido_sha256: Sha256
    contenido: str | None = None
    contenido_ref: ReferenciaObjeto | None = None
    enviada_por: str
    enviada_en: datetime
