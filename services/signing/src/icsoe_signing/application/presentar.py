"""Firmar: the signed request becomes a presented return with a folio, or nothing changes (icsoe.md §11.3).

All that can be slow happens before the lock; under it there is only our own database.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, Reloj, Uow
from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.pendiente import rechazo_de
from ..domain.periodo import exigir_ventana
from . import hechos
from .contenido import sigue_integro
from .ports import (
    Evidencia,
    Expediente,
    JuezDeCertificados,
    Lecturas,
    NuevaPresentacion,
    Presentada,
    PruebaOcsp,
    Revocacion,
    Trabajo,
    Turno,
)


@dataclass(frozen=True)
class Presentar:
    """``certificado`` DER, ``firma`` raw bytes. ``recibida_en``: when the whole request had been read (D105).

    ``certificado_ingreso``: the number used at login as the client tells it; only ever a note (D101, MSG-22).
    """

    informativa_id: UUID
    contratista_id: UUID
    cadena_id: UUID
    certificado: bytes = field(repr=False)
    firma: bytes = field(repr=False)
    recibida_en: datetime
    certificado_ingreso: str | None = None


class InformativaConFolio(BaseModel):
    """The answer, the same for every repetition of one signature. ``sha256`` is of the content.

    ``revocacion``, ``observada``: what the authority has said about the certificate by then (D106).
    """

    folio: str
    informativa_id: UUID
    fecha_presentacion: datetime
    extemporanea: bool
    sha256: str
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None
    ejercicio: int
    cuatrimestre: int
    certificado_numero: str
    otro_certificado: bool
    revocacion: Revocacion
    observada: bool


@dataclass(frozen=True)
class Ventanilla:
    """Where returns are presented: everything a signature needs besides itself."""

    lecturas: Lecturas
    uow: Uow[Trabajo]
    juez: JuezDeCertificados
    objetos: AlmacenObjetos | None
    calendario: Calendario
    reloj: Reloj

    async def expediente(self, orden: Presentar) -> Expediente:
        huella = hashlib.sha256(orden.firma).digest()
        hallado = await self.lecturas.expediente(
            orden.informativa_id, orden.contratista_id, orden.cadena_id, huella
        )
        if hallado is None:
            raise Negativa("no_encontrado")
        return hallado


async def presentar(orden: Presentar, ventanilla: Ventanilla) -> InformativaConFolio:
    """Presents, or raises the Negativa to show. A signature answered before gets the same answer again."""
    expediente = await ventanilla.expediente(orden)
    if expediente.presentada:
        return _ya_presentada(expediente.presentada)
    evidencia = await _verificar(orden, expediente, ventanilla)
    resultado = await _bajo_candado(orden, expediente, evidencia, ventanilla)
    if isinstance(resultado, InformativaConFolio):
        return resultado
    # Whoever held the lock before us may have carried this very signature: a double click.
    despues = await ventanilla.expediente(orden)
    if despues.presentada:
        return _ya_presentada(despues.presentada)
    raise resultado


async def _verificar(orden: Presentar, expediente: Expediente, ventanilla: Ventanilla) -> Evidencia:
    """Guards 1, 2, 4–7 of §11.3, outside any transaction; 1–3 again under the lock.

    The authority is asked last, about what its key signed: junk causes no question (T-20).
    """
    pendiente, cadena = expediente.pendiente, expediente.cadena
    pendiente.exigir_por_firmar()
    exigir_ventana(pendiente.acto, pendiente.periodo, orden.recibida_en, ventanilla.calendario)
    if cadena is None:
        raise Negativa("cadena_distinta")
    cadena.exigir_para(pendiente, hashlib.sha256(orden.certificado).digest(), orden.recibida_en)
    efirma = ventanilla.juez.juzgar(orden.certificado, pendiente.rfc, orden.recibida_en)
    if not efirma.firmo(cadena.texto, orden.firma):
        raise Negativa("firma_invalida")
    if not await sigue_integro(pendiente, expediente.contenido, ventanilla.objetos):
        raise Negativa("contenido_distinto")
    respuesta = await efirma.preguntar()
    respuesta.exigir_sin_revocar(orden.recibida_en)
    return Evidencia(
        certificado=orden.certificado,
        certificado_numero=efirma.numero,
        certificado_ingreso=orden.certificado_ingreso,
        rfc_representante=efirma.rfc_representante,
        cadena=cadena.texto,
        firma=orden.firma,
        firma_sha256=hashlib.sha256(orden.firma).digest(),
        confianza=efirma.confianza,
        ocsp=PruebaOcsp(respuesta.en, respuesta.estado, respuesta.pregunta, respuesta.der),
    )


async def _bajo_candado(
    orden: Presentar, expediente: Expediente, evidencia: Evidencia, ventanilla: Ventanilla
) -> InformativaConFolio | Negativa:
    """The refusal is returned, not raised: the loser's return to capture is committed with it."""
    async with ventanilla.uow() as t:
        turno = await t.periodos.tomar_turno(
            expediente.pendiente.periodo_id, orden.informativa_id, con_consecutivo=True
        )
        try:
            nueva = _decidir(orden, expediente, turno, evidencia, ventanilla.calendario)
        except Negativa as negativa:
            await _rechazar_si_no_tiene_remedio(negativa, turno, t, ventanilla.reloj)
            return negativa
        await t.presentaciones.registrar(nueva)
        t.eventos.emitir(hechos.presentada(nueva, ventanilla.reloj.ahora()), sujeto=turno.periodo.id)
        t.eventos.emitir(hechos.publica(nueva), sujeto=orden.informativa_id)
        await t.tareas.programar("acuse", str(orden.informativa_id), {})
        return await t.responder(_recien_presentada(nueva))


