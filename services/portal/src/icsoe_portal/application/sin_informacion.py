"""The oath's Continuar: Nueva informativa + Enviar a firma in one step (icsoe.md §6.1 #1 and #4)."""

from dataclasses import dataclass
from uuid import UUID

from .ports import ErrorDeServicio, Servicios
from .sesion import Sesion


@dataclass(frozen=True)
class PresentarSinInformacion:
    """``clave`` is made with the form: a double click creates one return."""

    ejercicio: int
    cuatrimestre: int
    clave: str


async def presentar_sin_informacion(
    orden: PresentarSinInformacion, sesion: Sesion, servicios: Servicios
) -> UUID:
    """The id of the return that now waits for signature."""
    informativa = await servicios.informativa.crear_sin_informacion(
        sesion, orden.ejercicio, orden.cuatrimestre, orden.clave
    )
    await servicios.informativa.enviar(sesion, informativa, f"{orden.clave}-envio")
    return informativa.id


async def enviar_de_nuevo(informativa_id: UUID, clave: str, sesion: Sesion, servicios: Servicios) -> UUID:
    """Sends a draft that came back (devuelta) or whose first Enviar did not arrive."""
    informativa = await servicios.informativa.una(sesion, informativa_id)
    if informativa.estado == "EN_CAPTURA":
        await servicios.informativa.enviar(sesion, informativa, clave)
    elif informativa.estado != "POR_FIRMAR":
        raise ErrorDeServicio.del_catalogo("no_enviable")
    return informativa.id
