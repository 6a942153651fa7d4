"""Rows of signing's tables as domain values."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asyncpg import Record
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.ocsp import EstadoOcsp

from ..application.ports import Confianza, Contenido, Evidencia, Presentada, PruebaOcsp
from ..domain.cadena import CadenaEmitida
from ..domain.pendiente import Pendiente, Solicitud
from ..domain.presentacion import Acto, Presentacion

PENDIENTE = """
p.informativa_id, p.envio, p.periodo_id, p.contratista_id, d.rfc, d.ejercicio, d.cuatrimestre, p.nombre,
p.tipo_persona, p.tipo, p.complementaria, p.folio_corregido, p.contratos_relacionados, p.total_trabajadores,
p.contenido_sha256, p.enviada_por, p.enviada_en, p.estado, p.motivo, p.rechazo, p.folio,
p.solicitada_por, p.solicitada_en, p.solicitada_motivo
"""
"""Columns for ``pendiente`` as ``p`` joined with its period as ``d``."""

PRESENTADA = """
r.informativa_id, r.envio, r.periodo_id, r.contratista_id, r.rfc, r.ejercicio, r.cuatrimestre, r.nombre,
r.tipo_persona, r.tipo, r.complementaria, r.folio_corregido, r.incorpora, r.folio, r.estado,
r.fecha_presentacion, r.extemporanea, r.contratos_relacionados, r.total_trabajadores, r.contenido_sha256,
r.revocacion, r.revocacion_en, r.observada, e.certificado_numero, e.certificado_ingreso, a.key, a.version_id,
a.sha256, a.bytes
"""
"""Columns for ``presentacion`` as ``r`` with its evidence ``e`` and its acuse ``a``, if it has one."""

DE_PRESENTADA = (
    "presentacion r join evidencia e using (informativa_id) left join acuse a using (informativa_id)"
)


def pendiente(fila: Record) -> Pendiente:
    """From the columns ``PENDIENTE``."""
    return Pendiente(
        informativa_id=fila["informativa_id"],
        envio=fila["envio"],
        periodo_id=fila["periodo_id"],
        contratista_id=fila["contratista_id"],
        rfc=fila["rfc"],
        nombre=fila["nombre"],
        tipo_persona=fila["tipo_persona"],
        periodo=Periodo(fila["ejercicio"], fila["cuatrimestre"]),
        acto=Acto(fila["tipo"], fila["complementaria"], fila["folio_corregido"]),
        contratos_relacionados=fila["contratos_relacionados"],
        total_trabajadores=fila["total_trabajadores"],
        contenido_sha256=fila["contenido_sha256"],
        enviada_por=fila["enviada_por"],
        enviada_en=fila["enviada_en"],
        estado=fila["estado"],
        motivo=fila["motivo"],
        rechazo=fila["rechazo"],
        folio=fila["folio"],
        solicitud=_solicitud(fila),
    )


def presentada(fila: Record) -> Presentada:
    """From the columns ``PRESENTADA``."""
    return Presentada(
        informativa_id=fila["informativa_id"],
        envio=fila["envio"],
        periodo_id=fila["periodo_id"],
        contratista_id=fila["contratista_id"],
        rfc=fila["rfc"],
        nombre=fila["nombre"],
        tipo_persona=fila["tipo_persona"],
        periodo=Periodo(fila["ejercicio"], fila["cuatrimestre"]),
        acto=_acto(fila),
        folio=fila["folio"],
        estado=fila["estado"],
        fecha_presentacion=fila["fecha_presentacion"],
        extemporanea=fila["extemporanea"],
        contratos_relacionados=fila["contratos_relacionados"],
        total_trabajadores=fila["total_trabajadores"],
        contenido_sha256=fila["contenido_sha256"],
        certificado_numero=fila["certificado_numero"],
        certificado_ingreso=fila["certificado_ingreso"],
        revocacion=fila["revocacion"],
        revocacion_en=fila["revocacion_en"],
        observada=fila["observada"],
        acuse=_acuse(fila),
    )


def presentaciones(texto: str | None) -> tuple[Presentacion, ...]:
    """What the period's aggregate sees of its returns, from a JSON array of them."""
    return tuple(
        Presentacion(
            UUID(fila["informativa_id"]),
            fila["folio"],
            _acto(fila),
            fila["estado"],
            fila["legado"],
            fila["repara"],
            fila["observada"],
        )
        for fila in json.loads(texto or "[]")
    )


def contenido(fila: Record) -> Contenido:
    """From the columns ``contenido`` and ``contenido_ref``."""
    ref = fila["contenido_ref"]
    return Contenido(fila["contenido"], ReferenciaObjeto.model_validate(json.loads(ref)) if ref else None)


def cadena_unida(fila: Record) -> CadenaEmitida:
    """The cadena of a row that joins it to its return."""
    return CadenaEmitida(
        id=fila["cadena_id"],
        informativa_id=fila["cadena_de"],
        envio=fila["cadena_envio"],
        texto=fila["texto"],
        certificado_sha256=fila["certificado_sha256"],
        emitida=fila["emitida"],
        expira=fila["expira"],
    )


def evidencia(fila: Record) -> Evidencia:
    """From the columns of ``evidencia``, ``firma_sha256`` and the DER of its ``autoridades``."""
    return Evidencia(
        certificado=fila["certificado"],
        certificado_numero=fila["certificado_numero"],
        certificado_ingreso=fila["certificado_ingreso"],
        rfc_representante=fila["rfc_representante"],
        cadena=fila["cadena"],
        firma=fila["firma"],
        firma_sha256=fila["firma_sha256"],
        confianza=Confianza(
            tuple(fila["autoridades_sha256"]), fila["conjunto"], fila["politica"], tuple(fila["autoridades"])
        ),
        ocsp=_prueba_ocsp(fila),
    )


def _solicitud(fila: Record) -> Solicitud | None:
    if fila["solicitada_por"] is None:
        return None
    return Solicitud(fila["solicitada_por"], fila["solicitada_motivo"], fila["solicitada_en"])


def _prueba_ocsp(fila: Record) -> PruebaOcsp | None:
    if fila["ocsp_en"] is None:
        return None
    estado = EstadoOcsp(fila["ocsp_estado"])
    return PruebaOcsp(fila["ocsp_en"], estado, fila["ocsp_pregunta"], fila["ocsp_respuesta"])


def _acto(fila: Mapping[str, Any] | Record) -> Acto:
    return Acto(fila["tipo"], fila["complementaria"], fila["folio_corregido"], tuple(fila["incorpora"]))


def _acuse(fila: Record) -> ReferenciaObjeto | None:
    if fila["key"] is None:
        return None
    return ReferenciaObjeto(
        bucket="acuses",
        key=fila["key"],
        version_id=fila["version_id"],
        sha256=fila["sha256"],
        bytes=fila["bytes"],
    )
