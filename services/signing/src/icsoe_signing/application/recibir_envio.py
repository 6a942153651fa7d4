"""A return was sent to signature: from now on it waits here (design.md §4, the send token)."""

import hashlib
from dataclasses import dataclass, replace
from uuid import UUID

from icsoe_chassis.ports import Reloj
from icsoe_dominio.negativas import Negativa

from ..domain.pendiente import CodigoRechazo, Pendiente, rechazo_de
from ..domain.periodo import PeriodoContratista
from .hechos import rechazada
from .ports import Contenido, Trabajo


@dataclass(frozen=True)
class RecibirEnvio:
    """The event, as a pending without its period's id. ``causa``: the event's id; ``posicion``: its place."""

    pendiente: Pendiente
    contenido: Contenido
    causa: UUID
    posicion: tuple[str, int]


async def recibir_envio(orden: RecibirEnvio, t: Trabajo, reloj: Reloj) -> None:
    """Ignores a send not newer than the known one. What §5.4 refuses is answered by an event, no error."""
    periodo = await t.periodos.abrir(orden.pendiente.rfc, orden.pendiente.periodo)
    conocido = await t.pendientes.leer(orden.pendiente.informativa_id)
    if conocido and (conocido.envio >= orden.pendiente.envio or conocido.estado == "PRESENTADA"):
        return
    pendiente = replace(orden.pendiente, periodo_id=periodo.id)
    codigo, folio = _rechazo(periodo, pendiente, orden.contenido)
    if codigo:
        pendiente = pendiente.rechazar(codigo, folio)
        t.eventos.emitir(rechazada(pendiente, reloj.ahora()), sujeto=periodo.id, causa=orden.causa)
    await t.pendientes.guardar(pendiente, orden.contenido, orden.posicion)


def _rechazo(
    periodo: PeriodoContratista, pendiente: Pendiente, contenido: Contenido
) -> tuple[CodigoRechazo | None, str | None]:
    if not contenido_integro(pendiente, contenido):
        return "contenido_distinto", None
    try:
        periodo.admitir(pendiente.acto)
    except Negativa as negativa:
        return rechazo_de(negativa)
    return None, None


def contenido_integro(pendiente: Pendiente, contenido: Contenido) -> bool:
    """Whether inline content has the frozen hash; an object is checked when it is read (guard 4)."""
    if contenido.texto is None:
        return contenido.ref is not None and contenido.ref.sha256 == pendiente.contenido_sha256
    return hashlib.sha256(contenido.texto.encode()).hexdigest() == pendiente.contenido_sha256
