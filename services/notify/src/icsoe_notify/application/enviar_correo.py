"""The job that sends one mail: at least once, every copy with the same Message-ID."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, ObjetoAlterado, ObjetoAusente, Reloj, Uow
from icsoe_contracts.notify import CorreoEntregado, CorreoFallido
from icsoe_contracts.referencias import ReferenciaObjeto

from ..domain.correo import DE_EXTRANOS, DE_TITULARES, MotivoDeFalla, message_id, vencio
from .destinatarios import Reparto, SinDireccion, SinVinculo, repartir
from .ports import (
    Abridor,
    Adjunto,
    Cartero,
    ConEnlace,
    Correo,
    CorreoRechazado,
    Direccion,
    DireccionImposible,
    EnlaceIlegible,
    Lecturas,
    Redactor,
    SinRespuesta,
    Trabajo,
    Vinculos,
)
from .preparar_correo import PrepararCorreo, preparar_correo

CUBETA_DE_ACUSES = "acuses"


class _Desistir(Exception):
    """The mail is not sent any more."""

    def __init__(self, falla: MotivoDeFalla) -> None:
        self.falla: MotivoDeFalla = falla


@dataclass(frozen=True)
class Oficina:
    """What sending a mail needs."""

    lecturas: Lecturas
    vinculos: Vinculos
    uow: Uow[Trabajo]
    objetos: AlmacenObjetos
    abridor: Abridor
    redactor: Redactor
    cartero: Cartero
    reloj: Reloj
    dominio: str


async def enviar_correo(correo_id: UUID, oficina: Oficina) -> None:
    """Sends and closes the mail; what may pass is raised, for another try, until its term ends."""
    correo = await oficina.lecturas.por_enviar(correo_id)
    if correo is None:
        return
    falla: MotivoDeFalla | None = None
    try:
        await _entregar(correo, oficina)
    except _Desistir as motivo:
        falla = motivo.falla
    except CorreoRechazado:
        falla = "RECHAZADO"
    except (DireccionImposible, SinVinculo):
        falla = "SIN_DIRECCION"
    except (SinDireccion, SinRespuesta, EnlaceIlegible, ObjetoAusente, ObjetoAlterado) as error:
        if not vencio(correo.creado, oficina.reloj.ahora()):
            raise
        falla = "SIN_DIRECCION" if isinstance(error, SinDireccion) else "SIN_RESPUESTA"
    await _cerrar(correo, falla, oficina)


async def _entregar(correo: Correo, oficina: Oficina) -> None:
    ahora = oficina.reloj.ahora()
    if isinstance(correo.destino, ConEnlace) and correo.destino.expira <= ahora:
        raise _Desistir("VENCIDO")
    reparto = await repartir(correo, oficina.lecturas, oficina.vinculos, oficina.abridor)
    if reparto.aparte:
        async with oficina.uow() as t:
            for orden in _apartes(correo, reparto):
                await preparar_correo(orden, t, oficina.reloj)
    if not await _cabe(correo, reparto, oficina):
        raise _Desistir("LIMITE")
    adjunto = await _acuse(correo, oficina.objetos) if reparto.con_acuse else None
    await oficina.cartero.entregar(oficina.redactor.redactar(correo, reparto.lectores, adjunto))


async def _cabe(correo: Correo, reparto: Reparto, oficina: Oficina) -> bool:
    """Whether the mail is within its limit, where it has one."""
    cuenta = reparto.lectores.para
    if correo.plantilla in DE_TITULARES:
        cuenta = f"{correo.plantilla} {correo.destino.titular} {cuenta}"
    elif correo.plantilla not in DE_EXTRANOS:
        return True
    async with oficina.uow() as t:
        return await t.cupos.tomar(correo.id, cuenta, oficina.reloj.ahora())


def _apartes(correo: Correo, reparto: Reparto) -> Iterator[PrepararCorreo]:
    """Each copy that gets another mail than the principal; told again, the same one."""
    datos = {**correo.datos, "nombre": reparto.lectores.nombre, "con_acuse": not reparto.con_acuse}
    for direccion in reparto.aparte:
        destino = Direccion(correo.destino.titular, direccion)
        yield PrepararCorreo(correo.causa, correo.plantilla, destino, datos, ejemplar=direccion)


async def _acuse(correo: Correo, objetos: AlmacenObjetos) -> Adjunto:
    """The acuse by version, its hash checked, from the bucket that only signing writes (threats.md T-68)."""
    referencia = ReferenciaObjeto.model_validate(correo.datos["acuse"])
    if referencia.bucket != CUBETA_DE_ACUSES:
        raise ObjetoAusente(referencia.key)
    return Adjunto(f"{correo.datos['folio']}.pdf", await objetos.leer(referencia))


async def _cerrar(correo: Correo, falla: MotivoDeFalla | None, oficina: Oficina) -> None:
    ahora = oficina.reloj.ahora()
    entregado = CorreoEntregado(
        correo_id=correo.id,
        plantilla=correo.plantilla,
        message_id=message_id(correo.id, oficina.dominio),
        causa=correo.causa,
        ocurrido=ahora,
    )
    hecho = CorreoFallido(**entregado.model_dump(), motivo=falla) if falla else entregado
    async with oficina.uow() as t:
        if await t.correos.cerrar(correo.id, falla, ahora):
            t.eventos.emitir(hecho, sujeto=correo.id, causa=correo.causa)
