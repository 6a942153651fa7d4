"""Facts of notify: what became of a mail. No address: the id of the causing event identifies it."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .evento import Evento

PlantillaCorreo = Literal["M7", "M8"]


class _Correo(Evento):
    correo_id: UUID
    plantilla: PlantillaCorreo
    message_id: str
    causa: UUID
    ocurrido: datetime


class CorreoEntregado(_Correo):
    """The mail server answered 250."""

    TIPO: ClassVar[str] = "icsoe.notify.correo_entregado.v1"


class CorreoFallido(_Correo):
    """Given up: the server refused it for good, or every try failed."""

    TIPO: ClassVar[str] = "icsoe.notify.correo_fallido.v1"

    motivo: Literal["RECHAZADO", "SIN_RESPUESTA", "SIN_DIRECCION"]
