"""The return while it is captured (icsoe.md §6.1); once presented it belongs to signing and is immutable."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from icsoe_dominio.folios import TipoComplementaria, TipoInformativa
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo

Estado = Literal["EN_CAPTURA", "POR_FIRMAR", "PRESENTADA", "SUSTITUIDA", "SIN_EFECTOS", "ELIMINADA"]


@dataclass(frozen=True)
class Informativa:
    """One return. ``version`` is the ETag; ``envio`` the send token, raised by each Enviar (design.md §4)."""

    id: UUID
    contratista_id: UUID
    periodo: Periodo
    tipo: TipoInformativa
    folio_provisional: str
    creada: datetime
    actualizada: datetime
    complementaria: TipoComplementaria | None = None
    estado: Estado = "EN_CAPTURA"
    contratos_relacionados: int = 0
    total_trabajadores: int = 0
    envio: int = 0
    contenido_sha256: str | None = None
    folio_definitivo: str | None = None
    motivo_devolucion: str | None = None
    devolucion_solicitada: datetime | None = None
    version: int = 1

    def exigir_enviable(self, version: int) -> None:
        """Guards of transition 4 that need nothing else. Raises no_enviable, version_distinta."""
        if self.estado != "EN_CAPTURA":
            raise Negativa("no_enviable")
        if self.version != version:
            raise Negativa("version_distinta")

    def enviar(self, contenido_sha256: str, instante: datetime) -> "Informativa":
        """Transition 4: frozen under the hash of its content, with a new send token."""
        return self._pasar(
            "POR_FIRMAR",
            instante,
            envio=self.envio + 1,
            contenido_sha256=contenido_sha256,
            motivo_devolucion=None,
        )

    def regresar(self, envio: int, motivo: str, instante: datetime) -> "Informativa | None":
        """Transition 5: back to capture, its hash dropped.

        None when it is about a send that is no longer alive.
        """
        if self.estado != "POR_FIRMAR" or self.envio != envio:
            return None
        return self._pasar("EN_CAPTURA", instante, contenido_sha256=None, motivo_devolucion=motivo)

    def solicitar_devolucion(self, envio: int, instante: datetime) -> "Informativa | None":
        """A capturista asked the contratista to return it (D111), as signing tells it.

        None when it is about a send that is no longer alive.
        """
        if self.estado != "POR_FIRMAR" or self.envio != envio:
            return None
        return self._pasar("POR_FIRMAR", instante, devolucion_solicitada=instante)

    def presentar(self, folio: str, instante: datetime) -> "Informativa | None":
        """The end of transition 6, as signing tells it: final whatever we believed.

        None when already known.
        """
        if self.folio_definitivo is not None:
            return None
        return self._pasar("PRESENTADA", instante, folio_definitivo=folio, motivo_devolucion=None)

    def eliminar(self, instante: datetime) -> "Informativa":
        """Transition 8. Raises no_enviable unless it is a draft."""
        if self.estado != "EN_CAPTURA":
            raise Negativa("no_enviable")
        return self._pasar("ELIMINADA", instante)

    def _pasar(self, estado: Estado, instante: datetime, **cambios: Any) -> "Informativa":
        """What was asked of a send ends with it."""
        nuevos: dict[str, Any] = {"devolucion_solicitada": None, **cambios}
        return replace(self, estado=estado, actualizada=instante, version=self.version + 1, **nuevos)


@dataclass(frozen=True)
class Paso:
    """One row of a return's history. ``de`` is None when it was created."""

    de: Estado | None
    a: Estado
    actor: str
    instante: datetime
    motivo: str | None = None
