"""Events that notify reads: wire → command. Everything is a reaction, so that a mail is caused once."""

from collections.abc import Callable, Iterator
from uuid import UUID

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, Reaccion
from icsoe_chassis.ports import Reloj
from icsoe_chassis.vinculos import DE_VINCULO
from icsoe_contracts.auth import ContrasenaCambiada, EnlaceEmitido, IngresoDesdeEquipoNuevo
from icsoe_contracts.catalogo import CAPTURISTA, CONTRATISTA, CUENTA, DEVOLUCION, ENLACE, PERIODO
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
    AcuseEmitido,
    DevolucionSolicitada,
    InformativaDevuelta,
    RevocacionConfirmada,
)
from icsoe_contracts.sobre import Sobre
from pydantic import JsonValue

from ..application.avisar_cambio import AvisarCambio, avisar_cambio
from ..application.avisar_solicitud import AvisarSolicitud, avisar_solicitud
from ..application.ports import ConEnlace, Contacto, DeCapturista, DeContratista, Direccion, Trabajo
from ..application.preparar_correo import PrepararCorreo, preparar_correo
from ..application.registrar_contacto import RegistrarContacto, registrar_contacto
from ..domain.correo import Plantilla

_DE_MOTIVO: dict[str, Plantilla] = {"ALTA": "M2", "RECUPERACION": "M4", "CORREO": "CORREO_DE_CUENTA"}


