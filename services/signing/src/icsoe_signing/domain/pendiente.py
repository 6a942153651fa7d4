"""What waits for a signature, and what became of it (icsoe.md §6.1 nos. 5–7; design.md §4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from icsoe_dominio.identificadores import TipoPersona
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_dominio.texto import ValorInvalido, capturar

from .presentacion import Acto

EstadoPendiente = Literal["POR_FIRMAR", "DEVUELTA", "RECHAZADA", "PRESENTADA"]
CodigoRechazo = Literal["MSG-06", "MSG-10", "objetivo_no_vigente", "contenido_distinto"]
RECHAZOS: tuple[CodigoRechazo, ...] = ("MSG-06", "MSG-10", "objetivo_no_vigente", "contenido_distinto")
"""The refusals that no new signature can change: the return goes back to capture."""


MAXIMO_MOTIVO = 500


def leer_motivo(escrito: str) -> str:
    """What a person gave as reason, 1–500 characters without forbidden ones. Raises campo_invalido."""
    try:
        return capturar(escrito, MAXIMO_MOTIVO)
    except ValorInvalido as error:
        raise Negativa("campo_invalido", campos=["motivo"], motivo=error.motivo) from None


@dataclass(frozen=True)
class Solicitud:
    """A capturista asks the contratista to return the send (D111)."""

    capturista_id: UUID
    motivo: str
    en: datetime


@dataclass(frozen=True)
class Pendiente:
    """One frozen return with its send token ``envio``; a later Enviar replaces it, an earlier one never does.

    ``folio``: its own once PRESENTADA, that of the vigente which stood in its way once RECHAZADA.
    """

    informativa_id: UUID
    envio: int
    periodo_id: UUID
    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    periodo: Periodo
    acto: Acto
    contratos_relacionados: int
    total_trabajadores: int
    contenido_sha256: str
    enviada_por: str
    enviada_en: datetime
    estado: EstadoPendiente = "POR_FIRMAR"
    motivo: str | None = None
    rechazo: CodigoRechazo | None = None
    folio: str | None = None
    solicitud: Solicitud | None = None

    def exigir_por_firmar(self) -> None:
        """Guard (1) of §11.3. Raises the message of what happened to it instead."""
        match self.estado:
            case "POR_FIRMAR":
                return
            case "PRESENTADA":
                raise Negativa("MSG-06", folio=self.folio)
            case "DEVUELTA":
                raise Negativa("MSG-18", motivo=self.motivo)
            case "RECHAZADA":
                raise Negativa(self.rechazo or "no_pendiente", folio=self.folio)

    def devolver(self, motivo: str) -> "Pendiente":
        """Back to capture; ``motivo`` as ``leer_motivo`` gave it."""
        self.exigir_por_firmar()
        return replace(self, estado="DEVUELTA", motivo=motivo)

    def solicitar_devolucion(self, solicitud: Solicitud) -> "Pendiente":
        """Once a send: its answer is the contratista's. Raises devolucion_ya_solicitada."""
        self.exigir_por_firmar()
        if self.solicitud:
            raise Negativa("devolucion_ya_solicitada")
        return replace(self, solicitud=solicitud)

    def rechazar(self, codigo: CodigoRechazo, folio_vigente: str | None) -> "Pendiente":
        """Refused by a rule that no new signature can change."""
        return replace(self, estado="RECHAZADA", rechazo=codigo, folio=folio_vigente)

    def presentar(self, folio: str) -> "Pendiente":
        """Final."""
        self.exigir_por_firmar()
        return replace(self, estado="PRESENTADA", folio=folio)


def rechazo_de(negativa: Negativa) -> tuple[CodigoRechazo | None, str | None]:
    """Code and vigente folio of a refusal that sends the return back to capture, else (None, None)."""
    for codigo in RECHAZOS:
        if negativa.codigo == codigo:
            folio = negativa.datos.get("folio")
            return codigo, folio if isinstance(folio, str) else None
    return None, None
