"""M14: a capturista asks its contratista to return what waits for signature (icsoe.md §13, D111)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from icsoe_chassis.ports import Reloj
from pydantic import JsonValue

from .ports import DeContratista, Trabajo
from .preparar_correo import PrepararCorreo, preparar_correo


@dataclass(frozen=True)
class AvisarSolicitud:
    """``datos``: period and reason of the event."""

    causa: UUID
    contratista_id: UUID
    capturista_id: UUID
    datos: Mapping[str, JsonValue] = field(repr=False)


async def avisar_solicitud(orden: AvisarSolicitud, t: Trabajo, reloj: Reloj) -> None:
    """Names who asks as that person did; the CURP, which is its user name, is in no mail."""
    datos = {**orden.datos, "quien": await t.contactos.nombre(orden.capturista_id)}
    aviso = PrepararCorreo(orden.causa, "M14", DeContratista(orden.contratista_id), datos)
    await preparar_correo(aviso, t, reloj)
