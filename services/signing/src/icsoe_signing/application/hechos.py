"""The facts that signing publishes, made from its own records."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_contracts.signing import (
    AcuseEmitido,
    CodigoRechazo,
    DevolucionSolicitada,
    InformativaDevuelta,
    InformativaPresentada,
    InformativaRechazada,
    PresentacionPublica,
    RevocacionConfirmada,
)

from ..domain import pendiente as dominio
from ..domain.pendiente import Pendiente, Solicitud
from .ports import NuevaPresentacion, Presentada

_CODIGO: dict[dominio.CodigoRechazo, CodigoRechazo] = {
    "MSG-06": "MSG-06",
    "MSG-10": "MSG-10",
    "objetivo_no_vigente": "OBJETIVO_NO_VIGENTE",
    "contenido_distinto": "CONTENIDO_DISTINTO",
}


def _de(registro: Pendiente | Presentada, ocurrido: datetime) -> dict[str, Any]:
    return {
        "informativa_id": registro.informativa_id,
        "envio": registro.envio,
        "contratista_id": registro.contratista_id,
        "ejercicio": registro.periodo.ejercicio,
        "cuatrimestre": registro.periodo.cuatrimestre,
        "ocurrido": ocurrido,
    }


def presentada(nueva: NuevaPresentacion, ocurrido: datetime) -> InformativaPresentada:
    """The return is final. No RFC in it: the stream is kept for ever."""
    pendiente = nueva.pendiente
    return InformativaPresentada(
        **_de(pendiente, ocurrido),
        folio=nueva.folio,
        nombre=pendiente.nombre,
        tipo_persona=pendiente.tipo_persona,
        tipo=pendiente.acto.tipo,
        complementaria=pendiente.acto.complementaria,
        folio_corregido=pendiente.acto.folio_corregido,
        fecha_presentacion=nueva.recibida_en,
        extemporanea=nueva.decision.extemporanea,
        contratos_relacionados=pendiente.contratos_relacionados,
        total_trabajadores=pendiente.total_trabajadores,
        contenido_sha256=pendiente.contenido_sha256,
        revocacion=nueva.evidencia.revocacion,
    )


def publica(nueva: NuevaPresentacion) -> PresentacionPublica:
    """The thin twin for outside readers: no name, no RFC."""
    pendiente = nueva.pendiente
    return PresentacionPublica(
        informativa_id=pendiente.informativa_id,
        folio=nueva.folio,
        ejercicio=pendiente.periodo.ejercicio,
        cuatrimestre=pendiente.periodo.cuatrimestre,
        tipo=pendiente.acto.tipo,
        fecha_presentacion=nueva.recibida_en,
        contenido_sha256=pendiente.contenido_sha256,
    )


def rechazada(pendiente: Pendiente, ocurrido: datetime) -> InformativaRechazada:
    """``pendiente`` is RECHAZADA already."""
    assert pendiente.rechazo is not None
    return InformativaRechazada(
        **_de(pendiente, ocurrido), codigo=_CODIGO[pendiente.rechazo], folio_vigente=pendiente.folio
    )


def devuelta(pendiente: Pendiente, ocurrido: datetime) -> InformativaDevuelta:
    """``pendiente`` is DEVUELTA already. As ``devolucion_solicitada``, only for ``flujo_de_devolucion``."""
    assert pendiente.motivo is not None
    return InformativaDevuelta(
        **_de(pendiente, ocurrido),
        motivo=pendiente.motivo,
        capturista_id=capturista_de(pendiente.enviada_por, pendiente.contratista_id),
    )


def devolucion_solicitada(pendiente: Pendiente, solicitud: Solicitud) -> DevolucionSolicitada:
    """The reason is a person's words: only for ``flujo_de_devolucion``."""
    return DevolucionSolicitada(
        **_de(pendiente, solicitud.en), capturista_id=solicitud.capturista_id, motivo=solicitud.motivo
    )


def flujo_de_devolucion(pendiente: Pendiente) -> UUID:
    """The subject of what is soon forgotten about a return: another stream than its period's and its public
    twin's, because a stream without gaps cannot be told in two topics.
    """
    return uuid5(pendiente.informativa_id, "devolucion")


def acuse_emitido(
    registro: Presentada, enviada_por: str, acuse: ReferenciaObjeto, ocurrido: datetime
) -> AcuseEmitido:
    """The PDF exists under exactly this key, version and hash."""
    return AcuseEmitido(
        **_de(registro, ocurrido),
        folio=registro.folio,
        fecha_presentacion=registro.fecha_presentacion,
        extemporanea=registro.extemporanea,
        tipo=registro.acto.tipo,
        acuse=acuse,
        capturista_id=capturista_de(enviada_por, registro.contratista_id),
    )


def capturista_de(enviada_por: str, contratista_id: UUID) -> UUID | None:
    """Who sent a return, when it was a capturista: a contratista's account has the contratista's own id."""
    try:
        quien = UUID(enviada_por)
    except ValueError:
        return None
    return None if quien == contratista_id else quien


def revocacion_confirmada(registro: Presentada, observada: bool, ocurrido: datetime) -> RevocacionConfirmada:
    """The authority answered about a return presented por confirmar; nothing presented changes."""
    return RevocacionConfirmada(**_de(registro, ocurrido), folio=registro.folio, observada=observada)
