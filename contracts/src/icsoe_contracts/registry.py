"""Facts of registry. Personal, kept 35 days; the owner can republish the current state."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from .evento import Evento
from .referencias import TipoPersona


class _Contratista(Evento):
    # ``faltantes``: what keeps ``generales_completos`` false, in the words of the screen.
    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    generales_completos: bool
    correo: str | None
    copias_acuse: tuple[str, ...] = ()
    faltantes: tuple[str, ...] = ()
    ocurrido: datetime


class GeneralesCompletos(_Contratista):
    """The contratista finished terms, general data and receipt: it may capture (icsoe.md §6.4)."""

    TIPO: ClassVar[str] = "icsoe.registry.generales_completos.v1"


class ContratistaActualizado(_Contratista):
    """The general data changed, or became incomplete again (D92). Carries the whole new state."""

    TIPO: ClassVar[str] = "icsoe.registry.contratista_actualizado.v1"
