"""Mails to capturistas and notices of changed data, whatever the order in which the streams arrive."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from icsoe_contracts.evento import Evento
from icsoe_sim.buzon import Correo

from .conftest import Mesa

ANA, OTRA, CONTA = "ana@prueba.invalid", "otra@prueba.invalid", "conta@prueba.invalid"


async def recibidos(mesa: Mesa, *eventos: Evento, sujeto: UUID, para: str = ANA) -> list[Correo]:
    for evento in eventos:
        await mesa.recibir(evento, sujeto)
    await mesa.trabajar()
    return mesa.abiertos(para)


async def test_a_new_capturista_is_told_who_registered_it_and_what_comes_next(mesa: Mesa) -> None:
    quien = uuid4()
    (correo,) = await recibidos(mesa, mesa.invitado(quien, ANA), sujeto=quien)
    for cuerpo in (correo.texto, correo.html):
        assert "EKU9003173C9" in cuerpo
        assert "ESCUELA KEMPER URGATE www[.]malo[.]example" in cuerpo
        assert "te registró como capturista" in cuerpo
        assert "En otro correo recibirás la liga para crear tu contraseña" in cuerpo
        assert "XEXX010101HNEXXXA4" not in cuerpo


async def test_a_known_capturista_is_invited_and_decides(mesa: Mesa) -> None:
    quien = uuid4()
    (correo,) = await recibidos(mesa, mesa.invitado(quien, ANA, cuenta_nueva=False), sujeto=quien)
    for cuerpo in (correo.texto, correo.html):
        assert "podrás aceptar o rechazar la invitación" in cuerpo
        assert "contraseña; al crearla" not in cuerpo


@pytest.mark.parametrize(
    ("motivo", "dice"),
    [("ALTA", "Creaste tu contraseña"), ("CAMBIO", "cambió"), ("RECUPERACION", "cambió")],
)
async def test_every_new_password_is_confirmed_to_the_address_of_the_account(
    mesa: Mesa, motivo: str, dice: str
) -> None:
    quien = uuid4()
    await mesa.recibir(mesa.contrasena(quien, motivo), quien, sequence=1)
    await mesa.trabajar()
    assert mesa.abiertos() == []
    await mesa.recibir(mesa.invitado(quien, ANA), quien, sequence=1)
    await mesa.pasar(timedelta(minutes=6))
    (correo,) = [c for c in mesa.abiertos(ANA) if "contraseña" in c.resumen.asunto]
    assert dice in correo.texto
    assert "15 de septiembre de 2026, 12:03:11 h (hora del Centro)" in correo.texto


async def test_a_dismissed_capturista_is_told_by_whom(mesa: Mesa) -> None:
    quien = uuid4()
    correos = await recibidos(mesa, mesa.invitado(quien, ANA), mesa.de_baja(quien), sujeto=quien)
    (baja,) = [c for c in correos if "Terminó tu vínculo" in c.resumen.asunto]
    assert "EKU9003173C9" in baja.texto
    assert "te dio de baja" in baja.texto


async def test_a_changed_address_is_told_to_the_old_and_the_new_one_and_none_learns_the_other(
    mesa: Mesa,
) -> None:
    quien = uuid4()
    await recibidos(mesa, mesa.otro_correo(quien, ANA, OTRA), sujeto=quien)
    assert {c.resumen.destinatarios for c in mesa.abiertos()} == {(ANA,), (OTRA,)}
    for correo in mesa.abiertos():
        ajena = ({ANA, OTRA} - set(correo.resumen.destinatarios)).pop()
        assert ajena.encode() not in correo.fuente
        assert "cuenta de capturista" in correo.texto
    await mesa.recibir(mesa.contrasena(quien), quien, sequence=1)
    await mesa.trabajar()
    assert len(mesa.abiertos(OTRA)) == 2


async def test_changed_general_data_are_told_to_every_address_of_before_and_now(mesa: Mesa) -> None:
    de = uuid4()
    cambios: dict[str, Any] = {
        "copias_acuse": (CONTA,),
        "cambios": ("correo", "acuse_repse"),
        "correos_anteriores": (ANA,),
    }
    await mesa.contacto(de, OTRA, **cambios)
    await mesa.trabajar()
    assert sorted(c.resumen.destinatarios for c in mesa.abiertos()) == [(ANA,), (CONTA,), (OTRA,)]
    for correo in mesa.abiertos():
        for cuerpo in (correo.texto, correo.html):
            assert "INGRID XÓCHITL ÑANDÚ" in cuerpo
            assert "El correo electrónico" in cuerpo
            assert "padrón de la STPS" in cuerpo
            assert "copia del acuse" not in cuerpo


async def test_general_data_without_a_change_that_matters_cause_no_mail(mesa: Mesa) -> None:
    await mesa.contacto(uuid4())
    await mesa.trabajar()
    assert mesa.abiertos() == []


async def test_the_contratista_is_told_who_asks_for_a_return_which_and_why(mesa: Mesa) -> None:
    de, quien = uuid4(), uuid4()
    await mesa.contacto(de)
    for evento in (mesa.invitado(quien, OTRA), mesa.vinculado(quien)):
        await mesa.recibir(evento, quien)
    await mesa.recibir(mesa.vinculado(quien, nombre="JUAN PÉREZ malo.example"), quien)
    await mesa.solicitada(de, quien, "Falta la obra; mira https://malo.example")
    await mesa.trabajar()
    (correo,) = [c for c in mesa.abiertos(ANA) if "Te piden devolver" in c.resumen.asunto]
    assert correo.resumen.destinatarios == (ANA,)
    for cuerpo in (correo.texto, correo.html):
        assert "JUAN PÉREZ malo[.]example" in cuerpo
        assert "Segundo cuatrimestre de 2026" in cuerpo
        assert "Falta la obra; mira https[:]//malo[.]example" in cuerpo
        assert "http://localhost:8080/" in cuerpo
        assert "XEXX010101HNEXXXA4" not in cuerpo
    assert OTRA.encode() not in correo.fuente


@pytest.mark.parametrize("puede", [True, False])
async def test_who_sent_the_return_reads_its_folio_and_gets_the_acuse_where_the_switch_allows(
    mesa: Mesa, puede: bool
) -> None:
    de = uuid4()
    quien = await mesa.capturista_activo(de, OTRA, puede_acuses=puede)
    await mesa.acuse(de, capturista_id=quien)
    await mesa.trabajar()
    (suyo,) = [c for c in mesa.abiertos(OTRA) if "SI26000123" in c.resumen.asunto]
    assert suyo.resumen.destinatarios == (OTRA,)
    for cuerpo in (suyo.texto, suyo.html):
        assert "INGRID XÓCHITL ÑANDÚ" in cuerpo
        assert "SI26000123" in cuerpo
        assert ("no te permite descargar acuses" in cuerpo) is not puede
    assert (b"application/pdf" in suyo.fuente) is puede
    (ajeno,) = mesa.abiertos(ANA)
    assert OTRA.encode() not in ajeno.fuente
    assert "Presentaste tu informativa" in ajeno.texto


async def test_after_the_baja_who_sent_the_return_reads_nothing_of_it(mesa: Mesa) -> None:
    de = uuid4()
    quien = await mesa.capturista_activo(de, OTRA)
    await mesa.acuse(de, capturista_id=quien)
    await mesa.recibir(mesa.de_baja(quien, de), quien)
    await mesa.trabajar()
    assert [c for c in mesa.abiertos(OTRA) if "SI26000123" in c.resumen.asunto] == []
    assert len(mesa.abiertos(ANA)) == 1
    fallas = [h for t, h in await mesa.hechos() if t.endswith("correo_fallido.v1")]
    assert [(f["plantilla"], f["motivo"]) for f in fallas] == [("M8", "SIN_DIRECCION")]


@pytest.mark.parametrize("puede", [True, False])
async def test_who_sent_what_was_returned_reads_by_whom_and_why_in_a_mail_of_its_own(
    mesa: Mesa, puede: bool
) -> None:
    de = uuid4()
    quien = await mesa.capturista_activo(de, OTRA, puede_acuses=puede)
    await mesa.devuelta(de, "Faltó un contrato.", quien)
    await mesa.trabajar()
    (suyo,) = [c for c in mesa.abiertos(OTRA) if "devuelta" in c.resumen.asunto]
    assert suyo.resumen.destinatarios == (OTRA,)
    assert "INGRID XÓCHITL ÑANDÚ devolvió a captura la informativa" in suyo.texto
    assert "La devolvió a captura INGRID XÓCHITL ÑANDÚ." in suyo.html
    for cuerpo in (suyo.texto, suyo.html):
        assert "Segundo cuatrimestre de 2026" in cuerpo
        assert "Faltó un contrato." in cuerpo
    assert suyo.adjuntos == []
    (ajeno,) = mesa.abiertos(ANA)
    assert OTRA.encode() not in ajeno.fuente
    assert "Tu informativa del Segundo cuatrimestre de 2026" in ajeno.texto


async def test_after_the_baja_who_sent_the_return_is_not_told_that_it_came_back(mesa: Mesa) -> None:
    de = uuid4()
    quien = await mesa.capturista_activo(de, OTRA)
    await mesa.devuelta(de, "Faltó un contrato.", quien)
    await mesa.recibir(mesa.de_baja(quien, de), quien)
    await mesa.trabajar()
    assert [c for c in mesa.abiertos(OTRA) if "devuelta" in c.resumen.asunto] == []
    assert len(mesa.abiertos(ANA)) == 1


async def test_a_request_of_somebody_whose_name_is_not_known_yet_is_told_without_it(mesa: Mesa) -> None:
    de = uuid4()
    await mesa.contacto(de)
    await mesa.solicitada(de, uuid4(), "Falta uno.")
    await mesa.trabajar()
    (correo,) = mesa.abiertos(ANA)
    assert "Quien captura por tu cuenta pide que devuelvas" in correo.texto


@pytest.mark.parametrize("semilla", range(4))
async def test_in_any_order_of_the_streams_and_twice_the_same_mails_arrive(mesa: Mesa, semilla: int) -> None:
    """Within a stream the order holds; the streams of registry, auth and the links meet in any way."""
    quien, de, cuenta = uuid4(), uuid4(), uuid4()
    de_registry = [mesa.invitado(quien, ANA), mesa.otro_correo(quien, ANA, OTRA), mesa.de_baja(quien)]
    de_auth = [mesa.contrasena(quien, "ALTA"), mesa.contrasena(quien)]
    flujos = [
        [(evento, quien, uuid4(), n) for n, evento in enumerate(de_registry, 1)],
        [(evento, quien, uuid4(), n) for n, evento in enumerate(de_auth, 1)],
        [(mesa.enlace("ALTA", ANA), cuenta, uuid4(), 1)],
        [(mesa.por_confirmar(de, CONTA, "t" * 43), de, uuid4(), 1)],
    ]
    azar = random.Random(semilla)
    pendientes = [list(flujo) * 2 for flujo in flujos]
    while vivos := [flujo for flujo in pendientes if flujo]:
        evento, sujeto, id, numero = azar.choice(vivos).pop(0)
        await mesa.recibir(evento, sujeto, id=id, sequence=numero)
    await mesa.trabajar()
    await mesa.pasar(timedelta(minutes=6))
    asuntos = sorted(
        (c.resumen.destinatarios[0], c.resumen.asunto.removeprefix("[PRUEBA] ")) for c in mesa.abiertos()
    )
    assert asuntos == [
        (ANA, "Aviso de seguridad: cambiaron datos en el ICSOE"),
        (ANA, "Crea tu contraseña del ICSOE"),
        (ANA, "Te invitaron a capturar en el ICSOE"),
        (CONTA, "Confirma tu correo electrónico en el ICSOE"),
        (OTRA, "Aviso de seguridad: cambiaron datos en el ICSOE"),
        (OTRA, "Se guardó tu contraseña del ICSOE"),
        (OTRA, "Se guardó tu contraseña del ICSOE"),
        (OTRA, "Terminó tu vínculo con un contratista en el ICSOE"),
    ]
