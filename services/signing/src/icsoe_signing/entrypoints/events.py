"""Events that signing reads: wire → command."""

from collections.abc import Callable
from uuid import UUID

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion
from icsoe_chassis.ports import Reloj
from icsoe_chassis.vinculos import DE_OTRO, DE_VINCULO
from icsoe_contracts.catalogo import CAPTURISTA, ENVIO
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    CorreoDeCapturistaCambiado,
)
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.periodo import Periodo

from ..application.ports import Contenido, Trabajo
from ..application.recibir_envio import RecibirEnvio, recibir_envio
from ..domain.pendiente import Pendiente
from ..domain.presentacion import Acto


def consumidores(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    """informativa.envio: the send token makes it once, ``last_sequence`` tells how far we are.

    registry.capturista: whom a capturista may work for.
    """

    async def enviada(evento: EnviadaAFirma, sobre: Sobre, tx: Transaccion) -> None:
        await recibir_envio(orden_de(evento, sobre), trabajo(tx), reloj)

    return [
        Consumidor(ENVIO, {EnviadaAFirma: Proyeccion(enviada)}),
        Consumidor(
            CAPTURISTA,
            {
                CapturistaInvitado: DE_VINCULO,
                CapturistaVinculado: DE_VINCULO,
                CapturistaDadoDeBaja: DE_VINCULO,
                CorreoDeCapturistaCambiado: DE_OTRO,
            },
        ),
    ]


def orden_de(evento: EnviadaAFirma, sobre: Sobre) -> RecibirEnvio:
    """The command behind the event; the period's id is found by the command."""
    pendiente = Pendiente(
        informativa_id=evento.informativa_id,
        envio=evento.envio,
        periodo_id=UUID(int=0),
        contratista_id=evento.contratista_id,
        rfc=evento.rfc,
        nombre=evento.nombre,
        tipo_persona=evento.tipo_persona,
        periodo=Periodo(evento.ejercicio, evento.cuatrimestre),
        acto=Acto(evento.tipo, evento.complementaria, evento.folio_corregido),
        contratos_relacionados=evento.contratos_relacionados,
        total_trabajadores=evento.total_trabajadores,
        contenido_sha256=evento.contenido_sha256,
        enviada_por=evento.enviada_por,
        enviada_en=evento.enviada_en,
    )
    return RecibirEnvio(
        pendiente=pendiente,
        contenido=Contenido(evento.contenido, evento.contenido_ref),
        causa=sobre.id,
        posicion=(sobre.source, sobre.sequence),
    )
