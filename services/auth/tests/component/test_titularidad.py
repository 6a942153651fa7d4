"""Whoever took a CURP loses the account to the person who proves it with her e.firma (T-25)."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from icsoe_auth.entrypoints.ops import ordenes
from icsoe_contracts.auth import CorreoDeCuentaCambiado, CuentaReclamada
from typer.testing import CliRunner

from .conftest import BUENA, CORREO, OTRA, Casa, con, recepcion_de

CURP_DE_PERSONA = "CANF770131HNEPRB00"  # of the fixture's certificate
SUYO = "la.verdadera@persona.mx"


@pytest.fixture
def casa(puerta: Any, llave_de_enlaces: Any) -> Casa:
    return Casa(puerta.http, puerta.reloj, llave_de_enlaces)


async def _reclamar(casa: Casa, sesion: dict[str, Any], correo: str = SUYO) -> Any:
    return await casa.http.post("/titularidad", json={"correo": correo}, headers=con(sesion))


async def test_a_disputed_account_is_frozen_and_given_to_whoever_proves_the_curp_with_her_efirma(
    casa: Casa, puerta: Any, persona: Any
) -> None:
    ladron = await casa.alta(usuario=CURP_DE_PERSONA)
    abierta = await casa.sesion(CURP_DE_PERSONA)
    await casa.http.post("/recuperaciones", json={"usuario": CURP_DE_PERSONA, "correo": CORREO})
    await casa.tareas("recuperacion")
    viejo = (await casa.enlaces("RECUPERACION"))[0]
    hecha = await _reclamar(casa, await puerta.entrar(persona))
    assert (hecha.status_code, hecha.json()) == (
        202, {"usuario": CURP_DE_PERSONA, "correo": "l***@persona.mx"},
    )  # fmt: skip
    assert [e.cuenta_id for e in await casa.emitidos(CuentaReclamada)] == [ladron.id]
    # Frozen: neither session, password, earlier link, recovery nor another invitation opens it.
    assert await casa.renovar(abierta) == 401
    assert (await casa.entrar(CURP_DE_PERSONA)).json()["codigo"] == "credenciales_invalidas"
    assert (await casa.crear(viejo.token, OTRA)).status_code == 410
    await casa.http.post("/recuperaciones", json={"usuario": CURP_DE_PERSONA, "correo": CORREO})
    await casa.tareas("recuperacion")
    assert [e.para for e in await casa.enlaces("RECUPERACION")] == [CORREO, SUYO]
    # Hers: a password by the link that she asked for, and the address it went to.
    suyo = (await casa.enlaces("RECUPERACION"))[-1]
    assert (await casa.crear(suyo.token, OTRA)).status_code == 200
    assert [e.correo for e in await casa.emitidos(CorreoDeCuentaCambiado)] == [SUYO]
    sesion = await casa.sesion(CURP_DE_PERSONA, OTRA)
    assert (await casa.http.get("/cuenta", headers=con(sesion))).json()["correo"] == SUYO
    assert (await casa.entrar(CURP_DE_PERSONA, BUENA)).status_code == 401


async def test_the_second_factor_and_the_browsers_of_whoever_took_it_are_gone(
    casa: Casa, puerta: Any, persona: Any
) -> None:
    await casa.alta(usuario=CURP_DE_PERSONA)
    await casa.sesion(CURP_DE_PERSONA)
    await casa.base.execute("update cuenta_usuario set segundo_factor = 'x', factor_pendiente = 'x'")
    await _reclamar(casa, await puerta.entrar(persona))
    assert (await casa.crear((await casa.enlaces("RECUPERACION"))[0].token, OTRA)).status_code == 200
    await casa.sesion(CURP_DE_PERSONA, OTRA)  # no code is asked for
    assert await casa.base.fetchval("select count(*) from dispositivo") == 1


async def test_an_account_that_nobody_entered_yet_is_proved_too_and_its_invitation_opens_nothing(
    casa: Casa, puerta: Any, persona: Any
) -> None:
    from .conftest import Capturista

    ajena = Capturista(usuario=CURP_DE_PERSONA)
    await casa.recibe(ajena.invitada())
    await _reclamar(casa, await puerta.entrar(persona))
    await casa.recibe(ajena.invitada())  # sent again by whoever invited
    for enlace in await casa.enlaces("ALTA"):
        assert (await casa.crear(enlace.token)).status_code == 410
    assert (await casa.crear((await casa.enlaces("RECUPERACION"))[0].token)).status_code == 200
    await casa.sesion(CURP_DE_PERSONA)


async def test_only_the_persons_own_efirma_of_the_last_ten_minutes_proves_a_curp(
    casa: Casa, puerta: Any, persona: Any, empresa: Any
) -> None:
    suya, de_empresa = await puerta.entrar(persona), await puerta.entrar(empresa)
    assert (await _reclamar(casa, suya)).json()["codigo"] == "curp_sin_cuenta"
    await casa.alta(usuario=CURP_DE_PERSONA)
    # A company's certificate carries the CURP of its representative, who proves nothing with it.
    assert (await _reclamar(casa, de_empresa)).json()["codigo"] == "curp_sin_comprobar"
    assert (await _reclamar(casa, suya, "sin arroba")).json()["codigo"] == "campo_invalido"
    casa.reloj.avanzar(timedelta(minutes=10, seconds=1))
    renovada = (await puerta.renovar(suya["refresco"])).json()
    assert (await _reclamar(casa, renovada)).json()["codigo"] == "efirma_no_reciente"
    assert await casa.emitidos(CuentaReclamada) == []


async def test_the_help_desk_follows_each_claim_by_case_and_state_and_reads_nothing_of_the_person(
    casa: Casa, puerta: Any, persona: Any, token_de: Any
) -> None:
    capturista = await casa.alta(usuario=CURP_DE_PERSONA)

    def mesa() -> dict[str, str]:
        return token_de(rol="mesa_ayuda", sub=uuid4(), ahora=casa.reloj.ahora())

    async def leidos() -> list[Any]:
        respuesta = await casa.http.get("/internos/reclamos", headers=mesa())
        assert respuesta.status_code == 200
        assert not any(dato in respuesta.text for dato in (CURP_DE_PERSONA, "persona.mx", CORREO))
        return respuesta.json()

    assert await leidos() == []
    sesion = await puerta.entrar(persona)
    await _reclamar(casa, sesion)
    (uno,) = await leidos()
    assert (uno["estado"], uno["resuelto"]) == ("EN_ESPERA", None)
    assert uno["capturista_id"] == str(capturista.id)
    casa.reloj.avanzar(timedelta(hours=2))
    assert [r["estado"] for r in await leidos()] == ["VENCIDO"]
    await _reclamar(casa, await puerta.entrar(persona))
    assert [r["estado"] for r in await leidos()] == ["EN_ESPERA", "REEMPLAZADO"]
    assert (await casa.crear((await casa.enlaces("RECUPERACION"))[-1].token)).status_code == 200
    dos, primero = await leidos()
    assert (dos["estado"], primero["estado"], primero["caso"]) == ("RESUELTO", "REEMPLAZADO", uno["caso"])
    assert datetime.fromisoformat(dos["resuelto"]) == casa.reloj.ahora()
    # The case is a number that an unlock may name.
    ruta = f"/internos/cuentas/{capturista.id}/desbloqueo"
    assert (await casa.http.post(ruta, json={"caso": dos["caso"]}, headers=mesa())).status_code == 204


async def test_claims_come_fifty_to_a_page_and_the_operator_lists_the_same(
    casa: Casa, puerta: Any, persona: Any, token_de: Any
) -> None:
    capturista, sesion = await casa.alta(usuario=CURP_DE_PERSONA), await puerta.entrar(persona)
    await casa.base.execute(
        "insert into reclamo (id, cuenta_id, contratista_id, en)"
        " select gen_random_uuid(), $1, $2, $3::timestamptz - n * interval '1 day'"
        " from generate_series(1, 51) n",
        capturista.id, UUID(sesion["contratista"]["id"]), casa.reloj.ahora(),
    )  # fmt: skip
    mesa = token_de(rol="mesa_ayuda", sub=uuid4())
    primera = await casa.http.get("/internos/reclamos", headers=mesa)
    assert (len(primera.json()), primera.headers["link"]) == (50, '<?pagina=2>; rel="next"')
    segunda = await casa.http.get("/internos/reclamos?pagina=2", headers=mesa)
    assert (len(segunda.json()), "link" in segunda.headers) == (1, False)
    bucle = asyncio.get_running_loop()

    def correr(trabajo: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(trabajo, bucle).result()

    app = ordenes(recepcion_de(casa), casa.base, correr, "olga")
    dichas = await asyncio.to_thread(CliRunner().invoke, app, ["reclamos", "--pagina", "2"])
    assert [json.loads(linea) for linea in dichas.output.splitlines()] == segunda.json()


async def test_it_is_proved_three_times_a_day(casa: Casa, puerta: Any, persona: Any) -> None:
    await casa.alta(usuario=CURP_DE_PERSONA)
    sesion = await puerta.entrar(persona)
    estados = [(await _reclamar(casa, sesion)).status_code for _ in range(4)]
    assert estados == [202, 202, 202, 429]
