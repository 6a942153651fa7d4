"""Enviar a firma (icsoe.md §6.1 no. 4): freezes the content and hands it to signing."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from icsoe_chassis.ports import Uow
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.informativa import Informativa, Paso
from ..domain.situacion import Contratista, exigir_generales
from .contenido import BYTES_DE_SAL, contenido_sin_informacion
from .ports import Congelado, Entorno, Trabajo


@dataclass(frozen=True)
class EnviarAFirma:
    """``version``: the one the caller saw (If-Match)."""

    informativa_id: UUID
    contratista_id: UUID
    actor: str
    version: int


class Enviada(BaseModel):
    """The answer; signing has the return a moment later."""

    informativa_id: UUID
    envio: int
    contenido_sha256: str
    estado: Literal["POR_FIRMAR"] = "POR_FIRMAR"


async def enviar_a_firma(orden: EnviarAFirma, uow: Uow[Trabajo], entorno: Entorno) -> Enviada:
    """Raises no_encontrado, no_enviable, version_distinta, MSG-24, MSG-06, caracter_no_permitido."""
    ahora = entorno.reloj.ahora()
    async with uow() as t:
        hallada = await t.informativas.para_enviar(orden.informativa_id, orden.contratista_id)
        if hallada is None:
            raise Negativa("no_encontrado")
        informativa, contexto = hallada
        informativa.exigir_enviable(orden.version)
        contratista = exigir_generales(contexto.contratista)
        contexto.situacion.exigir_sin_vigente()
        contenido = contenido_sin_informacion(informativa, contratista, entorno.azar(BYTES_DE_SAL))
        enviada = informativa.enviar(contenido.sha256, ahora)
        congelado = Congelado(enviada.envio, contenido.texto, contenido.sha256, orden.actor, ahora)
        paso = Paso(informativa.estado, enviada.estado, orden.actor, ahora)
        await t.informativas.congelar(enviada, paso, congelado)
        t.eventos.emitir(_hecho(enviada, contratista, congelado), sujeto=enviada.id)
        respuesta = Enviada(informativa_id=enviada.id, envio=enviada.envio, contenido_sha256=contenido.sha256)
        return await t.responder(respuesta)


def _hecho(enviada: Informativa, contratista: Contratista, congelado: Congelado) -> EnviadaAFirma:
    return EnviadaAFirma(
        informativa_id=enviada.id,
        envio=enviada.envio,
        contratista_id=enviada.contratista_id,
        rfc=contratista.rfc,
        nombre=contratista.nombre,
        tipo_persona=contratista.tipo_persona,
        ejercicio=enviada.periodo.ejercicio,
        cuatrimestre=enviada.periodo.cuatrimestre,
        tipo=enviada.tipo,
        complementaria=enviada.complementaria,
        contratos_relacionados=enviada.contratos_relacionados,
        total_trabajadores=enviada.total_trabajadores,
        contenido_sha256=congelado.contenido_sha256,
        contenido=congelado.contenido,
        enviada_por=congelado.enviada_por,
        enviada_en=congelado.enviada_en,
    )
