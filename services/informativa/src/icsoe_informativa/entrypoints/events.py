"""What informativa does with the events of registry and signing: wire → command."""

from collections.abc import Callable

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion
from icsoe_chassis.vinculos import DE_OTRO, DE_VINCULO
from icsoe_contracts.catalogo import CAPTURISTA, CONTRATISTA, DEVOLUCION, PERIODO
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    ContratistaActualizado,
    CorreoDeCapturistaCambiado,
    CorreoPorConfirmar,
    GeneralesCompletos,
)
from icsoe_contracts.signing import (
    DevolucionSolicitada,
    InformativaDevuelta,
    InformativaPresentada,
    InformativaRechazada,
)
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.negativas import mensaje
from icsoe_dominio.periodo import Periodo

from ..application.aplicar_contratista import AplicarContratista, aplicar_contratista
from ..application.aplicar_presentada import AplicarPresentada, aplicar_presentada
from ..application.aplicar_regreso import AplicarRegreso, aplicar_regreso
from ..application.aplicar_solicitud import AplicarSolicitud, aplicar_solicitud
from ..application.ports import Presentacion, Trabajo
from ..domain.situacion import Contratista

_DEL_CATALOGO = {"OBJETIVO_NO_VIGENTE": "objetivo_no_vigente", "CONTENIDO_DISTINTO": "contenido_distinto"}


def consumidores(trabajo: Callable[[Transaccion], Trabajo]) -> list[Consumidor]:
    """All are projections: ``flujo.last_sequence`` makes each event count once."""

    async def contratista(
        evento: GeneralesCompletos | ContratistaActualizado, sobre: Sobre, tx: Transaccion
    ) -> None:
        await aplicar_contratista(_contratista(evento, sobre), trabajo(tx))

    async def por_confirmar(_: CorreoPorConfirmar, sobre: Sobre, tx: Transaccion) -> None:
        """Only the position: who asked for another link may be waiting for it."""
        await trabajo(tx).proyecciones.avanzar(*_posicion(sobre))

    proyeccion = Proyeccion(contratista)
    return [
        Consumidor(
            CONTRATISTA,
            {
                GeneralesCompletos: proyeccion,
                ContratistaActualizado: proyeccion,
                CorreoPorConfirmar: Proyeccion(por_confirmar),
            },
        ),
        Consumidor(
            CAPTURISTA,
            {
                CapturistaInvitado: DE_VINCULO,
                CapturistaVinculado: DE_VINCULO,
                CapturistaDadoDeBaja: DE_VINCULO,
                CorreoDeCapturistaCambiado: DE_OTRO,
            },
        ),
        *_de_signing(trabajo),
    ]


def _de_signing(trabajo: Callable[[Transaccion], Trabajo]) -> list[Consumidor]:
    async def presentada(evento: InformativaPresentada, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_presentada(_presentada(evento, sobre), trabajo(tx))

    async def rechazada(evento: InformativaRechazada, sobre: Sobre, tx: Transaccion) -> None:
        codigo = _DEL_CATALOGO.get(evento.codigo, evento.codigo)
        motivo = mensaje(codigo, folio=evento.folio_vigente or "sin folio", fecha=evento.ocurrido)
        await aplicar_regreso(_regreso(evento, motivo, sobre), trabajo(tx))

    async def devuelta(evento: InformativaDevuelta, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_regreso(_regreso(evento, evento.motivo, sobre), trabajo(tx))

    async def solicitada(evento: DevolucionSolicitada, sobre: Sobre, tx: Transaccion) -> None:
        await aplicar_solicitud(_solicitud(evento, sobre), trabajo(tx))

    return [
        Consumidor(
            PERIODO,
            {
                InformativaPresentada: Proyeccion(presentada),
                InformativaRechazada: Proyeccion(rechazada),
            },
        ),
        Consumidor(
            DEVOLUCION,
            {DevolucionSolicitada: Proyeccion(solicitada), InformativaDevuelta: Proyeccion(devuelta)},
        ),
    ]


def _posicion(sobre: Sobre) -> tuple[str, str, int]:
    return sobre.source, sobre.subject, sobre.sequence


def _contratista(evento: GeneralesCompletos | ContratistaActualizado, sobre: Sobre) -> AplicarContratista:
    contratista = Contratista(
        evento.rfc, evento.nombre, evento.tipo_persona, evento.generales_completos, evento.faltantes
    )
    return AplicarContratista(evento.contratista_id, contratista, _posicion(sobre), sobre.orden)


def _presentada(evento: InformativaPresentada, sobre: Sobre) -> AplicarPresentada:
    presentada = Presentacion(
        informativa_id=evento.informativa_id,
        contratista_id=evento.contratista_id,
        periodo=Periodo(evento.ejercicio, evento.cuatrimestre),
        tipo=evento.tipo,
        complementaria=evento.complementaria,
        folio=evento.folio,
        folio_corregido=evento.folio_corregido,
    )
    return AplicarPresentada(presentada, evento.ocurrido, _posicion(sobre))


def _regreso(evento: InformativaDevuelta | InformativaRechazada, motivo: str, sobre: Sobre) -> AplicarRegreso:
    return AplicarRegreso(evento.informativa_id, evento.envio, motivo, evento.ocurrido, _posicion(sobre))


def _solicitud(evento: DevolucionSolicitada, sobre: Sobre) -> AplicarSolicitud:
    return AplicarSolicitud(
        evento.informativa_id,
        evento.envio,
        evento.capturista_id,
        evento.motivo,
        evento.ocurrido,
        _posicion(sobre),
    )
