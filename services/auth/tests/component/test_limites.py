"""The limits of threats.md §4.7 that stand at this door, read back from the running service."""

import asyncio
import base64
from datetime import timedelta
from typing import Any

import httpx
import pytest

HUELLA = {"verificador_sha256": "ab" * 32}


async def _reto(puerta: Any, direccion: str) -> httpx.Response:
    return await puerta.http.post("/retos", json=HUELLA, headers={"X-Forwarded-For": direccion})


async def test_an_address_gets_120_challenges_a_minute_and_its_neighbours_their_own(puerta: Any) -> None:
    codigos = [(await _reto(puerta, "203.0.113.7")).status_code for _ in range(121)]
    assert codigos == [201] * 120 + [429]
    negado = await _reto(puerta, "203.0.113.7")
    assert (negado.json()["codigo"], negado.headers["retry-after"]) == ("demasiadas_peticiones", "1")
    assert (await _reto(puerta, "203.0.113.8")).status_code == 201
    puerta.reloj.avanzar(timedelta(minutes=1))
    assert (await _reto(puerta, "203.0.113.7")).status_code == 201


async def test_the_gateways_address_counts_and_not_what_the_caller_wrote_before_it(abrir: Any) -> None:
    puerta = await abrir(retos_por_direccion=2)
    inventadas = [f"198.51.100.{n}, 203.0.113.7" for n in range(3)]
    assert [(await _reto(puerta, d)).status_code for d in inventadas] == [201, 201, 429]


async def test_an_ipv6_line_is_one_address_however_it_moves_inside_its_64_bits(abrir: Any) -> None:
    puerta = await abrir(retos_por_direccion=2)
    casas = ["2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:1::3", "2001:db8:1:2::1"]
    assert [(await _reto(puerta, d)).status_code for d in casas] == [201, 201, 429, 201]


async def test_an_rfc_opens_20_sessions_in_ten_minutes_and_is_told_when_the_next(
    puerta: Any, persona: Any, empresa: Any
) -> None:
    for _ in range(20):
        await puerta.entrar(persona)
        puerta.reloj.avanzar(timedelta(seconds=20))
    intento = await puerta.preparar(persona)
    antes = await puerta.filas()
    negado = await puerta.responder(intento)
    assert (negado.status_code, negado.json()["codigo"]) == (429, "demasiados_ingresos")
    assert negado.headers["retry-after"] == "200"
    assert await puerta.filas() == antes
    await puerta.entrar(empresa)
    puerta.reloj.avanzar(timedelta(seconds=100))
    assert (await puerta.responder(await puerta.preparar(persona))).status_code == 429
    puerta.reloj.avanzar(timedelta(seconds=100))
    assert (await puerta.responder(await puerta.preparar(persona))).status_code == 201


async def test_the_login_limit_is_exact_however_many_come_at_once(abrir: Any, persona: Any) -> None:
    puerta = await abrir(ingresos_por_rfc=3)
    intentos = [await puerta.preparar(persona) for _ in range(12)]
    respuestas = await asyncio.gather(*(puerta.responder(i) for i in intentos))
    assert sorted(r.status_code for r in respuestas) == [201] * 3 + [429] * 9


async def test_a_bad_signature_takes_nobody_elses_turn(abrir: Any, persona: Any, empresa: Any) -> None:
    puerta = await abrir(ingresos_por_rfc=1)
    for _ in range(3):
        intento = await puerta.preparar(empresa)
        assert await puerta.negado(intento.con(certificado=persona.certificado)) == (403, "firma_invalida")
    await puerta.entrar(persona)


@pytest.mark.parametrize(
    ("octetos", "estado"), [(16 * 1024 + 200, 422), (256 * 1024, 413)], ids=["certificado", "cuerpo"]
)
async def test_what_is_larger_than_a_certificate_or_a_body_may_be_is_refused(
    puerta: Any, octetos: int, estado: int
) -> None:
    certificado = base64.b64encode(b"0" * octetos).decode()
    for ruta in ("/certificados/revision", "/sesiones"):
        respuesta = await puerta.http.post(ruta, json={"certificado": certificado})
        assert respuesta.status_code == estado
    assert await puerta.filas() == (0, 0, 0)


async def test_the_limits_in_force_are_those_of_the_threat_model(puerta: Any) -> None:
    ajustes = puerta.http.prueba.recursos.ajustes
    assert (ajustes.retos_por_direccion, ajustes.ingresos_por_rfc) == (120, 20)
    assert (ajustes.limites.cuerpo_json, ajustes.limites.url) == (256 * 1024, 2 * 1024)
