"""Sessions: renewed without rotation, ended by logout, idleness, age and number."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from icsoe_chassis import lotes
from icsoe_chassis.ejecutor import EjecutorDeTareas
from icsoe_chassis.identidad import Principal

_CONTAR_LOTES = """
create table lote (n bigint generated always as identity, tx xid8, filas bigint);
create function contar() returns trigger language plpgsql security definer as $$ begin
    insert into lote (tx, filas) select pg_current_xact_id(), count(*) from idas;
    return null;
end $$;
create trigger contar after delete on reto_usado referencing old table as idas
    for each statement execute function contar();
"""


async def test_a_session_is_renewed_with_the_same_handle_and_the_token_opens_the_api(
    puerta: Any, persona: Any
) -> None:
    sesion = await puerta.entrar(persona)
    puerta.reloj.avanzar(timedelta(minutes=14, seconds=59))
    renovado = await puerta.renovar(sesion["refresco"])
    assert set(renovado.json()) == {"acceso", "acceso_expira"}
    puerta.reloj.avanzar(timedelta(minutes=14, seconds=59))
    assert (await puerta.renovar(sesion["refresco"])).status_code == 200
    principal: Principal = await puerta.http.prueba.recursos.claves.principal(
        (await puerta.renovar(sesion["refresco"])).json()["acceso"]
    )
    assert (str(principal.sid), principal.rol) == (sesion["sesion_id"], "contratista")


async def test_a_renewed_token_still_tells_when_the_efirma_was_used(puerta: Any, persona: Any) -> None:
    entrada = puerta.reloj.ahora()
    sesion = await puerta.entrar(persona)
    puerta.reloj.avanzar(timedelta(minutes=11))
    renovado = (await puerta.renovar(sesion["refresco"])).json()["acceso"]
    principal: Principal = await puerta.http.prueba.recursos.claves.principal(renovado)
    assert principal.efirma == entrada.replace(microsecond=0)
    assert not principal.efirma_reciente(puerta.reloj.ahora())


async def test_fifteen_idle_minutes_end_it(puerta: Any, persona: Any) -> None:
    sesion = await puerta.entrar(persona)
    puerta.reloj.avanzar(timedelta(minutes=15, seconds=1))
    respuesta = await puerta.renovar(sesion["refresco"])
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (401, "sesion_expirada")


async def test_eight_hours_end_it_however_busy(puerta: Any, persona: Any) -> None:
    sesion = await puerta.entrar(persona)
    for _ in range(48):
        puerta.reloj.avanzar(timedelta(minutes=10))
        assert (await puerta.renovar(sesion["refresco"])).status_code == 200
    puerta.reloj.avanzar(timedelta(seconds=1))
    assert (await puerta.renovar(sesion["refresco"])).status_code == 401


async def test_ten_parallel_refreshes_all_succeed_while_it_lives_and_none_after_logout(
    puerta: Any, persona: Any
) -> None:
    sesion = await puerta.entrar(persona)
    vivas = await asyncio.gather(*(puerta.renovar(sesion["refresco"]) for _ in range(10)))
    assert {r.status_code for r in vivas} == {200}
    cabeceras = {"Authorization": f"Bearer {sesion['acceso']}"}
    salida = await puerta.http.delete("/sesiones/actual", headers=cabeceras)
    assert salida.status_code == 204
    muertas = await asyncio.gather(*(puerta.renovar(sesion["refresco"]) for _ in range(10)))
    assert {r.status_code for r in muertas} == {401}
    assert (await puerta.http.delete("/sesiones/actual", headers=cabeceras)).status_code == 204


async def test_logout_ends_only_the_callers_session(puerta: Any, persona: Any, empresa: Any) -> None:
    una, otra, ajena = (
        await puerta.entrar(persona),
        await puerta.entrar(persona),
        await puerta.entrar(empresa),
    )
    await puerta.http.delete("/sesiones/actual", headers={"Authorization": f"Bearer {una['acceso']}"})
    estados = [(await puerta.renovar(s["refresco"])).status_code for s in (una, otra, ajena)]
    assert estados == [401, 200, 200]


async def test_a_sixth_session_ends_the_oldest(puerta: Any, persona: Any, empresa: Any) -> None:
    ajena = await puerta.entrar(empresa)
    sesiones = []
    for _ in range(6):
        sesiones.append(await puerta.entrar(persona))
        puerta.reloj.avanzar(timedelta(seconds=1))
    estados = [(await puerta.renovar(s["refresco"])).status_code for s in [ajena, *sesiones]]
    assert estados == [200, 401, 200, 200, 200, 200, 200]


async def test_many_logins_at_once_leave_five_sessions(puerta: Any, persona: Any) -> None:
    await asyncio.gather(*(puerta.entrar(persona) for _ in range(12)))
    base = puerta.http.prueba.recursos.base
    assert await base.fetchval("select count(*) from sesion where terminada is null") == 5


@pytest.mark.parametrize("manija", ["x", "A" * 43, "ñ", "' or 1=1 --"])
async def test_a_handle_that_was_never_given_opens_nothing(puerta: Any, persona: Any, manija: str) -> None:
    await puerta.entrar(persona)
    assert (await puerta.renovar(manija)).status_code == 401


async def test_no_secret_lies_in_the_database(puerta: Any, persona: Any) -> None:
    sesion = await puerta.entrar(persona)
    base = puerta.http.prueba.recursos.base
    fila = str(
        await base.fetchrow("select s::text, c::text from sesion s join cuenta c on c.id = s.cuenta_id")
    )
    for secreto in (sesion["refresco"], sesion["acceso"], sesion["identidad"]):
        assert secreto not in fila
        assert secreto.encode().hex() not in fila


async def test_the_purge_forgets_what_is_over_and_plans_the_next(puerta: Any, persona: Any) -> None:
    await puerta.entrar(persona)
    puerta.reloj.avanzar(timedelta(days=31))
    prueba = puerta.http.prueba
    await prueba.partes.tareas["purga"].fn("hoy", {})
    assert await puerta.filas() == (1, 0, 0)
    manana = (puerta.reloj.ahora() + timedelta(days=1)).date().isoformat()
    planeadas = "select count(*) from job where kind = 'purga' and key = $1"
    assert await prueba.recursos.base.fetchval(planeadas, manana) == 1


async def test_a_purge_that_fails_every_time_does_not_end_the_series(puerta: Any) -> None:
    prueba = puerta.http.prueba
    base, reloj = prueba.recursos.base, puerta.reloj
    ejecutor = EjecutorDeTareas(base, reloj, {"purga": prueba.partes.tareas["purga"]})
    conn = await asyncpg.connect(prueba.dsn)
    await conn.execute("alter table reto_usado rename to de_otra_version")
    for _ in range(2):
        reloj.avanzar(timedelta(days=1))
        while await ejecutor.una():
            reloj.avanzar(timedelta(minutes=5))
    assert await base.fetchval("select count(*) from job where state = 'imposible'") == 2
    await conn.execute("alter table de_otra_version rename to reto_usado")
    await conn.close()
    reloj.avanzar(timedelta(days=1))
    assert await ejecutor.una()
    assert await base.fetchval("select count(*) from job where state = 'hecha'") == 1


async def test_a_backlog_is_purged_in_batches_each_in_its_own_transaction(
    puerta: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lotes, "LOTE", 2)
    prueba = puerta.http.prueba
    conn = await asyncpg.connect(prueba.dsn)
    await conn.execute(_CONTAR_LOTES)
    vieja = puerta.reloj.ahora() - timedelta(days=31)
    retos = "insert into reto_usado select int4send(n), $1 from generate_series(1, 5) n"
    await conn.execute(retos, vieja)
    await prueba.partes.tareas["purga"].fn("hoy", {})
    lotes_hechos = await conn.fetch("select sum(filas) as filas from lote group by tx order by min(n)")
    await conn.close()
    assert [fila["filas"] for fila in lotes_hechos] == [2, 2, 1]


async def test_the_purge_keeps_the_account_and_living_sessions(puerta: Any, autoridad: Any) -> None:
    quien = autoridad.firmante("CACX7605101P8", desde=puerta.reloj.ahora())
    cuenta = UUID((await puerta.entrar(quien))["contratista"]["id"])
    puerta.reloj.avanzar(timedelta(days=31))
    nueva = await puerta.entrar(quien)
    await puerta.http.prueba.partes.tareas["purga"].fn("hoy", {})
    assert await puerta.filas() == (1, 1, 1)
    assert (await puerta.renovar(nueva["refresco"])).status_code == 200
    assert UUID(nueva["contratista"]["id"]) == cuenta


async def test_a_contratista_sees_its_sessions_and_where_they_were_opened(puerta: Any, persona: Any) -> None:
    intento = await puerta.preparar(persona)
    direccion = {"X-Forwarded-For": "203.0.113.7"}
    sesion = (await puerta.http.post("/sesiones", json=intento.cuerpo, headers=direccion)).json()
    cabeceras = {"Authorization": f"Bearer {sesion['acceso']}"}
    (una,) = (await puerta.http.get("/sesiones", headers=cabeceras)).json()
    assert (una["id"], una["medio"], una["red"]) == (sesion["sesion_id"], "EFIRMA", "203.0.113.0/24")
