"""Solicitar devolución: a capturista asks its contratista for what it may not do itself."""

from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido, capturar

from icsoe.canal import Pedido
from icsoe.errores import Negada, datos_invalidos
from icsoe.modelos import DevolucionPedida, Informativa
from icsoe.paciencia import Pasajero
from icsoe.presentar import Captura
from icsoe.sesion import Autorizado

_MAXIMO_MOTIVO = 500


def solicitar_devolucion(puerta: Autorizado, captura: Captura, motivo: str) -> DevolucionPedida:
    """Of the return of this period that waits for signature.

    Raises Negada (no_pendiente, devolucion_ya_solicitada, campo_invalido), NoDisponible.
    """
    try:
        capturar(motivo, _MAXIMO_MOTIVO)
    except ValorInvalido as error:
        raise datos_invalidos({"motivo": error.motivo}) from None
    informativa = _por_firmar(puerta, captura)
    pedido = Pedido(
        "POST",
        "signing",
        f"/pendientes/{informativa.id}/solicitud-devolucion",
        json={"motivo": motivo},
        clave=captura.llave("solicitud-devolucion"),
    )

    def paso() -> DevolucionPedida:
        try:
            return DevolucionPedida.leer(puerta.pedir(pedido))
        except Negada as negada:
            if negada.codigo == "no_encontrado":
                raise Pasajero("la informativa todavía no llega a firma", 0.2) from negada
            raise

    return puerta.canal.paciencia.intentar(paso)


def _por_firmar(puerta: Autorizado, captura: Captura) -> Informativa:
    buscada = (captura.ejercicio, captura.cuatrimestre, "POR_FIRMAR")
    for informativa in Informativa.leer_lista(puerta.pedir(Pedido("GET", "informativa", "/informativas"))):
        if (informativa.ejercicio, informativa.cuatrimestre, informativa.estado) == buscada:
            return informativa
    negativa = Negativa("no_pendiente")
    raise Negada(negativa.detalle, negativa.entrada.remedio, codigo=negativa.codigo)
