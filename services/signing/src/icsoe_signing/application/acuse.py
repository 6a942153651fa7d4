"""What the acuse says and who makes it: the agreement with `adapters/acuse` (icsoe.md §11.6, ten points)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa, TipoPersona


@dataclass(frozen=True)
class ContratoDeAcuse:
    """One row of the table of contracts (point 7); no worker data."""

    folio: str
    contratante: str
    servicio: str
    inicio: date
    termino: date | None
    trabajadores: int


@dataclass(frozen=True)
class DatosDeAcuse:
    """Everything printed, and nothing else: the same data give the same text.

    ``fecha_presentacion`` is the instant of receipt, aware UTC (D105); the acuse prints it in Central time.
    ``mes_inicial`` and ``mes_final`` are Spanish month names. ``protesta`` is the oath of a Sin información,
    ``motivo`` the reason of a Sin efectos, whose cancelled folio is ``folio_corregido``.
    ``firma_b64`` is standard base64, ``contenido_sha256`` lower-case hex.
    ``revocacion_en``: when the authority said, at the signature, that the certificate was good, else None.
    ``url_verificacion`` goes into the QR and carries the authenticator.
    The factory computes the seal (``icsoe-acuse|1|…``, threats.md §4.4) with the institution's key.
    """

    folio: str
    fecha_presentacion: datetime
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None
    folio_corregido: str | None
    ejercicio: int
    cuatrimestre: int
    mes_inicial: str
    mes_final: str
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    rfc_representante: str | None
    contratos_relacionados: int
    total_trabajadores: int
    contratos: tuple[ContratoDeAcuse, ...]
    protesta: str | None
    motivo: str | None
    certificado_numero: str
    cadena: str
    firma_b64: str
    contenido_sha256: str
    url_verificacion: str
    revocacion_en: datetime | None
    modo: Literal["real", "prueba"]


class FabricaDeAcuses(Protocol):
    """Renders and seals. CPU work: implementations run it in the process pool of the chassis."""

    async def fabricar(self, datos: DatosDeAcuse) -> bytes:
        """The sealed PDF/A. Raises when the seal key or the template is unusable: the job is tried again."""
        ...
