"""Internal staff: made by an operator, let in by a door of their own with password and code (T-30)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from icsoe_auth.application.cuentas_internas import CrearInterna, InternaCreada, crear_interna
from icsoe_auth.entrypoints.ops import ordenes
from icsoe_contracts.evento import Evento
from icsoe_dominio.contrasena import Contexto, incumplidas
from pyotp.totp import TOTP
from typer.testing import CliRunner

from .conftest import BUENA, CURP, Casa, con, recepcion_de

USUARIO = "veronica.r"


async def _crear(casa: Casa, rol: Any = "verificador") -> InternaCreada:
    return await crear_interna(CrearInterna(USUARIO, rol), recepcion_de(casa))


async def _entrar(casa: Casa, creada: InternaCreada, **cambios: Any) -> Any:
    codigo = TOTP(creada.secreto).at(int(casa.reloj.ahora().timestamp()))
    cuerpo = {"usuario": USUARIO, "contrasena": creada.contrasena, "codigo": codigo} | cambios
    return await casa.http.post("/internos/sesiones", json=cuerpo)


async def _renovar(casa: Casa, sesion: dict[str, Any]) -> Any:
    return await casa.http.post("/internos/sesiones/renovacion", json={"refresco": sesion["refresco"]})


@pytest.mark.parametrize("rol", ["mesa_ayuda", "verificador", "publicador", "administrador"])
async def test_user_password_and_code_open_a_session_of_the_role_that_renews_as_one(
    casa: Casa, rol: str
) -> None:
    creada = await _crear(casa, rol)
    assert incumplidas(creada.contrasena, Contexto()) == []
    sesion = (await _entrar(casa, creada)).json()
    renovado = await _renovar(casa, sesion)
    principal = await casa.prueba.recursos.claves.principal(renovado.json()["acceso"])
    assert (principal.rol, principal.contratista_id) == (rol, None)
    assert await casa.emitidos(Evento) == []


async def test_a_code_opens_one_session_and_a_wrong_one_none(casa: Casa) -> None:
    creada = await _crear(casa)
    assert (await _entrar(casa, creada)).status_code == 201
    repetido = await _entrar(casa, creada)
    assert (repetido.status_code, repetido.json()["codigo"]) == (401, "codigo_invalido")
    assert (await _entrar(casa, creada, codigo="000000")).status_code == 401
    casa.reloj.avanzar(timedelta(seconds=30))
    assert (await _entrar(casa, creada)).status_code == 201


async def test_each_kind_of_account_enters_by_its_own_door_only(casa: Casa) -> None:
    await casa.alta()
    creada = await _crear(casa)
    assert (await casa.entrar("VERONICAR", creada.contrasena)).status_code == 401
    ajena = await _entrar(casa, creada, usuario=CURP.lower(), contrasena=BUENA)
    nadie = await _entrar(casa, creada, usuario="nadie", contrasena=BUENA)
    assert (ajena.status_code, ajena.json()["codigo"]) == (nadie.status_code, nadie.json()["codigo"])
    assert ajena.json()["codigo"] == "credenciales_invalidas"


async def test_outside_its_door_an_internal_session_renews_nothing_and_can_only_be_ended(casa: Casa) -> None:
    sesion = (await _entrar(casa, await _crear(casa, "mesa_ayuda"))).json()
    antes = await casa.base.fetchval("select usada from sesion")
    casa.reloj.avanzar(timedelta(seconds=20))
    assert await casa.renovar(sesion) == 401
    assert await casa.base.fetchval("select usada from sesion") == antes
    for ruta in ("/sesiones", "/cuenta"):
        assert (await casa.http.get(ruta, headers=con(sesion))).status_code == 403
        assert (await casa.http.get(f"/internos{ruta}", headers=con(sesion))).status_code == 200
    assert (await casa.http.delete("/sesiones/actual", headers=con(sesion))).status_code == 204
    assert (await _renovar(casa, sesion)).status_code == 401


async def test_the_door_of_internal_staff_renews_the_session_of_nobody_else(casa: Casa) -> None:
    await casa.alta()
    de_ana = await casa.sesion()
    assert (await _renovar(casa, de_ana)).status_code == 401
    assert await casa.renovar(de_ana) == 200


async def test_five_failures_lock_this_door_too(casa: Casa) -> None:
    creada = await _crear(casa)
    estados = [(await _entrar(casa, creada, contrasena=BUENA)).status_code for _ in range(6)]
    assert estados == [401] * 5 + [429]


async def test_a_suspended_account_enters_no_more_and_its_sessions_end(casa: Casa) -> None:
    from icsoe_auth.application.cuentas_internas import suspender_interna

    creada = await _crear(casa)
    sesion = (await _entrar(casa, creada)).json()
    assert await suspender_interna(USUARIO, recepcion_de(casa))
    casa.reloj.avanzar(timedelta(seconds=30))
    assert (await _renovar(casa, sesion)).status_code == 401
    assert (await _entrar(casa, creada)).json()["codigo"] == "credenciales_invalidas"


async def test_no_internal_role_reaches_the_credentials_of_another(casa: Casa, token_de: Any) -> None:
    """Every route of auth that names another account, as each role: none sets a password or a mail."""
    ana = await casa.alta()
    for rol in ("mesa_ayuda", "verificador", "publicador", "administrador"):
        suya = token_de(rol=rol, sub=uuid4())
        ruta = f"/internos/cuentas/{ana.id}/desbloqueo"
        sin_caso = await casa.http.post(ruta, headers=suya)
        desbloqueo = await casa.http.post(ruta, json={"caso": "MA-2026-0001"}, headers=suya)
        esperado = (422, 204) if rol == "mesa_ayuda" else (403, 403)
        assert (sin_caso.status_code, desbloqueo.status_code) == esperado
        cuerpo = {"contrasena": BUENA, "correo": "x@y.mx"}
        for correo in ("/cuenta/correo", "/internos/cuenta/correo"):
            assert (await casa.http.post(correo, json=cuerpo, headers=suya)).status_code in (403, 404)
    filas = await casa.base.fetch("select rol, caso from desbloqueo")
    assert [tuple(f) for f in filas] == [("mesa_ayuda", "MA-2026-0001")]


async def test_its_second_factor_is_never_turned_off(casa: Casa) -> None:
    creada = await _crear(casa)
    sesion = (await _entrar(casa, creada)).json()
    cuerpo = {"contrasena": creada.contrasena, "codigo": "000000"}
    ruta = "/internos/cuenta/segundo-factor"
    negado = await casa.http.request("DELETE", ruta, json=cuerpo, headers=con(sesion))
    assert negado.json()["codigo"] == "segundo_factor_exigido"


async def test_the_operator_makes_lists_and_closes_accounts_and_each_act_is_written_down(casa: Casa) -> None:
    import asyncio

    bucle = asyncio.get_running_loop()

    def correr(trabajo: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(trabajo, bucle).result()

    app = ordenes(recepcion_de(casa), casa.base, correr, "olga")

    async def ops(*argumentos: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, app, ["internas", *argumentos])

    creada = await ops("crear", "--usuario", USUARIO, "--rol", "publicador")
    assert creada.exit_code == 0
    assert "otpauth://totp/" in creada.output
    assert (await ops("crear", "--usuario", USUARIO, "--rol", "publicador")).exit_code == 1
    assert (await ops("crear", "--usuario", "Ñandú", "--rol", "publicador")).exit_code == 2
    assert '"rol": "publicador"' in (await ops("listar")).output
    assert (await ops("bloquear", "--usuario", USUARIO)).exit_code == 0
    assert (await ops("bloquear", "--usuario", CURP)).exit_code == 1
    filas = await casa.base.fetch("select who, act from ops_log order by id")
    assert [tuple(f) for f in filas] == [("olga", "interna_creada"), ("olga", "interna_bloqueada")]
