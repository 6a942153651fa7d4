"""How an account of a capturista comes to be: from events that may come in any order, and more than once.

``orden`` is the position of an event in the stream of its capturista: the greatest word on each thing stays.
"""

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True)
class EnlaceDebido:
    """The one link to the first password that should be alive."""

    vinculo_id: UUID
    correo: str
    orden: int


@dataclass(frozen=True)
class Alta:
    """What the account owes to registry's events. Once active, the mail is the person's (icsoe.md §6.3)."""

    usuario: str | None = None
    correo: str | None = None
    correo_orden: int = 0
    vinculo_id: UUID | None = None
    orden: int = 0
    activa: bool = False

    def con_correo(self, correo: str, orden: int) -> "Alta":
        """The address as registry knows it; nothing changes once the account is active (T-24)."""
        if self.activa or orden <= self.correo_orden:
            return self
        return replace(self, correo=correo, correo_orden=orden)

    def con_invitacion(self, usuario: str, vinculo_id: UUID, orden: int) -> "Alta":
        """An invitation that makes the account; the same link again is a newer invitation."""
        nombrada = replace(self, usuario=self.usuario or usuario)
        if self.activa or orden <= self.orden:
            return nombrada
        return replace(nombrada, vinculo_id=vinculo_id, orden=orden)

    def enlace_debido(self, *, invitado: bool) -> EnlaceDebido | None:
        """``invitado``: whether the link of ``vinculo_id`` still waits for its first password."""
        if self.activa or not invitado or self.vinculo_id is None or self.correo is None:
            return None
        return EnlaceDebido(self.vinculo_id, self.correo, self.orden)