def consumidores(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    """All that notify listens to."""
    return [
        *_de_contratistas(trabajo, reloj),
        *_de_capturistas(trabajo, reloj),
        *_de_cuentas(trabajo, reloj),
        *_de_periodos(trabajo, reloj),
        *_de_devoluciones(trabajo, reloj),
    ]


def _de_contratistas(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    async def contacto(
        evento: GeneralesCompletos | ContratistaActualizado, sobre: Sobre, tx: Transaccion
    ) -> None:
        confirmados = frozenset(evento.correos_confirmados)
        actual = Contacto(evento.nombre, evento.correo, evento.copias_acuse, confirmados)
        t = trabajo(tx)
        await registrar_contacto(RegistrarContacto(evento.contratista_id, actual, sobre.orden), t)
        direcciones = (evento.correo, *evento.copias_acuse, *evento.correos_anteriores)
        aviso = AvisarCambio(
            sobre.id, evento.contratista_id, direcciones, list(evento.cambios), evento.nombre
        )
        await avisar_cambio(aviso, t, reloj)

    async def por_confirmar(evento: CorreoPorConfirmar, sobre: Sobre, tx: Transaccion) -> None:
        destino = ConEnlace(evento.contratista_id, evento.sellado, evento.expira)
        orden = PrepararCorreo(sobre.id, "CORREO_DE_CONTRATISTA", destino)
        await preparar_correo(orden, trabajo(tx), reloj)

    reaccion = Reaccion(contacto)
    return [
        Consumidor(
            CONTRATISTA,
            {
                GeneralesCompletos: reaccion,
                ContratistaActualizado: reaccion,
                CorreoPorConfirmar: Reaccion(por_confirmar),
            },
        )
    ]


def _de_capturistas(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    async def invitado(evento: CapturistaInvitado, sobre: Sobre, tx: Transaccion) -> None:
        t = trabajo(tx)
        await registrar_contacto(RegistrarContacto(evento.capturista_id, evento.correo, sobre.orden), t)
        datos = _quien(evento) | {"cuenta_nueva": evento.cuenta_nueva}
        destino = Direccion(evento.capturista_id, evento.correo)
        await preparar_correo(PrepararCorreo(sobre.id, "M1", destino, datos), t, reloj)
        await DE_VINCULO.fn(evento, sobre, tx)

    async def vinculado(evento: CapturistaVinculado, sobre: Sobre, tx: Transaccion) -> None:
        await DE_VINCULO.fn(evento, sobre, tx)
        if evento.nombre:
            await trabajo(tx).contactos.guardar_nombre(evento.capturista_id, evento.nombre, sobre.orden)

    async def de_baja(evento: CapturistaDadoDeBaja, sobre: Sobre, tx: Transaccion) -> None:
        orden = PrepararCorreo(sobre.id, "M5", DeCapturista(evento.capturista_id), _quien(evento))
        await preparar_correo(orden, trabajo(tx), reloj)
        await DE_VINCULO.fn(evento, sobre, tx)

    async def otro_correo(evento: CorreoDeCapturistaCambiado, sobre: Sobre, tx: Transaccion) -> None:
        t = trabajo(tx)
        await registrar_contacto(RegistrarContacto(evento.capturista_id, evento.correo, sobre.orden), t)
        direcciones = (evento.correo, evento.correo_anterior)
        aviso = AvisarCambio(sobre.id, evento.capturista_id, direcciones, ["correo"], None)
        await avisar_cambio(aviso, t, reloj)

    return [
        Consumidor(
            CAPTURISTA,
            {
                CapturistaInvitado: Reaccion(invitado),
                CapturistaVinculado: Reaccion(vinculado),
                CapturistaDadoDeBaja: Reaccion(de_baja),
                CorreoDeCapturistaCambiado: Reaccion(otro_correo),
            },
        )
    ]


def _de_cuentas(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    async def enlace(evento: EnlaceEmitido, sobre: Sobre, tx: Transaccion) -> None:
        destino = ConEnlace(evento.cuenta_id, evento.sellado, evento.expira)
        orden = PrepararCorreo(sobre.id, _DE_MOTIVO[evento.motivo], destino)
        await preparar_correo(orden, trabajo(tx), reloj)

    async def contrasena(evento: ContrasenaCambiada, sobre: Sobre, tx: Transaccion) -> None:
        datos = {"primera": evento.motivo == "ALTA", "ocurrido": evento.ocurrido.isoformat()}
        orden = PrepararCorreo(sobre.id, "M3", DeCapturista(evento.cuenta_id), datos)
        await preparar_correo(orden, trabajo(tx), reloj)

    async def equipo_nuevo(evento: IngresoDesdeEquipoNuevo, sobre: Sobre, tx: Transaccion) -> None:
        con_efirma = evento.medio == "EFIRMA"
        destino = (DeContratista if con_efirma else DeCapturista)(evento.cuenta_id)
        datos = {"con_efirma": con_efirma, "ocurrido": evento.ocurrido.isoformat()}
        await preparar_correo(PrepararCorreo(sobre.id, "EQUIPO_NUEVO", destino, datos), trabajo(tx), reloj)

    return [
        Consumidor(ENLACE, {EnlaceEmitido: Reaccion(enlace)}),
        Consumidor(
            CUENTA,
            {
                ContrasenaCambiada: Reaccion(contrasena),
                IngresoDesdeEquipoNuevo: Reaccion(equipo_nuevo),
            },
        ),
    ]


def _de_periodos(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    async def acuse_emitido(evento: AcuseEmitido, sobre: Sobre, tx: Transaccion) -> None:
        campos = {"folio", "fecha_presentacion", "extemporanea", "tipo", "ejercicio", "cuatrimestre", "acuse"}
        datos = evento.model_dump(mode="json", include=campos)
        for orden in _con_quien_envio(sobre.id, "M8", evento, datos):
            await preparar_correo(orden, trabajo(tx), reloj)

    async def revocacion(evento: RevocacionConfirmada, sobre: Sobre, tx: Transaccion) -> None:
        if not evento.observada:
            return
        datos = evento.model_dump(mode="json", include={"ejercicio", "cuatrimestre", "folio"})
        orden = PrepararCorreo(sobre.id, "OBSERVADA", DeContratista(evento.contratista_id), datos)
        await preparar_correo(orden, trabajo(tx), reloj)

    return [
        Consumidor(
            PERIODO,
            {AcuseEmitido: Reaccion(acuse_emitido), RevocacionConfirmada: Reaccion(revocacion)},
        )
    ]


def _de_devoluciones(trabajo: Callable[[Transaccion], Trabajo], reloj: Reloj) -> list[Consumidor]:
    async def devuelta(evento: InformativaDevuelta, sobre: Sobre, tx: Transaccion) -> None:
        datos = evento.model_dump(mode="json", include={"ejercicio", "cuatrimestre", "motivo"})
        for orden in _con_quien_envio(sobre.id, "M7", evento, datos):
            await preparar_correo(orden, trabajo(tx), reloj)

    async def solicitada(evento: DevolucionSolicitada, sobre: Sobre, tx: Transaccion) -> None:
        datos = evento.model_dump(mode="json", include={"ejercicio", "cuatrimestre", "motivo"})
        aviso = AvisarSolicitud(sobre.id, evento.contratista_id, evento.capturista_id, datos)
        await avisar_solicitud(aviso, trabajo(tx), reloj)

    return [
        Consumidor(
            DEVOLUCION,
            {DevolucionSolicitada: Reaccion(solicitada), InformativaDevuelta: Reaccion(devuelta)},
        )
    ]


def _con_quien_envio(
    causa: UUID, plantilla: Plantilla, evento: AcuseEmitido | InformativaDevuelta, datos: dict[str, JsonValue]
) -> Iterator[PrepararCorreo]:
    """To the contratista; to the capturista who sent the return in a mail of its own."""
    yield PrepararCorreo(causa, plantilla, DeContratista(evento.contratista_id), datos)
    if evento.capturista_id:
        suyos = datos | {"contratista_id": str(evento.contratista_id)}
        copia = DeCapturista(evento.capturista_id)
        yield PrepararCorreo(causa, plantilla, copia, suyos, ejemplar=str(evento.capturista_id))


def _quien(evento: CapturistaInvitado | CapturistaDadoDeBaja) -> dict[str, str]:
    return {"rfc": evento.contratista_rfc, "contratista": evento.contratista_nombre}
