"""What registry's commands need from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from icsoe_chassis.ports import Eventos, Respuestas
from icsoe_dominio.domicilio import Vialidad

from ..domain.archivo import Paso, Veredicto
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

    async def cargas_de_acuse(self, id: UUID, paso: Paso, desde: datetime) -> Sequence[datetime]:
        """When receipts of it came to that step after ``desde``, the oldest first."""
        ...

    async def anotar_carga(self, id: UUID, paso: Paso, ahora: datetime) -> None:
        """Forgets those that no day counts any more."""
        ...

    async def anotar_calles(self, id: UUID, vialidades: Sequence[Vialidad]) -> None:
        """Streets to suggest later; those it knows already stay as they are."""
        ...

    async def guardar_borrador(self, id: UUID, borrador: str | None) -> bool:
        """JSON text, or None to forget it. False when there is no such contratista."""
        ...


@dataclass(frozen=True)
class EnlaceDeCorreo:
    """A link that confirms ``correo``."""

    contratista_id: UUID
    correo: str


class Enlaces(Protocol):
    """Links that confirm an address, by the hash of their token."""

    async def anotar(
        self, token_sha256: bytes, enlace: EnlaceDeCorreo, creado: datetime, expira: datetime
    ) -> bool:
        """Keeps a new link and ends the older ones of that address. False when the day's are spent."""
        ...

    async def gastar(self, token_sha256: bytes, ahora: datetime) -> EnlaceDeCorreo | None:
        """Marks it used; None when unknown, used or expired."""
        ...


class Trabajo(Respuestas, Protocol):
    """What one transaction offers."""

    @property
    def contratistas(self) -> Contratistas: ...
    @property
    def enlaces(self) -> Enlaces: ...
    @property
    def eventos(self) -> Eventos: ...


class Lecturas(Protocol):
    """Reads without a transaction."""

    async def contratista(self, id: UUID) -> Contratista | None: ...

    async def borrador(self, id: UUID) -> Mapping[str, Any] | None: ...

    async def calles(self, id: UUID) -> Sequence[Vialidad]: ...

    async def con_generales(self) -> Sequence[UUID]:
        """All who ever saved general data: whoever was told of, and maybe some more."""
        ...


class RevisorDePdf(Protocol):
    """Parses a stranger's PDF where it can do no harm."""

    async def revisar(self, datos: bytes, de: UUID) -> Veredicto:
        """Never raises for what is in the file; takes at most its time limit.

        One file of ``de`` at a time, so that nobody occupies all examiners. Raises no_disponible when its
        turn does not come in time.
        """
        ...
