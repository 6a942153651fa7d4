"""What every HTTP process of the house does before and after its routes: instant, waiting, limits, errors."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from icsoe_chassis.ajustes import Ajustes, Limites
from icsoe_chassis.almacen import AlmacenMinio
from icsoe_chassis.testing import RelojFijo
from pydantic import SecretStr

JSON = {"content-type": "application/json"}
Fabrica = Callable[..., Awaitable[Any]]


async def test_the_instant_of_receipt_is_that_of_the_last_byte(notas_con: Fabrica) -> None:
    reloj = RelojFijo()
    notas = await notas_con(reloj=reloj)
    inicio = reloj.ahora()

    async def lento() -> AsyncGenerator[bytes]:
        yield b'{"texto": '
        reloj.avanzar(timedelta(seconds=7))
        yield b'"a"}'

    r = await notas.cliente.post("/notas", content=lento(), headers={**notas.cabeceras, **JSON})
    assert datetime.fromisoformat(r.json()["recibida_en"]) == inicio + timedelta(seconds=7)


async def alguien_escucha(dsn: str) -> None:
    """Until a request waits: a session of that database listens. Only a superuser sees others' statements."""
    conn = await asyncpg.connect(dsn)
    sql = "select count(*) from pg_stat_activity where query ilike 'listen%' and datname = current_database()"
    while not await conn.fetchval(sql):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await conn.close()


async def test_waiting_for_a_position_ends_when_it_is_applied_and_does_not_move_the_instant(
    notas_con: Fabrica,
) -> None:
    reloj = RelojFijo()
    notas = await notas_con(reloj=reloj, limites=Limites(espera_posicion_s=20, peticion_s=30))
    inicio, sujeto = reloj.ahora(), str(uuid4())
    tarea = asyncio.create_task(notas.anotar(**{"ICSOE-Despues-De": f"/icsoe/signing/1;{sujeto};3"}))
    await alguien_escucha(notas.prueba.dsn)
    assert not tarea.done()
    reloj.avanzar(timedelta(seconds=40))
    await notas.base.execute("insert into stream values (1, $1, 3)", sujeto)
    await notas.base.execute("select pg_notify('icsoe_avance', $1)", f"/icsoe/signing/1;{sujeto}")
    r = await tarea
    assert r.status_code == 201
    assert datetime.fromisoformat(r.json()["recibida_en"]) == inicio


@pytest.mark.parametrize("texto", ["x", "a;b;c", "/icsoe/signing/1;s;uno", "/icsoe/x/1;s;1;2"])
async def test_an_unreadable_position_is_refused(notas: Any, texto: str) -> None:
    r = await notas.anotar(**{"ICSOE-Despues-De": texto})
    assert r.json()["codigo"] == "cuerpo_invalido"
    assert texto not in r.json()["detail"]


async def test_a_replayed_key_keeps_the_first_instant(notas_con: Fabrica) -> None:
    reloj = RelojFijo()
    notas = await notas_con(reloj=reloj)
    primera = await notas.anotar(**{"Idempotency-Key": "k"})
    reloj.avanzar(timedelta(seconds=30))
    segunda = await notas.anotar(**{"Idempotency-Key": "k"})
    assert (segunda.status_code, segunda.json()) == (201, primera.json())
    assert segunda.headers["idempotent-replayed"] == "true"
    assert await notas.notas() == 1


async def test_a_list_is_replayed_too(notas: Any) -> None:
    cabeceras = {**notas.cabeceras, "Idempotency-Key": "k"}
    respuestas = [await notas.cliente.post("/numeros", headers=cabeceras) for _ in range(2)]
    assert [(r.status_code, r.json()) for r in respuestas] == [(200, [1, 2])] * 2


async def test_an_attempt_that_broke_leaves_its_key_free(notas: Any) -> None:
    rota = await notas.anotar("falla", **{"Idempotency-Key": "k"})
    assert rota.status_code == 500
    assert await notas.base.fetchval("select count(*) from idempotency") == 0
    assert (await notas.anotar("falla", **{"Idempotency-Key": "k"})).status_code == 500


