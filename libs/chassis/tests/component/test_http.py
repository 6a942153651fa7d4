"""The HTTP layer on a real database: idempotency, positions, refusals, headers."""

# pyright: reportUnusedFunction=false

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, Response
from icsoe_chassis.ajustes import Ajustes, Limites
from icsoe_chassis.base_datos import Transaccion, UnidadDeTrabajo
from icsoe_chassis.http import Identidad, RecibidaEn, VersionEsperada, etiqueta
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.testing import RelojFijo
from icsoe_contracts.registry import ContratistaActualizado
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel, ConfigDict

Clientes = Callable[..., Awaitable[httpx.AsyncClient]]
Tokens = Callable[..., dict[str, str]]


class Alta(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nombre: str


class Hecha(BaseModel):
    id: UUID
    nombre: str
    version: int = 1


def evento(contratista: UUID) -> ContratistaActualizado:
    return ContratistaActualizado.model_construct(contratista_id=contratista)


def sin_base(rutas: APIRouter) -> None:
    @rutas.put("/version")
    async def version(esperada: VersionEsperada, instante: RecibidaEn) -> dict[str, int | datetime]:
        return {"version": esperada, "instante": instante}

    @rutas.get("/roto")
    async def roto() -> None:
        raise RuntimeError("secreto@correo.mx")


def montar(recursos: Recursos[Ajustes]) -> Partes:
    rutas = APIRouter()

    def trabajo(tx: Transaccion) -> Transaccion:
        return tx

    uow = UnidadDeTrabajo(recursos.base, trabajo)

    @rutas.post("/altas", status_code=201)
    async def alta(cuerpo: Alta, quien: Identidad, response: Response) -> Hecha:
        async with uow() as t:
            await t.conn.fetchval("select 1")
        async with uow() as t:
            hecha = Hecha(id=uuid4(), nombre=cuerpo.nombre)
            await t.tareas.programar("contada", str(hecha.id), {})
            assert quien.contratista_id
            t.eventos.emitir(evento(quien.contratista_id), sujeto=quien.contratista_id)
            etiqueta(response, 1)
            return await t.responder(hecha)

    @rutas.post("/negativa")
    async def negativa(cuerpo: Alta, _: Identidad) -> Hecha:
        async with uow() as t:
            await t.tareas.programar("contada", cuerpo.nombre, {})
            raise Negativa("MSG-06", folio="SI2600000001")

    @rutas.post("/unica")
    async def unica(cuerpo: Alta, _: Identidad) -> Hecha:
        async with uow() as t:
            if await t.conn.fetchval("select exists (select from job)"):
                raise Negativa("MSG-07")
            await t.tareas.programar("contada", "unica", {})
            return await t.responder(Hecha(id=uuid4(), nombre=cuerpo.nombre))

    sin_base(rutas)

    async def alcanzada(_: str, subject: str, __: int) -> bool:
        return await recursos.base.fetchval("select exists (select from inbox where consumer = $1)", subject)

    return Partes(rutas=[rutas], alcanzada=alcanzada)


servicio = Servicio("registry", Ajustes, montar)


@pytest.fixture
async def cliente(cliente_de: Clientes) -> httpx.AsyncClient:
    return await cliente_de(servicio)


async def tareas(cliente: httpx.AsyncClient) -> int:
    return await cliente.prueba.recursos.base.fetchval("select count(*) from job")  # type: ignore[attr-defined]


async def test_a_request_without_token_is_told_to_log_in_in_spanish(cliente: httpx.AsyncClient) -> None:
    r = await cliente.post("/altas", json={"nombre": "x"})
    assert (r.status_code, r.headers["content-type"]) == (401, "application/problem+json")
    assert r.json()["codigo"] == "sesion_expirada"
    assert r.json()["remedio"]


async def test_a_repeated_key_answers_the_same_and_does_nothing(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    cabeceras = {**token_de(uuid4()), "Idempotency-Key": "k1"}
    primera = await cliente.post("/altas", json={"nombre": "a"}, headers=cabeceras)
    segunda = await cliente.post(
        "/altas", content=b'{ "nombre" : "a" }', headers={**cabeceras, "content-type": "application/json"}
    )
    assert primera.status_code == segunda.status_code == 201
    assert primera.json() == segunda.json()
    assert segunda.headers["idempotent-replayed"] == "true"
    assert segunda.headers["etag"] == primera.headers["etag"]
    assert segunda.headers["icsoe-posicion"] == primera.headers["icsoe-posicion"]
    assert await tareas(cliente) == 1


async def test_twins_with_one_key_run_once(cliente: httpx.AsyncClient, token_de: Tokens) -> None:
    cabeceras = {**token_de(uuid4()), "Idempotency-Key": "k2"}
    respuestas = await asyncio.gather(
        *(cliente.post("/altas", json={"nombre": "a"}, headers=cabeceras) for _ in range(8))
    )
    assert len({r.json()["id"] for r in respuestas}) == 1
    assert await tareas(cliente) == 1


async def test_the_same_key_with_another_body_is_refused(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    cabeceras = {**token_de(uuid4()), "Idempotency-Key": "k3"}
    await cliente.post("/altas", json={"nombre": "a"}, headers=cabeceras)
    r = await cliente.post("/altas", json={"nombre": "b"}, headers=cabeceras)
    assert (r.status_code, r.json()["codigo"]) == (422, "clave_reutilizada")


async def test_keys_of_two_people_do_not_meet(cliente: httpx.AsyncClient, token_de: Tokens) -> None:
    for _ in range(2):
        r = await cliente.post(
            "/altas", json={"nombre": "a"}, headers={**token_de(uuid4()), "Idempotency-Key": "k4"}
        )
        assert r.status_code == 201
    assert await tareas(cliente) == 2


async def test_a_refusal_leaves_nothing_behind_and_its_key_free(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    cabeceras = {**token_de(uuid4()), "Idempotency-Key": "k5"}
    r = await cliente.post("/negativa", json={"nombre": "a"}, headers=cabeceras)
    assert r.json()["codigo"] == "MSG-06"
    assert "SI2600000001" in r.json()["detail"]
    base = cliente.prueba.recursos.base  # type: ignore[attr-defined]
    assert await base.fetchval("select count(*) from idempotency") == 0
    assert await tareas(cliente) == 0


async def test_a_wrong_field_is_named_without_its_value(cliente: httpx.AsyncClient, token_de: Tokens) -> None:
    r = await cliente.post("/altas", json={"nombre": ["GODE561231HDFRRN09"]}, headers=token_de(uuid4()))
    assert (r.status_code, r.json()["codigo"]) == (422, "cuerpo_invalido")
    assert r.json()["errores"] == [{"campo": "nombre", "regla": "string_type"}]
    assert "GODE561231" not in r.text


async def test_an_error_of_ours_says_no_more_than_that(cliente: httpx.AsyncClient) -> None:
    r = await cliente.get("/roto")
    assert (r.status_code, r.json()["codigo"], r.json()["origen"]) == (500, "interno", "plataforma")
    assert "secreto" not in r.text
    assert len(r.json()["peticion"]) == 32


@pytest.mark.parametrize(
    ("metodo", "ruta", "estado", "codigo"),
    [("GET", "/nada", 404, "no_encontrado"), ("DELETE", "/altas", 405, "metodo_no_permitido")],
)
async def test_an_unknown_path_or_method_is_a_problem_too(
    cliente: httpx.AsyncClient, metodo: str, ruta: str, estado: int, codigo: str
) -> None:
    r = await cliente.request(metodo, ruta)
    assert (r.status_code, r.json()["codigo"]) == (estado, codigo)


async def test_the_version_a_caller_saw_is_required_and_must_be_one_of_ours(
    cliente: httpx.AsyncClient,
) -> None:
    assert (await cliente.put("/version")).status_code == 428
    assert (await cliente.put("/version", headers={"If-Match": "*"})).status_code == 412
    r = await cliente.put("/version", headers={"If-Match": '"7"'})
    assert r.json()["version"] == 7


async def test_the_instant_of_receipt_is_the_clock_s(cliente: httpx.AsyncClient) -> None:
    r = await cliente.put("/version", headers={"If-Match": '"7"'})
    assert datetime.fromisoformat(r.json()["instante"]) == RelojFijo().ahora()


async def test_a_session_that_asks_too_often_is_told_to_wait(cliente_de: Clientes, token_de: Tokens) -> None:
    reloj = RelojFijo()
    cliente = await cliente_de(servicio, reloj=reloj, limites=Limites(peticiones_por_sesion=3))
    cabeceras = token_de(uuid4())

    async def pedir() -> int:
        return (await cliente.post("/altas", json={"nombre": "a"}, headers=cabeceras)).status_code

    assert [await pedir() for _ in range(4)] == [201, 201, 201, 429]
    reloj.avanzar(timedelta(minutes=1))
    assert await pedir() == 201


async def test_an_address_that_asks_too_often_is_told_to_wait_whatever_it_asks(cliente_de: Clientes) -> None:
    reloj = RelojFijo()
    cliente = await cliente_de(servicio, reloj=reloj, limites=Limites(peticiones_por_direccion=3))
    uno, otro = {"X-Forwarded-For": "9.9.9.9, 203.0.113.7"}, {"X-Forwarded-For": "9.9.9.9, 203.0.113.8"}
    estados = [(await cliente.get("/nada", headers=uno)).status_code for _ in range(4)]
    assert estados == [404, 404, 404, 429]
    assert (await cliente.get("/nada", headers=otro)).status_code == 404
    reloj.avanzar(timedelta(minutes=1))
    assert (await cliente.get("/nada", headers=uno)).status_code == 404


async def test_a_request_waits_for_what_the_caller_has_just_done_elsewhere(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    base = cliente.prueba.recursos.base  # type: ignore[attr-defined]
    sujeto = str(uuid4())
    espera = {"ICSOE-Despues-De": f"/icsoe/informativa/1;{sujeto};3", "If-Match": '"1"'}
    cabeceras = token_de(uuid4()) | espera
    pendiente = asyncio.create_task(cliente.put("/version", headers=cabeceras))
    await base.execute("insert into inbox (consumer, event_id) values ('otra', $1)", uuid4())
    assert not pendiente.done()
    await base.execute("insert into inbox (consumer, event_id) values ($1, $2)", sujeto, uuid4())
    await base.execute("select pg_notify('icsoe_avance', $1)", f"/icsoe/informativa/1;{sujeto}")
    assert (await pendiente).status_code == 200


async def test_what_does_not_arrive_in_time_is_not_yet_available(
    cliente_de: Clientes, token_de: Tokens
) -> None:
    cliente = await cliente_de(servicio, limites=Limites(espera_posicion_s=0.2))
    cabeceras = {"ICSOE-Despues-De": f"/icsoe/informativa/1;{uuid4()};1", "If-Match": '"1"'}
    r = await cliente.put("/version", headers=token_de(uuid4()) | cabeceras)
    assert (r.status_code, r.json()["codigo"], r.headers["retry-after"]) == (503, "aun_no_disponible", "1")


async def test_a_stranger_makes_nobody_wait(cliente_de: Clientes) -> None:
    cliente = await cliente_de(servicio, limites=Limites(espera_posicion_s=600, peticion_s=900))
    cabeceras = {"ICSOE-Despues-De": f"/icsoe/informativa/1;{uuid4()};1", "If-Match": '"1"'}
    for ficha in ({}, {"Authorization": "Bearer x.y.z"}):
        assert (await cliente.put("/version", headers=cabeceras | ficha)).status_code == 200


async def test_one_session_holds_only_eight_waiting_requests(cliente_de: Clientes, token_de: Tokens) -> None:
    cliente = await cliente_de(servicio, limites=Limites(espera_posicion_s=600, peticion_s=900))
    espera = {"ICSOE-Despues-De": f"/icsoe/informativa/1;{uuid4()};1", "If-Match": '"1"'}
    cabeceras = token_de(uuid4()) | espera
    pedidas = [asyncio.create_task(cliente.put("/version", headers=cabeceras)) for _ in range(9)]
    hechas, siguen = await asyncio.wait(pedidas, return_when=asyncio.FIRST_COMPLETED)
    assert [(await r).status_code for r in hechas] == [503]
    for tarea in siguen:
        tarea.cancel()
    await asyncio.gather(*siguen, return_exceptions=True)


async def test_a_database_that_is_away_is_said_so_and_nothing_else(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    await cliente.prueba.recursos.base.cerrar()  # type: ignore[attr-defined]
    r = await cliente.post("/altas", json={"nombre": "a"}, headers=token_de(uuid4()))
    assert (r.status_code, r.json()["codigo"], r.headers["retry-after"]) == (503, "no_disponible", "1")


async def test_a_repeated_key_gets_its_answer_also_when_the_command_would_be_refused_now(
    cliente: httpx.AsyncClient, token_de: Tokens
) -> None:
    cabeceras = {**token_de(uuid4()), "Idempotency-Key": "k6"}
    primera = await cliente.post("/unica", json={"nombre": "a"}, headers=cabeceras)
    segunda = await cliente.post("/unica", json={"nombre": "a"}, headers=cabeceras)
    assert primera.status_code == segunda.status_code == 200
    assert (primera.json(), segunda.headers["idempotent-replayed"]) == (segunda.json(), "true")
    otro_cuerpo = await cliente.post("/unica", json={"nombre": "b"}, headers=cabeceras)
    assert (otro_cuerpo.status_code, otro_cuerpo.json()["codigo"]) == (422, "clave_reutilizada")
    sin_clave = await cliente.post("/unica", json={"nombre": "a"}, headers=token_de(uuid4()))
    assert sin_clave.json()["codigo"] == "MSG-07"
