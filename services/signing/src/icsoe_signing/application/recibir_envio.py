"""A return was sent to signature: from now on it waits here (design.md §4, the send token)."""

from dataclasses import dataclass, replace
from uuid import UUID

from icsoe_chassis.ports import Reloj
from icsoe_dominio.negativas import Negativa

from ..domain.pendiente import CodigoRechazo, Pendiente, rechazo_de
from ..domain.periodo import PeriodoContratista
from .contenido import dice_lo_mismo, tiene_la_huella
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
    texto = contenido.texto
    if not tiene_la_huella(pendiente, contenido) or (texto and not dice_lo_mismo(pendiente, texto)):
        return "contenido_distinto", None
    try:
        periodo.admitir(pendiente.acto)
    except Negativa as negativa:
        return rechazo_de(negativa)
    return None, None
