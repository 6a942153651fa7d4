"""From the event to the inbox, over real PostgreSQL and real SMTP."""

from datetime import timedelta
from uuid import uuid4, uuid5

import pytest
from icsoe_contracts.referencias import ReferenciaObjeto

from .conftest import PDF, Mesa

ENTREGADO = "icsoe.notify.correo_entregado.v1"
FALLIDO = "icsoe.notify.correo_fallido.v1"
UN_DIA = timedelta(hours=24, seconds=1)


async def test_the_contratista_and_its_copies_get_the_acuse_attached(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, copias_acuse=("conta@prueba.invalid", "jefa@prueba.invalid"))
    causa = await mesa.acuse(de)
    await mesa.trabajar()

    (resumen,) = mesa.buzon.buscar()
    assert resumen.destinatarios == ("ana@prueba.invalid", "conta@prueba.invalid", "jefa@prueba.invalid")
    assert resumen.message_id == f"<{uuid5(causa, 'M8')}@prueba.invalid>"
    correo = mesa.buzon.abrir(resumen.id)
    assert correo is not None
    assert [(a.nombre, a.tipo, a.datos) for a in correo.adjuntos] == [
        ("SI26000123.pdf", "application/pdf", PDF)
    ]
    assert "15 de septiembre de 2026, 12:03:11 h" in correo.texto


async def test_the_acuse_is_attached_only_for_confirmed_addresses_and_the_others_read_where_it_is(mesa: Mesa):
    de = uuid4()
    copias = ("conta@prueba.invalid", "jefa@prueba.invalid")
    await mesa.contacto(de, copias_acuse=copias, correos_confirmados=("ana@prueba.invalid", copias[0]))
    await mesa.acuse(de)
    await mesa.trabajar()
    con, sin = mesa.abiertos()
    assert con.resumen.destinatarios == ("ana@prueba.invalid", "conta@prueba.invalid")
    assert [a.datos for a in con.adjuntos] == [PDF]
    assert sin.resumen.destinatarios == ("jefa@prueba.invalid",)
    assert sin.adjuntos == []
    for cuerpo in (sin.texto, sin.html):
        assert "SI26000123" in cuerpo
        assert "no está confirmada" in cuerpo
        assert "http://localhost:8080/" in cuerpo
    assert con.resumen.message_id != sin.resumen.message_id


async def test_a_confirmed_copy_gets_the_acuse_though_the_contratista_never_confirmed_its_own(mesa: Mesa):
    de = uuid4()
    copias = ("conta@prueba.invalid", "jefa@prueba.invalid")
    await mesa.contacto(de, "nadie@rechazo.invalid", copias_acuse=copias, correos_confirmados=copias[:1])
    await mesa.acuse(de)
    await mesa.trabajar()
    adjuntos = {c.resumen.destinatarios: [a.datos for a in c.adjuntos] for c in mesa.abiertos()}
    assert adjuntos == {("jefa@prueba.invalid",): [], ("conta@prueba.invalid",): [PDF]}


async def test_an_address_confirmed_before_the_mail_leaves_gets_the_acuse(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, correos_confirmados=())
    await mesa.acuse(de)
    await mesa.contacto(de)
    await mesa.trabajar()
    (correo,) = mesa.abiertos()
    assert [a.datos for a in correo.adjuntos] == [PDF]


async def test_an_address_that_no_mail_can_be_written_to_ends_it_at_once(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, "=?utf-8?q?x?=@prueba.invalid")
    await mesa.acuse(de)
    await mesa.trabajar()
    assert [(t, c["motivo"]) for t, c in await mesa.hechos()] == [(FALLIDO, "SIN_DIRECCION")]


async def test_what_became_of_a_mail_is_told_once_and_its_contents_are_forgotten(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de)
    causa = await mesa.acuse(de)
    await mesa.trabajar()
    ((tipo, cuerpo),) = await mesa.hechos()
    assert (tipo, cuerpo["plantilla"], cuerpo["causa"]) == (ENTREGADO, "M8", str(causa))
    assert "ana@" not in str(cuerpo)
    fila = await mesa.prueba.recursos.base.fetchrow("select estado, datos from correo")
    assert fila is not None
    assert tuple(fila) == ("ENTREGADO", None)


async def test_a_returned_return_is_told_with_its_motive(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, copias_acuse=("conta@prueba.invalid",))
    await mesa.devuelta(de, "Faltó un contrato; mira www.ejemplo.com")
    await mesa.trabajar()
    (resumen,) = mesa.buzon.buscar()
    assert resumen.destinatarios == ("ana@prueba.invalid",)
    correo = mesa.buzon.abrir(resumen.id)
    assert correo is not None
    assert "Motivo: Faltó un contrato; mira www[.]ejemplo[.]com" in correo.texto
    assert correo.adjuntos == []


