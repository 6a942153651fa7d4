"""Links: the mail that carries one, how long, how many, and that nothing else ever holds its token."""

import json
import logging
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import pytest
from icsoe_chassis.enlaces import Enlace, sellar
from joserfc.jwk import OKPKey

from .conftest import Mesa

LIMITE, VENCIDO = "LIMITE", "VENCIDO"
UNA_HORA = timedelta(hours=1)


async def fallas(mesa: Mesa) -> list[str]:
    return [cuerpo["motivo"] for _, cuerpo in await mesa.hechos() if "motivo" in cuerpo]


async def todo_lo_guardado(mesa: Mesa) -> str:
    """Every row of every table of the database."""
    base = mesa.prueba.recursos.base
    tablas = await base.fetch("select tablename from pg_tables where schemaname = 'public'")
    filas = [await base.fetch(f'select to_jsonb(t) as fila from "{t["tablename"]}" t') for t in tablas]
    return json.dumps([fila["fila"] for una in filas for fila in una])


@pytest.mark.parametrize(
    ("motivo", "ruta", "asunto"),
    [
        ("ALTA", "/acceso/", "Crea tu contraseña"),
        ("RECUPERACION", "/acceso/", "Recupera tu contraseña"),
        ("CORREO", "/correo/", "Confirma tu correo electrónico"),
    ],
)
async def test_each_link_of_auth_goes_to_the_sealed_address(
    mesa: Mesa, motivo: str, ruta: str, asunto: str
) -> None:
    token = token_urlsafe(32)
    await mesa.recibir(mesa.enlace(motivo, "ana@prueba.invalid", token), uuid4())
    await mesa.trabajar()
    (correo,) = mesa.abiertos("ana@prueba.invalid")
    assert asunto in correo.resumen.asunto
    for cuerpo in (correo.texto, correo.html):
        assert f"http://localhost:8080{ruta}{token}" in cuerpo
        assert "15 de septiembre de 2026, 13:03:11 h (hora del Centro)" in cuerpo


async def test_the_address_of_a_contratista_is_asked_to_confirm_itself(mesa: Mesa) -> None:
    de, token = uuid4(), token_urlsafe(32)
    await mesa.recibir(mesa.por_confirmar(de, "ana@prueba.invalid", token), de)
    await mesa.trabajar()
    (correo,) = mesa.abiertos("ana@prueba.invalid")
    assert f"http://localhost:8080/confirmar/{token}" in correo.texto
    assert "acuses" in correo.texto


async def test_a_link_that_expired_while_the_mail_server_was_away_is_not_sent(mesa: Mesa) -> None:
    await mesa.cerrar_buzon()
    await mesa.recibir(mesa.enlace("RECUPERACION", "ana@prueba.invalid"), uuid4())
    await mesa.trabajar()
    await mesa.abrir_buzon()
    await mesa.pasar(UNA_HORA)
    assert mesa.abiertos() == []
    assert await fallas(mesa) == [VENCIDO]


async def test_no_token_and_no_address_is_kept_anywhere_but_inside_the_jwe(
    mesa: Mesa, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="mail.log")  # the inbox on the other side, in this process
    token = token_urlsafe(32)
    evento = mesa.enlace("ALTA", "ana@prueba.invalid", token)
    await mesa.cerrar_buzon()
    await mesa.recibir(evento, uuid4())
    await mesa.trabajar()
    antes = await todo_lo_guardado(mesa)
    assert evento.sellado in antes
    await mesa.abrir_buzon()
    await mesa.pasar(timedelta(minutes=6))
    despues = await todo_lo_guardado(mesa)
    assert evento.sellado not in despues
    assert len(mesa.abiertos("ana@prueba.invalid")) == 1
    registros = "\n".join(str(vars(r)) for r in caplog.records)
    for escrito in (antes, despues, registros, *capfd.readouterr()):
        assert token not in escrito
        assert "ana@prueba.invalid" not in escrito


