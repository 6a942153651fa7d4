"""Asks again about returns presented «por confirmar» until the authority answers (icsoe.md §11.3, D106)."""

from dataclasses import dataclass, field
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.negativas import Negativa
from icsoe_efirma.ocsp import EstadoOcsp, RespuestaOcsp

from . import hechos
from .ports import JuezDeCertificados, LecturasDeRevocacion, PorConfirmar, Revision, Trabajo

POR_VUELTA = 50
_CALLADO = frozenset({"cortado", "sin_direccion"})
"""Nobody will answer for now: the rest waits for the next round."""


@dataclass(frozen=True)
class Vigilancia:
    """Everything the check needs."""

    lecturas: LecturasDeRevocacion
    uow: Uow[Trabajo]
    juez: JuezDeCertificados
    reloj: Reloj


@dataclass
class Vuelta:
    """What one round found: how many were answered, the folios observed, where the next one goes on."""

    confirmadas: int = 0
    observadas: list[str] = field(default_factory=lambda: [])
    sigue: UUID | None = None


async def revisar_revocaciones(despues_de: UUID | None, vigilancia: Vigilancia) -> Vuelta:
    """One round of at most ``POR_VUELTA`` returns after ``despues_de``. Idempotent.

    What is unknown, stale or not of this authority is no answer: it is asked again.
    """
    vuelta = Vuelta()
    pagina = await vigilancia.lecturas.por_confirmar(despues_de, POR_VUELTA)
    for espera in pagina:
        try:
            respuesta = await _preguntar(espera, vigilancia.juez)
        except Negativa:
            continue  # its authority is not among those of today; the list may know it again tomorrow
        if respuesta.causa in _CALLADO:
            return vuelta
        if respuesta.estado in (EstadoOcsp.BUENO, EstadoOcsp.REVOCADO):
            await _registrar(espera, respuesta, vigilancia, vuelta)
    vuelta.sigue = pagina[-1].presentada.informativa_id if len(pagina) == POR_VUELTA else None
    return vuelta


async def _preguntar(espera: PorConfirmar, juez: JuezDeCertificados) -> RespuestaOcsp:
    presentada = espera.presentada
    efirma = juez.juzgar(espera.certificado, presentada.rfc, presentada.fecha_presentacion)
    return await efirma.preguntar()


async def _registrar(
    espera: PorConfirmar, respuesta: RespuestaOcsp, vigilancia: Vigilancia, vuelta: Vuelta
) -> None:
    presentada = espera.presentada
    observada = respuesta.revocado_en(presentada.fecha_presentacion)
    async with vigilancia.uow() as t:
        if not await t.presentaciones.confirmar(Revision(presentada.informativa_id, observada, respuesta)):
            return
        hecho = hechos.revocacion_confirmada(presentada, observada, vigilancia.reloj.ahora())
        t.eventos.emitir(hecho, sujeto=presentada.periodo_id)
    vuelta.confirmadas += 1
    if observada:
        vuelta.observadas.append(presentada.folio)
