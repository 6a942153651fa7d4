"""The link of a capturista to one contratista (icsoe.md §6.3): INVITADO → ACTIVO | POR_CONFIRMAR | RECHAZADO,
and BAJA from any open state.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from icsoe_dominio.negativas import Negativa

EstadoVinculo = Literal["INVITADO", "POR_CONFIRMAR", "ACTIVO", "RECHAZADO", "BAJA"]
DIA = timedelta(days=1)
_LEGIBLE: dict[EstadoVinculo, str] = {
    "INVITADO": "Invitado",
    "POR_CONFIRMAR": "Por confirmar",
    "ACTIVO": "Activo",
    "RECHAZADO": "Rechazado",
    "BAJA": "Baja",
}


@dataclass(frozen=True)
class Vinculo:
    """``correo``: what the contratista typed, shown to it and compared, never an address of the account.

    ``crea_cuenta``: its invitation carries the link to the first password. ``aceptado``: the person once said
    yes. ``envios``: the invitations sent again in the last day. ``ultimo_acceso``: the person's, at the end.
    """

    id: UUID
    capturista_id: UUID
    contratista_id: UUID
    correo: str
    puede_acuses: bool
    exige_segundo_factor: bool
    alta: datetime
    alta_por: UUID
    estado: EstadoVinculo = "INVITADO"
    crea_cuenta: bool = False
    aceptado: bool = False
    respondida: datetime | None = None
    baja: datetime | None = None
    baja_por: UUID | None = None
    baja_motivo: str | None = None
    envios: tuple[datetime, ...] = ()
    ultimo_acceso: datetime | None = None

    @property
    def abierto(self) -> bool:
        """Whether it counts: there is one such link per capturista and contratista, 50 per contratista."""
        return self.estado in ("INVITADO", "POR_CONFIRMAR", "ACTIVO")

    def aceptar(self, correo_de_cuenta: str, ahora: datetime) -> "Vinculo":
        """The person said yes. ACTIVO only if its account has the address this contratista typed: who took a
        CURP first with an address of its own waits for the contratista's word (threats.md T-25).
        """
        mismo = self.correo.lower() == correo_de_cuenta.lower()
        return replace(self, estado="ACTIVO" if mismo else "POR_CONFIRMAR", aceptado=True, respondida=ahora)

    def rechazar(self, ahora: datetime) -> "Vinculo":
        return replace(self, estado="RECHAZADO", respondida=ahora)

    def confirmar(self) -> "Vinculo":
        """The contratista recognised the masked address. Raises vinculo_en_otro_estado."""
        self._exigir("POR_CONFIRMAR")
        return replace(self, estado="ACTIVO")

    def dar_de_baja(self, por: UUID, motivo: str | None, ahora: datetime) -> "Vinculo":
        """Of an open link; a closed one stays as it is."""
        if not self.abierto:
            return self
        return replace(self, estado="BAJA", baja=ahora, baja_por=por, baja_motivo=motivo)

    def con_permisos(self, puede_acuses: bool, exige_segundo_factor: bool) -> "Vinculo":
        """Raises vinculo_en_otro_estado."""
        self._exigir("INVITADO", "POR_CONFIRMAR", "ACTIVO")
        return replace(self, puede_acuses=puede_acuses, exige_segundo_factor=exige_segundo_factor)

    def invitar_de_nuevo(self, maximo: int, ahora: datetime, **cambios: Any) -> "Vinculo":
        """Another invitation, to the same or a corrected address: both cause mail, so both are counted.

        Raises vinculo_en_otro_estado, demasiadas_invitaciones.
        """
        self._exigir("INVITADO")
        recientes = tuple(envio for envio in self.envios if envio > ahora - DIA)
        if len(recientes) >= maximo:
            segundos = segundos_hasta(min(recientes) + DIA, ahora)
            raise Negativa("demasiadas_invitaciones", maximo=maximo, segundos=segundos)
        return replace(self, envios=(*recientes, ahora), **cambios)

    def _exigir(self, *estados: EstadoVinculo) -> None:
        if self.estado not in estados:
            raise Negativa("vinculo_en_otro_estado", estado=_LEGIBLE[self.estado])


def segundos_hasta(instante: datetime, ahora: datetime) -> int:
    """Whole seconds to wait, at least one."""
    return max(1, int((instante - ahora).total_seconds()) + 1)
