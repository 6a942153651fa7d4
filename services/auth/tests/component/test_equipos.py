"""The first login from another client is told to the owner of the account, once (threats T-15, T-27)."""

import asyncio
from datetime import timedelta
from typing import Any

from icsoe_contracts.auth import IngresoDesdeEquipoNuevo, SesionIniciada
from icsoe_contracts.catalogo import EVENTO_DE_TIPO

from .conftest import BUENA, OTRA, Casa, con


async def avisos(puerta: Any) -> list[IngresoDesdeEquipoNuevo]:
    base = puerta.http.prueba.recursos.base
    filas = await base.fetch("select type, payload from outbox order by position")
    hechos = [EVENTO_DE_TIPO[f["type"]].model_validate_json(f["payload"]) for f in filas]
    return [h for h in hechos if isinstance(h, IngresoDesdeEquipoNuevo)]


async def entrar(puerta: Any, quien: Any, dispositivo: str | None = None) -> dict[str, Any]:
    """A login as the portal and the command line make it: with what an earlier one left, if there was one."""
    intento = await puerta.preparar(quien)
    conocido = {"dispositivo": dispositivo} if dispositivo else {}
    respuesta = await puerta.http.post("/sesiones", json=intento.cuerpo | conocido)
    assert respuesta.status_code == 201, respuesta.text
    # A position would tell a thief that the owner is being told.
    assert "icsoe-posicion" not in respuesta.headers
    return respuesta.json()


async def test_the_first_client_of_an_account_is_known_in_silence_and_each_other_one_is_told_once(
    puerta: Any, persona: Any
) -> None:
    primera = await entrar(puerta, persona)
    assert (await entrar(puerta, persona, primera["dispositivo"]))["dispositivo"] == primera["dispositivo"]
    assert await avisos(puerta) == []
    otra = await entrar(puerta, persona)
    assert otra["dispositivo"] != primera["dispositivo"]
    (aviso,) = await avisos(puerta)
    assert (aviso.medio, aviso.ocurrido) == ("EFIRMA", puerta.reloj.ahora())
    assert str(aviso.cuenta_id) == primera["contratista"]["id"]
    await entrar(puerta, persona, otra["dispositivo"])
    await entrar(puerta, persona, primera["dispositivo"])
    assert len(await avisos(puerta)) == 1


async def test_one_client_of_many_contratistas_keeps_one_mark_and_is_new_once_to_each(
    puerta: Any, persona: Any, empresa: Any
) -> None:
    """The desk of an accountant: entering for one client does not make it a stranger to the other."""
    de_persona, de_empresa = await entrar(puerta, persona), await entrar(puerta, empresa)
    despacho = "d" * 43
    for _ in range(3):
        for quien in (persona, empresa):
            assert (await entrar(puerta, quien, despacho))["dispositivo"] == despacho
    assert sorted(str(a.cuenta_id) for a in await avisos(puerta)) == sorted(
        (de_persona["contratista"]["id"], de_empresa["contratista"]["id"])
    )


async def test_of_two_logins_at_once_from_one_new_client_one_is_told(puerta: Any, persona: Any) -> None:
    await entrar(puerta, persona)
    await asyncio.gather(*(entrar(puerta, persona, "d" * 43) for _ in range(5)))
    assert len(await avisos(puerta)) == 1


async def test_a_refused_login_makes_no_client_known(puerta: Any, persona: Any) -> None:
    await entrar(puerta, persona)
    intento = await puerta.preparar(persona)
    malo = intento.con(firma=b"\0" * 256).cuerpo | {"dispositivo": "d" * 43}
    assert (await puerta.http.post("/sesiones", json=malo)).status_code == 403
    await entrar(puerta, persona, "d" * 43)
    assert len(await avisos(puerta)) == 1


async def test_what_is_no_mark_of_ours_is_refused(puerta: Any, persona: Any) -> None:
    for marca in ("d" * 42, "d" * 44, "d" * 42 + "\n", "ñ" * 43):
        cuerpo = (await puerta.preparar(persona)).cuerpo | {"dispositivo": marca}
        assert (await puerta.http.post("/sesiones", json=cuerpo)).status_code == 422, marca
    assert await puerta.filas() == (0, 0, 0)


async def test_a_client_unused_for_half_a_year_is_new_again_and_the_purge_never_forgets_the_last(
    puerta: Any, persona: Any
) -> None:
    vieja = (await entrar(puerta, persona))["dispositivo"]
    puerta.reloj.avanzar(timedelta(days=1))
    await entrar(puerta, persona)
    puerta.reloj.avanzar(timedelta(days=181))
    await puerta.http.prueba.partes.tareas["purga"].fn("hoy", {})
    base = puerta.http.prueba.recursos.base
    assert await base.fetchval("select count(*) from equipo") == 1
    await entrar(puerta, persona, vieja)
    assert len(await avisos(puerta)) == 2


async def test_twenty_clients_of_an_account_are_known_at_most(puerta: Any, persona: Any) -> None:
    for n in range(25):
        await entrar(puerta, persona, f"{n:043}")
        puerta.reloj.avanzar(timedelta(minutes=1))
    base = puerta.http.prueba.recursos.base
    assert await base.fetchval("select count(*) from equipo") == 20
    await entrar(puerta, persona, f"{24:043}")
    assert len(await avisos(puerta)) == 24
    await entrar(puerta, persona, f"{0:043}")
    assert len(await avisos(puerta)) == 25


async def test_a_capturista_is_told_of_another_browser_too_and_staff_is_not(casa: Casa) -> None:
    quien = await casa.alta()
    primera = await casa.sesion()
    await casa.sesion(dispositivo=primera["dispositivo"])
    assert await casa.emitidos(IngresoDesdeEquipoNuevo) == []
    ajena = await casa.sesion()
    (aviso,) = await casa.emitidos(IngresoDesdeEquipoNuevo)
    assert (aviso.medio, aviso.cuenta_id) == ("CONTRASENA", quien.id)
    # registry waits for the last position of a login: it must be that of the event it reads.
    assert isinstance((await casa.emitidos(IngresoDesdeEquipoNuevo, SesionIniciada))[-1], SesionIniciada)
    cambio = {"actual": BUENA, "nueva": OTRA}
    await casa.http.put("/cuenta/contrasena", json=cambio, headers=con(primera))
    await casa.sesion(contrasena=OTRA, dispositivo=primera["dispositivo"])
    assert len(await casa.emitidos(IngresoDesdeEquipoNuevo)) == 1
    await casa.sesion(contrasena=OTRA, dispositivo=ajena["dispositivo"])
    assert len(await casa.emitidos(IngresoDesdeEquipoNuevo)) == 2
