"""Filing one "Sin información": draft, send, verify, sign, present.

Every step can be repeated without doubling anything.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from icsoe_dominio.calendario import dia_en_el_centro, fecha_larga
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION

from icsoe.canal import Pedido
from icsoe.efirma import EFirma
from icsoe.errores import DevolucionSolicitada, Negada, TextoAjeno
from icsoe.modelos import (
    Acuse,
    CadenaEmitida,
    Contratista,
    Enviada,
    Informativa,
    Pendiente,
    PeriodoIniciado,
    Presentada,
    SolicitudDeDevolucion,
    respuesta_extrana,
)
from icsoe.paciencia import Pasajero
from icsoe.sesion import Autorizado
from icsoe.textos import LoEsperado, leer_presentacion

SIN_INFORMACION = "SIN_INFORMACION"
_OTRA_CADENA = frozenset({"cadena_vencida", "cadena_usada"})
_VUELTAS = 4
_PAGINAS = 1000


@dataclass(frozen=True)
class Captura:
    """What is captured. ``clave``: base of all Idempotency-Keys; the same clave repeats the same filing."""

    ejercicio: int
    cuatrimestre: int
    clave: UUID

    @classmethod
    def nueva(cls, ejercicio: int, cuatrimestre: int, clave: str | None = None) -> "Captura":
        """With a fresh clave, or one derived from the caller's own text."""
        return cls(ejercicio, cuatrimestre, uuid5(UUID(int=0), clave) if clave else uuid4())

    def llave(self, paso: str) -> str:
        """The Idempotency-Key of one step."""
        return str(uuid5(self.clave, paso))


@dataclass(frozen=True)
class Solicitud:
    """What is filed, by whom. ``pese_a_la_solicitud``: also what a capturista asked to be returned."""

    efirma: EFirma
    captura: Captura
    pese_a_la_solicitud: bool = False


def enviar_sin_informacion(puerta: Autorizado, captura: Captura) -> Informativa:
    """Draft and Enviar a firma: all that a capturista may do.

    Raises Negada (MSG-06, MSG-24 …), CredencialInvalida, NoDisponible.
    """
    return _enviar(puerta, captura, _abrir(puerta, captura))


def presentar_sin_informacion(puerta: Autorizado, solicitud: Solicitud) -> Presentada:
    """The whole filing.

    Raises Negada (MSG-06: the period already has one; MSG-08: its signature has not opened, nothing was
    created), DevolucionSolicitada, CredencialInvalida, TextoAjeno, NoDisponible.
    """
    captura = solicitud.captura
    _exigir_ventana(puerta, captura)
    informativa = _abrir(puerta, captura)
    try:
        enviada = _enviar(puerta, captura, informativa)
        return _firmar(puerta, solicitud, enviada)
    except Negada as negada:
        # The refusal may be the echo of our own filing whose answer was lost: signing's list of acuses knows.
        propia = _ya_presentada(puerta, informativa.id)
        if propia is None:
            raise negada
        return propia


def _exigir_ventana(puerta: Autorizado, captura: Captura) -> None:
    """signing refuses too early a signature, but by then the return is sworn and sent. Of a period that is
    not listed informativa says why it cannot be captured.
    """
    pedido = Pedido("GET", "informativa", "/periodos")
    for periodo in PeriodoIniciado.leer_lista(puerta.pedir(pedido)):
        suyo = (periodo.ejercicio, periodo.cuatrimestre) == (captura.ejercicio, captura.cuatrimestre)
        if suyo and not periodo.firma_abierta:
            negativa = Negativa("MSG-08", fecha=dia_en_el_centro(periodo.abre))
            raise Negada(
                negativa.detalle,
                "No se creó ni se envió nada: repite la orden a partir de esa fecha.",
                codigo=negativa.codigo,
                datos=negativa.datos_json,
            )


def _abrir(puerta: Autorizado, captura: Captura) -> Informativa:
    pedido = Pedido(
        "POST",
        "informativa",
        "/informativas",
        json={
            "ejercicio": captura.ejercicio,
            "cuatrimestre": captura.cuatrimestre,
            "tipo": SIN_INFORMACION,
            "protesta": True,
        },
        clave=captura.llave("nueva"),
    )

    def paso() -> Informativa:
        try:
            return Informativa.leer(puerta.pedir(pedido))
        except Negada as negada:
            if negada.codigo == "MSG-07":
                return _en_captura(puerta, captura, negada)
            if negada.codigo == "MSG-24" and _generales_completos(puerta):
                raise Pasajero("los datos generales todavía no llegan a informativa", 0.2) from negada
            raise

    return puerta.canal.paciencia.intentar(paso)