async def test_a_link_that_does_not_open_waits_for_the_right_key_until_it_expires(mesa: Mesa) -> None:
    ajena = OKPKey.generate_key("X25519", private=True)
    sellado = sellar(ajena, Enlace(token_urlsafe(32), "ana@prueba.invalid", uuid4()))
    await mesa.recibir(mesa.enlace("ALTA", "ana@prueba.invalid", sellado=sellado), uuid4())
    await mesa.trabajar()
    assert await mesa.hechos() == []
    await mesa.pasar(UNA_HORA)
    assert await fallas(mesa) == [VENCIDO]


@pytest.mark.parametrize("letras", ["ana@prueba.invalid", "ANA@prueba.invalid"])
async def test_an_address_gets_ten_mails_of_strangers_in_an_hour_and_thirty_in_a_day(
    mesa: Mesa, letras: str
) -> None:
    async def once() -> int:
        """Eleven mails of every kind that somebody else can cause; how many arrived."""
        antes = len(mesa.abiertos())
        for n in range(11):
            await mesa.recibir(_de_extranos(mesa, letras if n % 2 else "ana@prueba.invalid", n), uuid4())
        await mesa.trabajar()
        return len(mesa.abiertos()) - antes

    assert [await once()] == [10]
    for llegan in (10, 10, 0):
        mesa.reloj.avanzar(UNA_HORA)
        assert await once() == llegan
    assert await fallas(mesa) == [LIMITE] * (1 + 1 + 1 + 11)
    mesa.reloj.avanzar(timedelta(hours=22))
    assert await once() == 10


def _de_extranos(mesa: Mesa, para: str, n: int) -> Any:
    if n % 4 == 3:
        return mesa.invitado(uuid4(), para, cuenta_nueva=False)
    return mesa.enlace(("ALTA", "RECUPERACION", "CORREO")[n % 4], para)


async def test_a_mail_that_is_tried_again_counts_once_and_another_address_has_its_own_share(
    mesa: Mesa,
) -> None:
    await mesa.cerrar_buzon()
    for _ in range(10):
        await mesa.recibir(mesa.enlace("ALTA", "ana@prueba.invalid"), uuid4())
    await mesa.recibir(mesa.enlace("ALTA", "luis@prueba.invalid"), uuid4())
    await mesa.trabajar()
    await mesa.abrir_buzon()
    await mesa.pasar(timedelta(minutes=6))
    assert len(mesa.abiertos("ana@prueba.invalid")) == 10
    assert len(mesa.abiertos("luis@prueba.invalid")) == 1


async def test_what_follows_an_act_of_its_reader_is_never_dropped(mesa: Mesa) -> None:
    quien, de = uuid4(), uuid4()
    for _ in range(11):
        await mesa.recibir(mesa.enlace("RECUPERACION", "ana@prueba.invalid"), uuid4())
    await mesa.recibir(mesa.otro_correo(quien, "antes@prueba.invalid", "ana@prueba.invalid"), quien)
    await mesa.recibir(mesa.contrasena(quien), quien, sequence=1)
    await mesa.recibir(mesa.de_baja(quien), quien, sequence=2)
    await mesa.contacto(de)
    await mesa.acuse(de)
    await mesa.trabajar()
    assert len(mesa.abiertos("ana@prueba.invalid")) == 10 + 4
    assert await fallas(mesa) == [LIMITE]


async def test_who_changes_its_address_to_and_fro_floods_nobody_and_spends_no_warning_of_another(
    mesa: Mesa,
) -> None:
    pesado, otra = uuid4(), uuid4()
    for n in range(11):
        mesa.reloj.avanzar(timedelta(seconds=1))
        ida, vuelta = f"x{n}@prueba.invalid", "ana@prueba.invalid"
        await mesa.recibir(mesa.otro_correo(pesado, ida, vuelta), pesado, sequence=n + 1)
    await mesa.recibir(mesa.otro_correo(otra, "ana@prueba.invalid", "luis@prueba.invalid"), otra)
    await mesa.trabajar()
    assert len(mesa.abiertos("ana@prueba.invalid")) == 10 + 1
    assert await fallas(mesa) == [LIMITE]