async def test_a_type_in_other_letters_is_the_same_request_under_a_key(notas: Any) -> None:
    cabeceras = {**notas.cabeceras, "Idempotency-Key": "k"}
    primera = await notas.cliente.post("/notas", json={"texto": "a"}, headers=cabeceras)
    tipo = {"content-type": "APPLICATION/JSON;charset=utf-8"}
    segunda = await notas.cliente.post("/notas", content=b'{"texto" :"a"}', headers=cabeceras | tipo)
    assert (segunda.status_code, segunda.json()) == (201, primera.json())
    assert await notas.notas() == 1


async def test_a_pdf_in_other_letters_may_be_as_large_as_a_pdf(notas: Any) -> None:
    pdf = b"%PDF-" + b"x" * 300_000
    cabeceras = {**notas.cabeceras, "content-type": "Application/PDF"}
    r = await notas.cliente.post("/notas", content=pdf, headers=cabeceras)
    assert r.status_code == 422  # the route's own refusal: this one takes no PDF


@pytest.mark.parametrize("cambio", [{"params": {"x": "1"}}, {"headers": {"If-Match": '"2"'}}])
async def test_another_query_or_version_under_the_same_key_is_another_request(
    notas: Any, cambio: dict[str, Any]
) -> None:
    cabeceras = {**notas.cabeceras, "Idempotency-Key": "k"}
    await notas.cliente.post("/notas", json={"texto": "a"}, headers=cabeceras)
    otras = {**cambio, "headers": {**cabeceras, **cambio.get("headers", {})}}
    r = await notas.cliente.post("/notas", json={"texto": "a"}, **otras)
    assert (r.status_code, r.json()["codigo"]) == (422, "clave_reutilizada")


HONDO = '{"texto": "a", "lista": ' + "[" * 17 + "]" * 17 + "}"
LIMITES: dict[str, tuple[dict[str, Any], int]] = {
    "address over 2 KiB": ({"params": {"q": "x" * 2_048}}, 414),
    "headers over 16 KiB": ({"headers": {f"x-{n}": "y" * 4_000 for n in range(5)}}, 431),
    "body over 256 KiB": ({"content": b'{"texto": "' + b"x" * (256 * 1024) + b'"}', "headers": JSON}, 413),
    "JSON deeper than 16": (
        {"content": HONDO, "headers": JSON},
        422,
    ),
    "JSON deeper than 16, its type in other letters": (
        {"content": HONDO, "headers": {"content-type": "Application/JSON; charset=utf-8"}},
        422,
    ),
    "JSON deeper than 16, without a type": ({"content": HONDO}, 422),
    "JSON in UTF-16": ({"content": '{"texto": "a"}'.encode("utf-16"), "headers": JSON}, 400),
    "JSON in UTF-16 without a mark": (
        {"content": '{"texto": "a"}'.encode("utf-16-le"), "headers": JSON},
        400,
    ),
    "JSON in UTF-32": ({"content": '{"texto": "a"}'.encode("utf-32-be"), "headers": JSON}, 400),
    "JSON as deep as the machine breaks": ({"content": "[" * 100_000, "headers": JSON}, 422),
    "a number no one can read": ({"content": '{"texto": ' + "9" * 5_000 + "}", "headers": JSON}, 400),
    "no JSON": ({"content": b"\xff\xfe{", "headers": JSON}, 400),
    "a form": ({"data": {"texto": "a"}}, 415),
    "text": ({"content": "hola", "headers": {"content-type": "text/plain"}}, 415),
    "a key too long": ({"json": {"texto": "a"}, "headers": {"Idempotency-Key": "k" * 129}}, 422),
}


async def test_what_is_too_much_is_refused_before_any_route(notas: Any) -> None:
    vistos: dict[str, int] = {}
    for caso, (peticion, _) in LIMITES.items():
        cabeceras = {**notas.cabeceras, **peticion.get("headers", {})}
        r = await notas.cliente.post("/notas", **{**peticion, "headers": cabeceras})
        assert r.headers["content-type"] == "application/problem+json", caso
        vistos[caso] = r.status_code
    assert vistos == {caso: estado for caso, (_, estado) in LIMITES.items()}
    assert await notas.notas() == 0


