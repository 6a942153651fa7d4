"""The job that sends one mail: at least once, every copy with the same Message-ID."""

from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, ObjetoAlterado, ObjetoAusente, Reloj, Uow
from icsoe_contracts.notify import CorreoEntregado, CorreoFallido
from icsoe_contracts.referencias import ReferenciaObjeto

from ..domain.correo import MotivoDeFalla, message_id, vencio
from .ports import (
    Adjunto,
    Cartero,
    Contacto,
    Correo,
    CorreoRechazado,
    Lecturas,
    Redactor,
    SinRespuesta,
    Trabajo,
)

CUBETA_DE_ACUSES = "acuses"


class SinDireccion(Exception):
    """The contact of the contratista is not known here yet, or it has no address."""


@dataclass(frozen=True)
class Oficina:
    """What sending a mail needs."""

    lecturas: Lecturas
    uow: Uow[Trabajo]
    objetos: AlmacenObjetos
    redactor: Redactor
    cartero: Cartero
    reloj: Reloj
    dominio: str


async def enviar_correo(correo_id: UUID, oficina: Oficina) -> None:
    """Sends and closes the mail; what may pass is raised, for another try, until its term ends."""
    hallado = await oficina.lecturas.por_enviar(correo_id)
    if hallado is None:
        return
    correo, contacto = hallado
    falla: MotivoDeFalla | None = None
    try:
        await _entregar(correo, contacto, oficina)
    except CorreoRechazado:
        falla = "RECHAZADO"
    except (SinDireccion, SinRespuesta, ObjetoAusente, ObjetoAlterado) as error:
        if not vencio(correo.creado, oficina.reloj.ahora()):
            raise
        falla = "SIN_DIRECCION" if isinstance(error, SinDireccion) else "SIN_RESPUESTA"
    await _cerrar(correo, falla, oficina)


async def _entregar(correo: Correo, contacto: Contacto | None, oficina: Oficina) -> None:
    if contacto is None or contacto.correo is None:
        raise SinDireccion
    adjunto = await _adjunto(correo, oficina.objetos)
    await oficina.cartero.entregar(oficina.redactor.redactar(correo, contacto, adjunto))


async def _adjunto(correo: Correo, objetos: AlmacenObjetos) -> Adjunto | None:
    """The acuse by version, its hash checked, from the bucket that only signing writes (threats.md T-68)."""
    if correo.plantilla != "M8":
        return None
    referencia = ReferenciaObjeto.model_validate(correo.datos["acuse"])
    if referencia.bucket != CUBETA_DE_ACUSES:
        raise ObjetoAusente(referencia.key)
    return Adjunto(f"{correo.datos['folio']}.pdf", await objetos.leer(referencia))


async def _cerrar(correo: Correo, falla: MotivoDeFalla | None, oficina: Oficina) -> None:
    ahora = oficina.reloj.ahora()
    entregado = CorreoEntregado(
        correo_id=correo.id,
        plantilla=correo.plantilla,
        message_id=message_id(correo.causa, oficina.dominio),
        causa=correo.causa,
        ocurrido=ahora,
    )
    hecho = CorreoFallido(**entregado.model_dump(), motivo=falla) if falla else entregado
    async with oficina.uow() as t:
        if await t.correos.cerrar(correo.id, falla, ahora):
            t.eventos.emitir(hecho, sujeto=correo.id, causa=correo.causa)