def _decidir(
    orden: Presentar, expediente: Expediente, turno: Turno, evidencia: Evidencia, calendario: Calendario
) -> NuevaPresentacion:
    pendiente = turno.pendiente
    pendiente.exigir_por_firmar()
    if pendiente.envio != expediente.pendiente.envio:
        raise Negativa("cadena_distinta")
    decision = turno.periodo.decidir(pendiente.acto, orden.recibida_en, calendario)
    assert turno.consecutivo is not None
    folio = decision.folio(orden.recibida_en, turno.consecutivo)
    return NuevaPresentacion(pendiente.presentar(folio), decision, folio, orden.recibida_en, evidencia)


async def _rechazar_si_no_tiene_remedio(negativa: Negativa, turno: Turno, t: Trabajo, reloj: Reloj) -> None:
    codigo, folio = rechazo_de(negativa)
    if codigo is None or turno.pendiente.estado != "POR_FIRMAR":
        return
    rechazado = turno.pendiente.rechazar(codigo, folio)
    await t.pendientes.actualizar(rechazado)
    t.eventos.emitir(hechos.rechazada(rechazado, reloj.ahora()), sujeto=turno.periodo.id)


def _recien_presentada(nueva: NuevaPresentacion) -> InformativaConFolio:
    pendiente, evidencia = nueva.pendiente, nueva.evidencia
    return InformativaConFolio(
        folio=nueva.folio,
        informativa_id=pendiente.informativa_id,
        fecha_presentacion=nueva.recibida_en,
        extemporanea=nueva.decision.extemporanea,
        sha256=pendiente.contenido_sha256,
        tipo=pendiente.acto.tipo,
        complementaria=pendiente.acto.complementaria,
        ejercicio=pendiente.periodo.ejercicio,
        cuatrimestre=pendiente.periodo.cuatrimestre,
        certificado_numero=evidencia.certificado_numero,
        otro_certificado=_es_otro(evidencia.certificado_numero, evidencia.certificado_ingreso),
        revocacion=evidencia.revocacion,
        observada=False,
    )


def _ya_presentada(registro: Presentada) -> InformativaConFolio:
    return InformativaConFolio(
        folio=registro.folio,
        informativa_id=registro.informativa_id,
        fecha_presentacion=registro.fecha_presentacion,
        extemporanea=registro.extemporanea,
        sha256=registro.contenido_sha256,
        tipo=registro.acto.tipo,
        complementaria=registro.acto.complementaria,
        ejercicio=registro.periodo.ejercicio,
        cuatrimestre=registro.periodo.cuatrimestre,
        certificado_numero=registro.certificado_numero,
        otro_certificado=_es_otro(registro.certificado_numero, registro.certificado_ingreso),
        revocacion=registro.revocacion,
        observada=registro.observada,
    )


def _es_otro(numero: str, de_ingreso: str | None) -> bool:
    return de_ingreso is not None and de_ingreso != numero