async def test_what_says_who_asks_for_whom_and_what_may_be_said_once_only(notas: Any) -> None:
    """A route could read the first where the layer before it, or a proxy, read the last."""
    dos = {
        "Authorization": notas.cabeceras["Authorization"],
        "Content-Type": "application/json",
        "ICSOE-Contratista": str(uuid4()),
        "Idempotency-Key": "k",
        "If-Match": '"1"',
    }
    una = {**dos, "X-Otra": "1"}
    for nombre, valor in dos.items():
        for otra in (valor, "otro"):
            cabeceras = [*una.items(), (nombre.lower(), otra), ("x-otra", "2")]
            r = await notas.cliente.post("/notas", content=b'{"texto": "a"}', headers=cabeceras)
            assert (r.status_code, r.json()["codigo"]) == (400, "cabecera_repetida"), nombre
            assert nombre in r.json()["detail"]
    assert await notas.notas() == 0
    cabeceras = [*una.items(), ("x-otra", "2")]
    r = await notas.cliente.post("/notas", content=b'{"texto": "a"}', headers=cabeceras)
    assert r.status_code == 201


async def test_a_body_that_trickles_in_too_slowly_is_408(notas_con: Fabrica) -> None:
    notas = await notas_con(limites=Limites(lectura_cuerpo_s=0.1))

    async def eterno() -> AsyncGenerator[bytes]:
        yield b'{"texto": '
        await asyncio.Event().wait()

    r = await notas.cliente.post("/notas", content=eterno(), headers={**notas.cabeceras, **JSON})
    assert r.status_code == 408


async def test_a_request_that_takes_too_long_is_cut_with_503(notas_con: Fabrica) -> None:
    notas = await notas_con(limites=Limites(peticion_s=0.2))
    r = await notas.cliente.get("/ocupada")
    assert (r.status_code, r.json()["codigo"], r.headers["retry-after"]) == (503, "no_disponible", "1")


PERSONAL = "GODE561231GR8"


CUERPOS: list[Any] = [
    {"texto": {"curp": PERSONAL}},
    {"texto": "a", "lista": PERSONAL},
    [PERSONAL],
    PERSONAL,
    {"texto": "falla"},
]


async def test_an_error_repeats_neither_what_was_sent_nor_what_broke_inside(notas: Any) -> None:
    for cuerpo in CUERPOS:
        r = await notas.cliente.post(f"/notas?rfc={PERSONAL}", json=cuerpo, headers=notas.cabeceras)
        assert r.status_code in (422, 500)
        assert PERSONAL not in r.text
        assert r.json()["remedio"]


async def peticiones(notas: Any) -> list[httpx.Response]:
    return [
        await notas.anotar(),
        await notas.cliente.post("/notas", json={}),
        await notas.cliente.get("/negada"),
        await notas.cliente.get("/no-hay"),
        await notas.cliente.delete("/notas"),
        await notas.anotar("falla"),
        await notas.cliente.get("/negada", params={"q": "x" * 3_000}),
    ]


async def test_every_answer_carries_the_security_headers_and_every_error_its_problem(notas: Any) -> None:
    respuestas = await peticiones(notas)
    assert [r.status_code for r in respuestas] == [201, 401, 409, 404, 405, 500, 414]
    for r in respuestas:
        assert r.headers["x-content-type-options"] == "nosniff"
        assert r.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert r.headers["referrer-policy"] == "same-origin"
        assert r.headers["cross-origin-resource-policy"] == "same-origin"
        assert r.headers["cache-control"] == "no-store"
        assert "server" not in r.headers
    for r in respuestas[1:]:
        assert set(r.json()) >= {"type", "title", "status", "detail", "codigo", "origen", "remedio", "datos"}
        assert r.json()["status"] == r.status_code


async def test_a_store_that_is_away_is_a_clear_503_and_not_our_mistake(notas_con: Fabrica) -> None:
    ajustes = Ajustes(
        modo="prueba", confianza="simulada", minio="127.0.0.1:9", minio_clave=SecretStr("nadie")
    )
    notas = await notas_con(objetos=AlmacenMinio(ajustes, "prueba"))
    r = await notas.cliente.get("/objeto")
    assert (r.status_code, r.json()["codigo"], r.json()["origen"]) == (503, "no_disponible", "plataforma")
    assert r.headers["retry-after"] == "1"