def _generales_completos(puerta: Autorizado) -> bool:
    """A capturista may not ask: it is told the refusal as it is."""
    try:
        contratista = Contratista.leer(puerta.pedir(Pedido("GET", "registry", "/contratista")))
    except Negada:
        return False
    return contratista.estado == "GENERALES_COMPLETOS"


def _en_captura(puerta: Autorizado, captura: Captura, negada: Negada) -> Informativa:
    """The draft of this period that is already there is continued; one with contracts is the user's to
    finish.
    """
    periodo = (captura.ejercicio, captura.cuatrimestre)
    for informativa in Informativa.leer_lista(puerta.pedir(Pedido("GET", "informativa", "/informativas"))):
        if (informativa.ejercicio, informativa.cuatrimestre) == periodo:
            if informativa.tipo == SIN_INFORMACION:
                return informativa
            raise negada
    raise Pasajero("el borrador del periodo está cambiando de estado", 0.2)


def _enviar(puerta: Autorizado, captura: Captura, informativa: Informativa) -> Informativa:
    for vuelta in range(_VUELTAS):
        if informativa.estado != "EN_CAPTURA":
            break
        pedido = Pedido(
            "POST",
            "informativa",
            f"/informativas/{informativa.id}/envio",
            clave=captura.llave(f"envio-{informativa.version}"),
            version=informativa.version,
        )
        try:
            enviada = Enviada.leer(puerta.pedir(pedido))
            informativa = informativa.model_copy(update=enviada.model_dump())
        except Negada as negada:
            if vuelta + 1 == _VUELTAS or negada.datos.get("status") not in (409, 412):
                raise
            informativa = _leer(puerta, informativa.id)
    return informativa


def _leer(puerta: Autorizado, informativa_id: str) -> Informativa:
    return Informativa.leer(puerta.pedir(Pedido("GET", "informativa", f"/informativas/{informativa_id}")))


def _firmar(puerta: Autorizado, solicitud: Solicitud, informativa: Informativa) -> Presentada:
    pendiente = puerta.canal.paciencia.intentar(lambda: _pendiente(puerta, informativa.id))
    if isinstance(pendiente, Presentada):
        return pendiente
    if pendiente.devolucion_solicitada is not None and not solicitud.pese_a_la_solicitud:
        raise _devolucion_solicitada(pendiente.devolucion_solicitada)
    resumen = _contenido_verificado(puerta, solicitud, informativa, pendiente.contenido_sha256)
    for vuelta in range(_VUELTAS):
        try:
            return _con_una_cadena(puerta, solicitud, informativa.id, resumen)
        except Negada as negada:
            if vuelta + 1 == _VUELTAS or negada.codigo not in _OTRA_CADENA:
                raise
    raise AssertionError("unreachable")


def _devolucion_solicitada(pedida: SolicitudDeDevolucion) -> DevolucionSolicitada:
    return DevolucionSolicitada(
        f"No se firmó: el {fecha_larga(dia_en_el_centro(pedida.en))} un capturista solicitó que esta "
        f"informativa se devuelva a captura. Su motivo: {pedida.motivo}",
        "Devuélvela en «Firma y presentación» del portal, o repite la orden con --pese-a-la-solicitud para "
        "presentarla como está.",
        datos={"motivo": pedida.motivo, "en": pedida.en.isoformat()},
    )


def _pendiente(puerta: Autorizado, informativa_id: str) -> Pendiente | Presentada:
    try:
        pendiente = Pendiente.leer(puerta.pedir(Pedido("GET", "signing", f"/pendientes/{informativa_id}")))
        propia = _ya_presentada(puerta, informativa_id) if pendiente.estado == "PRESENTADA" else None
        return propia or pendiente
    except Negada as negada:
        if negada.datos.get("status") != 404:
            raise
        propia = _ya_presentada(puerta, informativa_id)
        if propia is not None:
            return propia
        if _leer(puerta, informativa_id).estado == "EN_CAPTURA":
            raise
        raise Pasajero("la informativa todavía no llega a firma", 0.2) from negada