async def test_the_same_event_delivered_twice_is_one_mail(mesa: Mesa):
    de, causa = uuid4(), uuid4()
    await mesa.contacto(de)
    await mesa.acuse(de, id=causa)
    await mesa.acuse(de, id=causa)
    await mesa.trabajar()
    assert len(mesa.buzon.buscar()) == 1
    assert len(await mesa.hechos()) == 1


async def test_a_copy_sent_again_after_a_crash_carries_the_same_message_id(mesa: Mesa):
    """The worker died between the 250 of the server and its own commit: the job runs again."""
    de = uuid4()
    await mesa.contacto(de)
    causa = await mesa.acuse(de)
    base = mesa.prueba.recursos.base
    antes = await base.fetchval("select datos from correo")
    await mesa.trabajar()
    await base.execute("update correo set estado = 'PENDIENTE', cerrado = null, datos = $1", antes)
    await base.execute("update job set state = 'pendiente'")
    await mesa.trabajar()
    assert [c.message_id for c in mesa.buzon.buscar()] == [f"<{uuid5(causa, 'M8')}@prueba.invalid>"] * 2


async def test_an_acuse_that_arrives_before_its_contact_waits_for_it(mesa: Mesa):
    de = uuid4()
    await mesa.acuse(de)
    await mesa.trabajar()
    assert mesa.buzon.buscar() == []
    await mesa.contacto(de)
    await mesa.pasar(timedelta(minutes=6))
    assert len(mesa.buzon.buscar()) == 1


async def test_while_the_mail_server_is_away_nothing_is_lost(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de)
    await mesa.cerrar_buzon()
    await mesa.acuse(de)
    await mesa.trabajar()
    await mesa.pasar(timedelta(minutes=6))
    assert await mesa.hechos() == []
    await mesa.abrir_buzon()
    await mesa.pasar(timedelta(minutes=6))
    assert len(mesa.buzon.buscar()) == 1
    assert [tipo for tipo, _ in await mesa.hechos()] == [ENTREGADO]


async def test_an_address_that_refuses_for_good_ends_the_mail(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, "nadie@rechazo.invalid")
    await mesa.acuse(de)
    await mesa.trabajar()
    await mesa.pasar(timedelta(minutes=6))
    assert [(t, c["motivo"]) for t, c in await mesa.hechos()] == [(FALLIDO, "RECHAZADO")]


async def test_a_copy_that_refuses_does_not_keep_the_contratista_from_its_mail(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, copias_acuse=("nadie@rechazo.invalid",))
    await mesa.acuse(de)
    await mesa.trabajar()
    assert mesa.buzon.buscar()[0].destinatarios == ("ana@prueba.invalid",)
    assert [tipo for tipo, _ in await mesa.hechos()] == [ENTREGADO]


@pytest.mark.parametrize(
    ("correo", "motivo"), [(None, "SIN_DIRECCION"), ("ana@prueba.invalid", "SIN_RESPUESTA")]
)
async def test_after_a_day_a_mail_is_given_up_and_the_reason_is_told(
    mesa: Mesa, correo: str | None, motivo: str
):
    de = uuid4()
    await mesa.contacto(de, correo)
    await mesa.cerrar_buzon()
    await mesa.acuse(de)
    await mesa.trabajar()
    assert await mesa.hechos() == []
    await mesa.pasar(UN_DIA)
    assert [(t, c["motivo"]) for t, c in await mesa.hechos()] == [(FALLIDO, motivo)]


async def test_the_address_of_the_moment_of_sending_counts(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, "vieja@prueba.invalid")
    await mesa.acuse(de)
    await mesa.contacto(de, "nueva@prueba.invalid")
    await mesa.trabajar()
    assert mesa.buzon.buscar()[0].destinatarios == ("nueva@prueba.invalid",)


async def test_an_older_state_of_a_contact_never_replaces_a_newer_one(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de, "primera@prueba.invalid")
    await mesa.contacto(de, "segunda@prueba.invalid")
    mesa.secuencias[de] = 0
    await mesa.contacto(de, "primera@prueba.invalid")
    await mesa.acuse(de)
    await mesa.trabajar()
    assert mesa.buzon.buscar()[0].destinatarios == ("segunda@prueba.invalid",)


async def test_a_reference_that_is_no_acuse_of_signing_sends_nothing(mesa: Mesa):
    de = uuid4()
    await mesa.contacto(de)
    ajeno = await mesa.objetos.poner("listados", "x", b"%PDF-1.7", "application/pdf")
    alterado = ReferenciaObjeto(bucket="acuses", key="x", version_id="1", sha256="0" * 64, bytes=1)
    await mesa.acuse(de, acuse=ajeno.model_dump())
    await mesa.acuse(de, acuse=alterado.model_dump())
    await mesa.trabajar()
    await mesa.pasar(UN_DIA)
    assert mesa.buzon.buscar() == []
    assert [c["motivo"] for _, c in await mesa.hechos()] == ["SIN_RESPUESTA"] * 2
