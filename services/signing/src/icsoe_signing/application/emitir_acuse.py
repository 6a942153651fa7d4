"""The job after a presentation: evidence and acuse become objects nobody can replace (design.md §4)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, Reloj, Uow
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.cadena import instante
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION

from ..domain.autenticador import Autenticador
from . import hechos
from .acuse import DatosDeAcuse, FabricaDeAcuses
from .ports import Contenido, Evidencia, Lecturas, Presentada, PruebaOcsp, Trabajo


@dataclass(frozen=True)
class Taller:
    """Where acuses are made."""

    lecturas: Lecturas
    uow: Uow[Trabajo]
    fabrica: FabricaDeAcuses
    objetos: AlmacenObjetos
    autenticador: Autenticador
    reloj: Reloj
    url_publica: str
    modo: Literal["real", "prueba"]


async def emitir_acuse(informativa_id: UUID, taller: Taller) -> None:
    """Idempotent: a second run finds the row, or loses the race and leaves an object without reference."""
    hallado = await taller.lecturas.para_acuse(informativa_id)
    if hallado is None:
        raise LookupError("no hay presentación de esa informativa")
    presentada, evidencia, contenido, enviada_por = hallado
    if presentada.acuse is not None:
        return
    prueba = await _guardar_evidencia(presentada, evidencia, contenido, taller.objetos)
    pdf = await taller.fabrica.fabricar(datos_de_acuse(presentada, evidencia, taller))
    acuse = await taller.objetos.poner(
        "acuses", f"{presentada.folio}/{hashlib.sha256(pdf).hexdigest()}.pdf", pdf, "application/pdf"
    )
    async with taller.uow() as t:
        if await t.acuses.registrar(informativa_id, acuse, prueba):
            hecho = hechos.acuse_emitido(presentada, enviada_por, acuse, taller.reloj.ahora())
            t.eventos.emitir(hecho, sujeto=presentada.periodo_id)


def url_de_verificacion(folio: str, taller: Taller) -> str:
    """What the QR opens: folio and authenticator, nothing personal."""
    return f"{taller.url_publica}/verificar/{folio}/{taller.autenticador.de(folio)}"


def datos_de_acuse(presentada: Presentada, evidencia: Evidencia, taller: Taller) -> DatosDeAcuse:
    """The ten points of §11.6 for this return."""
    periodo, acto = presentada.periodo, presentada.acto
    return DatosDeAcuse(
        folio=presentada.folio,
        fecha_presentacion=presentada.fecha_presentacion,
        tipo=acto.tipo,
        complementaria=acto.complementaria,
        folio_corregido=acto.folio_corregido,
        ejercicio=periodo.ejercicio,
        cuatrimestre=periodo.cuatrimestre,
        mes_inicial=periodo.mes_inicial,
        mes_final=periodo.mes_final,
        rfc=presentada.rfc,
        nombre=presentada.nombre,
        tipo_persona=presentada.tipo_persona,
        rfc_representante=evidencia.rfc_representante,
        contratos_relacionados=presentada.contratos_relacionados,
        total_trabajadores=presentada.total_trabajadores,
        contratos=(),
        protesta=PROTESTA_SIN_INFORMACION if acto.tipo == "SIN_INFORMACION" else None,
        motivo=None,
        certificado_numero=evidencia.certificado_numero,
        cadena=evidencia.cadena,
        firma_b64=_b64(evidencia.firma),
        contenido_sha256=presentada.contenido_sha256,
        url_verificacion=url_de_verificacion(presentada.folio, taller),
        revocacion_en=evidencia.revocacion_en,
        modo=taller.modo,
    )


async def _guardar_evidencia(
    presentada: Presentada, evidencia: Evidencia, contenido: Contenido, objetos: AlmacenObjetos
) -> ReferenciaObjeto:
    """Everything that proves the signature without our database, in one object under lock."""
    confianza, ocsp = evidencia.confianza, evidencia.ocsp
    prueba = {
        "version": 2,
        "folio": presentada.folio,
        "informativa_id": str(presentada.informativa_id),
        "recibida_en": instante(presentada.fecha_presentacion),
        "cadena": evidencia.cadena,
        "firma": _b64(evidencia.firma),
        "certificado": _b64(evidencia.certificado),
        "certificado_numero": evidencia.certificado_numero,
        "autoridades_sha256": list(confianza.cadena_sha256),
        "autoridades": [_b64(der) for der in confianza.cadena],
        "ocsp": _ocsp(ocsp) if ocsp else None,
        "conjunto": confianza.conjunto,
        "politica": confianza.politica,
        "contenido_sha256": presentada.contenido_sha256,
        "contenido": contenido.texto,
        "contenido_ref": contenido.ref.model_dump() if contenido.ref else None,
    }
    datos = json.dumps(prueba, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    key = f"{presentada.folio}/{hashlib.sha256(datos).hexdigest()}.json"
    return await objetos.poner("evidencias", key, datos, "application/json")


def _ocsp(ocsp: PruebaOcsp) -> dict[str, str]:
    return {
        "en": ocsp.en.isoformat(),
        "estado": ocsp.estado,
        "pregunta": _b64(ocsp.pregunta),
        "respuesta": _b64(ocsp.respuesta),
    }


def _b64(datos: bytes) -> str:
    return base64.b64encode(datos).decode("ascii")
