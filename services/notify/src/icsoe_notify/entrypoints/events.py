"""Events that notify reads: wire → command."""

from collections.abc import Callable

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Proyeccion, Reaccion
from icsoe_chassis.ports import Reloj
from icsoe_contracts.catalogo import CONTRATISTA, PERIODO
from icsoe_contracts.registry import ContratistaActualizado, GeneralesCompletos
from icsoe_contracts.signing import AcuseEmitido, InformativaDevuelta
from icsoe_contracts.sobre import Sobre

from ..application.ports import Contacto, Trabajo
from ..application.preparar_correo import PrepararCorreo, preparar_correo
from ..application.registrar_contacto import RegistrarContacto, registrar_contacto


def consumidores(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    """registry.contratista is a projection, what causes a mail is a reaction: once per event."""

    async def contacto(
        evento: GeneralesCompletos | ContratistaActualizado, sobre: Sobre, tx: Transaccion
    ) -> None:
        orden = RegistrarContacto(
            evento.contratista_id,
            Contacto(evento.nombre, evento.correo, evento.copias_acuse),
            (sobre.source, sobre.sequence),
        )
        await registrar_contacto(orden, trabajo(tx))

    async def acuse_emitido(evento: AcuseEmitido, sobre: Sobre, tx: Transaccion) -> None:
        campos = {"folio", "fecha_presentacion", "extemporanea", "tipo", "ejercicio", "cuatrimestre", "acuse"}
        datos = evento.model_dump(mode="json", include=campos)
        orden = PrepararCorreo(sobre.id, "M8", evento.contratista_id, datos)
        await preparar_correo(orden, trabajo(tx), reloj)

    async def devuelta(evento: InformativaDevuelta, sobre: Sobre, tx: Transaccion) -> None:
        datos = evento.model_dump(mode="json", include={"ejercicio", "cuatrimestre", "motivo"})
        orden = PrepararCorreo(sobre.id, "M7", evento.contratista_id, datos)
        await preparar_correo(orden, trabajo(tx), reloj)

    proyeccion = Proyeccion(contacto)
    return [
        Consumidor(CONTRATISTA, {GeneralesCompletos: proyeccion, ContratistaActualizado: proyeccion}),
        Consumidor(PERIODO, {AcuseEmitido: Reaccion(acuse_emitido), InformativaDevuelta: Reaccion(devuelta)}),
    ]
