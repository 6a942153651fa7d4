"""A capturista asks for what only its contratista may do (icsoe.md §6.1 no. 5, D111)."""

from typing import Any
from uuid import uuid4

import pytest
from icsoe_contracts.catalogo import DEVOLUCION
from icsoe_contracts.signing import DevolucionSolicitada, InformativaDevuelta
from icsoe_dominio.negativas import Negativa

MOTIVO = "Falta el contrato con la obra de Puebla."


async def test_what_was_asked_is_told_with_its_reason_and_the_return_still_waits(
    oficina: Any, autoridad: Any, enviada: Any
) -> None:
    evento, quien = await oficina.recibir(enviada(autoridad.efirma())), uuid4()
    pedida = await oficina.solicitar(evento, f"  {MOTIVO}  ", quien)
    assert (pedida.envio, pedida.motivo, pedida.solicitada_en) == (1, MOTIVO, oficina.reloj.ahora())
    (hecho,) = await oficina.hechos(DevolucionSolicitada)
    assert (hecho.capturista_id, hecho.contratista_id, hecho.motivo) == (quien, evento.contratista_id, MOTIVO)
    pendiente = await oficina.lecturas.pendiente(evento.informativa_id, evento.contratista_id)
    assert pendiente.estado == "POR_FIRMAR"
    assert (pendiente.solicitud.capturista_id, pendiente.solicitud.motivo) == (quien, MOTIVO)


def test_the_words_of_a_person_are_in_no_topic_that_is_kept_for_ever() -> None:
    assert {DevolucionSolicitada, InformativaDevuelta} <= set(DEVOLUCION.eventos)
    assert DEVOLUCION.retencion_dias == 35


async def test_it_is_asked_once_a_send_by_whoever_and_again_after_the_next_send(
    oficina: Any, autoridad: Any, enviada: Any
) -> None:
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    await oficina.solicitar(evento, MOTIVO, uuid4())
    for quien in (uuid4(), uuid4()):
        negada = await oficina.rechazo(oficina.solicitar(evento, "Otra vez.", quien))
        assert negada.codigo == "devolucion_ya_solicitada"
    await oficina.devolver(evento, "De acuerdo.")
    otra = enviada(
        efirma, contratista_id=evento.contratista_id, informativa_id=evento.informativa_id, envio=2
    )
    await oficina.recibir(otra)
    pendiente = await oficina.lecturas.pendiente(otra.informativa_id, otra.contratista_id)
    assert pendiente.solicitud is None
    assert (await oficina.solicitar(otra, MOTIVO, uuid4())).envio == 2
    assert len(await oficina.hechos(DevolucionSolicitada)) == 2


async def test_what_is_returned_names_the_capturista_who_sent_it_and_no_contratista(
    oficina: Any, autoridad: Any, enviada: Any
) -> None:
    efirma, capturista = autoridad.efirma(), uuid4()
    de_capturista = await oficina.recibir(enviada(efirma, enviada_por=str(capturista)))
    propia = enviada(efirma)
    propia = await oficina.recibir(propia.model_copy(update={"enviada_por": str(propia.contratista_id)}))
    for evento in (de_capturista, propia):
        await oficina.devolver(evento, "Falta un contrato.")
    assert [h.capturista_id for h in await oficina.hechos(InformativaDevuelta)] == [capturista, None]


@pytest.mark.parametrize("motivo", ["", "   ", "x" * 501, "raya | vertical"])
async def test_the_reason_obeys_the_rules_of_devolver(
    oficina: Any, autoridad: Any, enviada: Any, motivo: str
) -> None:
    evento = await oficina.recibir(enviada(autoridad.efirma()))
    suya: Negativa = await oficina.rechazo(oficina.solicitar(evento, motivo, uuid4()))
    igual: Negativa = await oficina.rechazo(oficina.devolver(evento, motivo))
    assert (suya.codigo, suya.datos) == (igual.codigo, igual.datos)
    assert suya.codigo == "campo_invalido"


async def test_of_a_return_that_was_decided_nothing_is_asked(
    oficina: Any, autoridad: Any, enviada: Any
) -> None:
    efirma = autoridad.efirma()
    devuelta = await oficina.recibir(enviada(efirma))
    await oficina.devolver(devuelta, "Falta un contrato.")
    presentada = await oficina.recibir(enviada(efirma))
    await oficina.presentar(await oficina.firmada(presentada, efirma))
    for evento, codigo in ((devuelta, "MSG-18"), (presentada, "MSG-06")):
        assert (await oficina.rechazo(oficina.solicitar(evento, MOTIVO, uuid4()))).codigo == codigo
    assert await oficina.hechos(DevolucionSolicitada) == []


async def test_asking_keeps_the_contratista_from_nothing(oficina: Any, autoridad: Any, enviada: Any) -> None:
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    firmada = await oficina.firmada(evento, efirma)
    await oficina.solicitar(evento, MOTIVO, uuid4())
    assert (await oficina.presentar(firmada)).informativa_id == evento.informativa_id
