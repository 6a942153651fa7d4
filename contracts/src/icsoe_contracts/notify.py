"""Facts of notify: what became of a mail. No address: the id of the causing event identifies it."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .evento import Evento

PlantillaCorreo = Literal[
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "M7",
    "M8",
    "M13",
    "M14",
    "CORREO_DE_CUENTA",
    "CORREO_DE_CONTRATISTA",
    "EQUIPO_NUEVO",
    "OBSERVADA",
]


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
    """Not sent: refused for good, every try failed, no usable address, the address had its share of mails
    (threats.md §4.7), or its link had expired.
    """

    TIPO: ClassVar[str] = "icsoe.notify.correo_fallido.v1"

    motivo: Literal["RECHAZADO", "SIN_RESPUESTA", "SIN_DIRECCION", "LIMITE", "VENCIDO"]
