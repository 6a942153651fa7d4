"""Login with a password: one answer for all that is wrong, counters by network and browser (T-21, 26, 27)."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from icsoe_contracts.auth import ContrasenaCambiada, CuentaBloqueada, CuentaDesbloqueada, SesionIniciada

from .conftest import BUENA, CORREO, CURP, OTRA, Capturista, Casa, con

NADIE = "GOPL900101HDFXXX09"


async def _codigos(casa: Casa, cuantos: int, **otros: Any) -> list[str]:
    return [(await casa.entrar(**otros)).json().get("codigo", "entra") for _ in range(cuantos)]


async def test_the_right_password_opens_a_session_of_a_capturista_that_renews_as_one(casa: Casa) -> None:
    ana = await casa.alta()
    sesion = await casa.sesion()
    assert (sesion["cuenta_id"], sesion["rol"]) == (str(ana.id), "capturista")
    renovado = await casa.http.post("/sesiones/renovacion", json={"refresco": sesion["refresco"]})
    principal = await casa.prueba.recursos.claves.principal(renovado.json()["acceso"])
    assert (principal.sub, principal.rol, principal.contratista_id) == (ana.id, "capturista", None)
    assert len(await casa.emitidos(SesionIniciada)) == 1
    assert (await casa.entrar(f" {CURP.lower()} ")).status_code == 201


async def test_wrong_user_wrong_password_and_no_password_yet_are_one_answer(casa: Casa) -> None:
    await casa.alta()
    await casa.recibe(Capturista(usuario="PEMJ900101HDFRRN07").invitada())
    respuestas = [
        await casa.entrar(CURP, OTRA),
        await casa.entrar(NADIE, BUENA),
        await casa.entrar("PEMJ900101HDFRRN07", BUENA),
        await casa.entrar(CURP, BUENA + " "),
        await casa.entrar(CURP, BUENA.lower()),
    ]
    cuerpos = [{c: v for c, v in r.json().items() if c != "peticion"} for r in respuestas]
    assert all(c == cuerpos[0] for c in cuerpos)
    assert {r.status_code for r in respuestas} == {401}


@pytest.mark.parametrize("usuario", [CURP, NADIE])
async def test_five_failures_lock_for_15_minutes_whether_or_not_the_user_exists(
    casa: Casa, usuario: str
) -> None:
    await casa.alta()
    assert await _codigos(casa, 6, usuario=usuario, contrasena=OTRA) == [
        *["credenciales_invalidas"] * 5, "cuenta_bloqueada",
    ]  # fmt: skip
    negado = await casa.entrar(usuario)
    assert (negado.status_code, negado.headers["retry-after"]) == (429, "900")
    assert await casa.tareas("avisar_bloqueo") == 1
    assert len(await casa.emitidos(CuentaBloqueada)) == (usuario == CURP)
    casa.reloj.avanzar(timedelta(minutes=15, seconds=1))
    assert (await casa.entrar(usuario)).status_code == (201 if usuario == CURP else 401)


async def test_of_thirty_wrong_tries_at_once_five_are_judged(casa: Casa) -> None:
    await casa.alta()
    respuestas = await asyncio.gather(*(casa.entrar(contrasena=OTRA) for _ in range(20)))
    assert sorted(r.status_code for r in respuestas) == [401] * 5 + [429] * 15


async def test_a_strangers_failures_do_not_lock_the_owners_network_nor_its_known_browser(casa: Casa) -> None:
    await casa.alta()
    dispositivo = (await casa.sesion())["dispositivo"]
    await _codigos(casa, 6, contrasena=OTRA, red="203.0.113.99")  # the same /24 as the owner
    assert (await casa.entrar()).status_code == 429
    assert (await casa.entrar(red="198.51.100.1")).status_code == 201
    propia = await casa.sesion(dispositivo=dispositivo)
    assert propia["dispositivo"] == dispositivo
    assert await _codigos(casa, 6, contrasena=OTRA, dispositivo=dispositivo) == [
        *["credenciales_invalidas"] * 5, "cuenta_bloqueada",
    ]  # fmt: skip


async def test_a_browser_known_of_one_account_is_a_stranger_to_another_and_forgotten_after_180_days(
    casa: Casa,
) -> None:
    await casa.alta()
    await casa.alta(usuario="PEMJ900101HDFRRN07", correo="juan@empresa.mx")
    dispositivo = (await casa.sesion())["dispositivo"]
    ajena = await casa.sesion("PEMJ900101HDFRRN07", dispositivo=dispositivo)
    assert ajena["dispositivo"] != dispositivo
    casa.reloj.avanzar(timedelta(days=180, seconds=1))
    assert (await casa.sesion(dispositivo=dispositivo))["dispositivo"] != dispositivo


async def test_what_grows_for_the_whole_account_is_a_wait_and_never_for_its_known_browser(
    casa: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    await casa.alta()
    dispositivo = (await casa.sesion())["dispositivo"]
    esperas: list[float] = []

    async def dormir(segundos: float) -> None:
        esperas.append(segundos)

    api = casa.prueba.partes.rutas[1].routes[0].endpoint.__self__
    object.__setattr__(api.recepcion, "dormir", dormir)
    for red in range(4):
        await _codigos(casa, 5, contrasena=OTRA, red=f"198.51.{red}.1")
    assert esperas == sorted(esperas)
    assert (esperas[0], esperas[-1]) == (0.25, 4.0)
    assert (await casa.entrar(red="192.0.2.1")).status_code == 201
    cuantas = len(esperas)
    assert (await casa.entrar(dispositivo=dispositivo)).status_code == 201
    assert len(esperas) == cuantas


async def test_one_network_tries_a_hundred_passwords_in_15_minutes_on_however_many_names(casa: Casa) -> None:
    await casa.base.execute(
        "insert into intento select sha256('icsoe-usuario|'), 'red:203.0.113.0/24', 98, $1",
        casa.reloj.ahora(),
    )
    nombres = [f"GOPL9001{n:02}HDFXXX09" for n in range(4)]
    codigos = [(await casa.entrar(n)).json()["codigo"] for n in nombres]
    assert codigos == [*["credenciales_invalidas"] * 2, *["demasiadas_peticiones"] * 2]


async def test_a_success_is_not_counted_against_anybody(casa: Casa) -> None:
    await casa.alta()
    for _ in range(3):
        await _codigos(casa, 4, contrasena=OTRA)
        await casa.sesion()
    filas = await casa.base.fetch("select fallos from intento where origen = 'red:203.0.113.0/24'")
    assert [f["fallos"] for f in filas] == [12]


async def test_a_lock_that_was_lifted_or_is_over_is_not_told_any_more(casa: Casa, token_de: Any) -> None:
    ana = await casa.alta()
    await _codigos(casa, 5, contrasena=OTRA)
    ruta, suya = f"/cuentas/{ana.id}/desbloqueo", token_de(ana.contratista)
    assert (await casa.http.post(ruta, headers=suya)).status_code == 204
    assert await casa.tareas("avisar_bloqueo") == 1
    assert await _codigos(casa, 1, contrasena=OTRA) == ["credenciales_invalidas"]
    casa.reloj.avanzar(timedelta(minutes=15))
    assert await casa.tareas("avisar_bloqueo") == 1
    assert [type(e) for e in await casa.emitidos(CuentaBloqueada, CuentaDesbloqueada)] == [CuentaDesbloqueada]


async def test_the_contratista_lifts_the_lock_three_times_a_day_and_not_the_counter(
    casa: Casa, token_de: Any
) -> None:
    ana = await casa.alta()
    suya = token_de(ana.contratista)
    ruta = f"/cuentas/{ana.id}/desbloqueo"
    await _codigos(casa, 5, contrasena=OTRA)
    assert (await casa.http.post(ruta, headers=token_de())).status_code == 404
    assert (await casa.http.post(ruta, headers=suya)).status_code == 204
    assert len(await casa.emitidos(CuentaDesbloqueada)) == 1
    assert await _codigos(casa, 2, contrasena=OTRA) == ["credenciales_invalidas", "cuenta_bloqueada"]
    mesa, de_mesa = token_de(rol="mesa_ayuda"), f"/internos{ruta}"
    assert (await casa.http.post(de_mesa, headers=mesa)).json()["codigo"] == "caso_requerido"
    caso = {"caso": "MA-2026-0001"}
    puertas = ((ruta, suya), (de_mesa, mesa), (ruta, suya))
    estados = [(await casa.http.post(r, json=caso, headers=h)).status_code for r, h in puertas]
    assert estados == [204, 204, 429]
    assert (await casa.entrar()).status_code == 201
    await casa.recibe(ana.de_baja())
    assert (await casa.http.post(ruta, headers=suya)).status_code == 404


async def test_a_link_sets_the_password_and_ends_every_session(casa: Casa) -> None:
    await casa.alta()
    sesion = await casa.sesion()
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
    await casa.tareas("recuperacion")
    (enlace,) = await casa.enlaces("RECUPERACION")
    assert (await casa.crear(enlace.token, OTRA)).status_code == 200
    assert await casa.renovar(sesion) == 401
    assert (await casa.entrar()).status_code == 401
    await casa.sesion(contrasena=OTRA)
    assert [e.motivo for e in await casa.emitidos(ContrasenaCambiada)] == ["ALTA", "RECUPERACION"]
    assert (await casa.crear(enlace.token, BUENA)).status_code == 410


@pytest.mark.parametrize(
    ("usuario", "correo"),
    [(CURP, CORREO), (CURP, "otro@empresa.mx"), (NADIE, CORREO)],
    ids=["suyo", "otro correo", "nadie"],
)
async def test_a_recovery_answers_the_same_and_writes_the_same_whoever_it_is_for(
    casa: Casa, usuario: str, correo: str
) -> None:
    await casa.alta()
    antes = await casa.base.fetchval("select count(*) from outbox")
    respuesta = await casa.http.post("/recuperaciones", json={"usuario": usuario, "correo": correo})
    assert (respuesta.status_code, respuesta.json()) == (202, {})
    assert await casa.base.fetchval("select count(*) from recuperacion") == 1
    assert await casa.base.fetchval("select count(*) from job where kind = 'recuperacion'") == 1
    assert await casa.base.fetchval("select count(*) from outbox") == antes


async def test_the_fourth_recovery_in_an_hour_sends_nothing_and_says_the_same(casa: Casa) -> None:
    await casa.alta()
    cuerpo = {"usuario": CURP, "correo": CORREO.upper()}
    for n in range(5):
        direccion = {"X-Forwarded-For": f"198.51.{n}.1"}
        assert (await casa.http.post("/recuperaciones", json=cuerpo, headers=direccion)).json() == {}
        await casa.tareas("recuperacion")
        casa.reloj.avanzar(timedelta(minutes=1))
    enlaces = await casa.enlaces("RECUPERACION")
    assert len(enlaces) == 3
    assert [(await casa.crear(e.token, OTRA)).status_code for e in enlaces] == [410, 410, 200]


async def test_the_21st_recovery_from_one_address_in_an_hour_sends_nothing_and_says_the_same(
    casa: Casa,
) -> None:
    await casa.alta()
    for n in range(21):
        cuerpo = {"usuario": CURP if n == 20 else f"GOPL9001{n:02}HDFXXX09", "correo": CORREO}
        assert (await casa.http.post("/recuperaciones", json=cuerpo)).json() == {}
    assert await casa.tareas("recuperacion") == 21
    assert await casa.enlaces("RECUPERACION") == []


async def test_a_recovery_lives_an_hour_and_its_job_run_twice_mails_once(casa: Casa) -> None:
    await casa.alta()
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
    (fila,) = await casa.base.fetch("select key from job where kind = 'recuperacion'")
    for _ in range(2):
        await casa.prueba.partes.tareas["recuperacion"].fn(fila["key"], {})
    (enlace,) = await casa.enlaces("RECUPERACION")
    casa.reloj.avanzar(timedelta(hours=1))
    assert (await casa.crear(enlace.token, OTRA)).status_code == 410


async def test_none_of_the_last_five_passwords_comes_back(casa: Casa) -> None:
    await casa.alta()
    claves = [BUENA, *(f"Nopal*Rojo4{n}x" for n in range(5))]
    sesion = await casa.sesion()
    for actual, nueva in pairwise(claves):
        cuerpo = {"actual": actual, "nueva": nueva}
        assert (
            await casa.http.put("/cuenta/contrasena", json=cuerpo, headers=con(sesion))
        ).status_code == 204
    for nueva, estado in [*dict.fromkeys(claves[1:], 422).items(), (BUENA, 204)]:
        cuerpo = {"actual": claves[-1], "nueva": nueva}
        respuesta = await casa.http.put("/cuenta/contrasena", json=cuerpo, headers=con(sesion))
        assert respuesta.status_code == estado
        assert estado == 204 or respuesta.json()["datos"]["codigos"] == ["ultimas"]