def _contenido_verificado(
    puerta: Autorizado, solicitud: Solicitud, informativa: Informativa, anunciado: str
) -> str:
    """T-58: the key signs only the hash of bytes this client has read and understood."""
    pedido = Pedido("GET", "signing", f"/pendientes/{informativa.id}/contenido")
    contenido = puerta.pedir(pedido).content
    resumen = hashlib.sha256(contenido).hexdigest()
    _exigir(resumen == anunciado, "el contenido no corresponde a su resumen SHA-256")
    if informativa.contenido_sha256 is not None:
        _exigir(resumen == informativa.contenido_sha256, "el contenido no es el que enviaste a firma")
    try:
        json_leido: Any = json.loads(contenido)
    except ValueError:
        json_leido = None
    leido = cast(dict[str, Any], json_leido) if isinstance(json_leido, dict) else {}
    contratista: Any = leido.get("contratista")
    dice = {
        **{
            clave: leido.get(clave)
            for clave in ("informativa_id", "ejercicio", "cuatrimestre", "tipo", "protesta")
        },
        "rfc": cast(dict[str, Any], contratista).get("rfc") if isinstance(contratista, dict) else None,
        "contratos": leido.get("contratos"),
    }
    debe = {
        "informativa_id": informativa.id,
        "ejercicio": solicitud.captura.ejercicio,
        "cuatrimestre": solicitud.captura.cuatrimestre,
        "tipo": SIN_INFORMACION,
        "protesta": PROTESTA_SIN_INFORMACION,
        "rfc": solicitud.efirma.rfc,
        "contratos": [],
    }
    _exigir(dice == debe, "el contenido no es el de tu Sin información")
    return resumen


def _exigir(condicion: bool, motivo: str) -> None:
    if not condicion:
        raise TextoAjeno(
            f"No se firmó: {motivo}.",
            "Tu llave no se usó. Revisa tu informativa en el portal y avisa a la mesa de ayuda.",
            codigo="CONTENIDO_DISTINTO",
        )


def _con_una_cadena(
    puerta: Autorizado, solicitud: Solicitud, informativa_id: str, resumen: str
) -> Presentada:
    efirma = solicitud.efirma
    certificado = base64.b64encode(efirma.certificado).decode()
    base = f"/pendientes/{informativa_id}"
    emitida = CadenaEmitida.leer(
        puerta.pedir(Pedido("POST", "signing", f"{base}/cadenas", json={"certificado": certificado}))
    )
    esperado = LoEsperado(
        origen=puerta.canal.origen,
        informativa_id=informativa_id,
        tipo=SIN_INFORMACION,
        rfc=efirma.rfc,
        rfc_representante=efirma.rfc_representante,
        ejercicio=str(solicitud.captura.ejercicio),
        cuatrimestre=str(solicitud.captura.cuatrimestre),
        contratos_relacionados="0",
        total_trabajadores="0",
        contenido_sha256=resumen,
        certificado_numero=efirma.numero,
    )
    firma = efirma.firmar(leer_presentacion(emitida.cadena, esperado))
    respuesta = puerta.pedir(
        Pedido(
            "POST",
            "signing",
            f"{base}/presentacion",
            json={
                "cadena_id": emitida.cadena_id,
                "certificado": certificado,
                "firma": base64.b64encode(firma).decode(),
                "certificado_ingreso": puerta.certificado_ingreso,
            },
            clave=solicitud.captura.llave(f"presentacion-{emitida.cadena_id}"),
        )
    )
    return Presentada.leer(respuesta)


def _ya_presentada(puerta: Autorizado, informativa_id: str) -> Presentada | None:
    """The row of this very return in the list of acuses, if it is presented."""
    for acuse in acuses(puerta):
        if acuse.informativa_id == informativa_id:
            return Presentada.model_validate(acuse.model_dump())
    return None


def acuses(puerta: Autorizado) -> Iterator[Acuse]:
    """The rows of "Acuses de presentación", page by page, ascending by period.

    Raises NoDisponible of a list that repeats itself or has no end.
    """
    vistos: set[str] = set()
    for pagina in range(1, _PAGINAS + 1):
        pedido = Pedido("GET", "signing", "/acuses", parametros={"pagina": str(pagina)})
        respuesta = puerta.pedir(pedido)
        filas = Acuse.leer_lista(respuesta)
        nuevos = {fila.folio for fila in filas} - vistos
        sigue = "next" in respuesta.links
        if sigue and not nuevos:
            break
        yield from filas
        vistos |= nuevos
        if not sigue:
            return
    raise respuesta_extrana()
