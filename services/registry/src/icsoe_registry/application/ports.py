"""What registry's commands need from outside."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Respuestas

from ..domain.archivo import Veredicto
from ..domain.contratista import Aceptacion, Contratista


class Contratistas(Protocol):
    async def crear_o_leer(self, contratista: Contratista) -> Contratista | None:
        """The stored one, locked, made on first use. None when its RFC belongs to another id."""
        ...

    async def para_editar(self, id: UUID) -> Contratista | None:
        """Locked."""
        ...

    async def guardar(self, contratista: Contratista) -> None: ...

    async def registrar_aceptacion(self, id: UUID, aceptacion: Aceptacion) -> None: ...


class Trabajo(Respuestas, Protocol):
    """What one transaction offers."""

    @property
    def contratistas(self) -> Contratistas: ...
    @property
    def eventos(self) -> Eventos: ...


class Lecturas(Protocol):
    """Reads without a transaction."""

    async def contratista(self, id: UUID) -> Contratista | None: ...

    async def con_generales(self) -> Sequence[UUID]:
        """All who ever saved general data: whoever was told of, and maybe some more."""
        ...


class RevisorDePdf(Protocol):
    """Parses a stranger's PDF where it can do no harm."""

    async def revisar(self, datos: bytes) -> Veredicto:
        """Never raises for what is in the file; takes at most its time limit."""
        ...
