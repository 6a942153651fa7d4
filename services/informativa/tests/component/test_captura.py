import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from icsoe_contracts.registry import CorreoPorConfirmar


async def outbox(mesa: Any) -> list[dict[str, Any]]:
    filas = await mesa.prueba.recursos.base.fetch("select * from outbox order by position")
    return [{**dict(fila), "cuerpo": json.loads(fila["payload"])} for fila in filas]


async def test_the_oath_creates_a_draft_with_a_provisional_folio(mesa: Any) -> None:
    de = await mesa.contratista()
    respuesta = await mesa.nueva(de)
    assert respuesta.status_code == 201
    creada = respuesta.json()
    assert respuesta.headers["ETag"] == '"1"'
    assert creada["folio_provisional"].startswith("TMP-")
    assert (creada["estado"], creada["tipo"], creada["envio"]) == ("EN_CAPTURA", "SIN_INFORMACION", 0)
    assert (creada["contratos_relacionados"], creada["total_trabajadores"]) == (0, 0)
    assert [i["id"] for i in (await mesa.pedir("GET", "/informativas", de)).json()] == [creada["id"]]


@pytest.mark.parametrize(
    ("cambios", "estado", "codigo"),
    [
        ({"protesta": False}, 422, "protesta_requerida"),
        ({"tipo": "NORMAL"}, 422, "captura_normal_pendiente"),
        ({"ejercicio": 2020, "cuatrimestre": 3}, 422, "periodo_inexistente"),
        ({"cuatrimestre": 4}, 422, "periodo_inexistente"),
        ({"cuatrimestre": 3}, 201, None),
        ({"ejercicio": 2027, "cuatrimestre": 1}, 409, "periodo_no_iniciado"),
        ({"estado": "PRESENTADA"}, 422, "cuerpo_invalido"),
        ({"contratista_id": str(UUID(int=1))}, 422, "cuerpo_invalido"),
        ({"tipo": "COMPLEMENTARIA"}, 422, "cuerpo_invalido"),
    ],
)
async def test_what_cannot_be_opened_is_refused_with_its_own_message(
    mesa: Any, cambios: dict[str, Any], estado: int, codigo: str | None
) -> None:
    de = await mesa.contratista()
    respuesta = await mesa.nueva(de, **cambios)
    assert respuesta.status_code == estado
    assert respuesta.json().get("codigo") == codigo
    if codigo:
        assert (await mesa.pedir("GET", "/informativas", de)).json() == []


async def test_without_complete_general_data_nothing_new_is_created_or_sent(mesa: Any) -> None:
    desconocido = uuid4()
    assert (await mesa.nueva(desconocido)).json()["codigo"] == "MSG-24"
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    await mesa.recibir(mesa.generales(de, completos=False), de)
    envio = await mesa.pedir("POST", f"/informativas/{creada['id']}/envio", de, If_Match='"1"')
    assert envio.json()["codigo"] == "MSG-24"
    assert "Celular" in envio.json()["detail"]
    assert (await mesa.nueva(de, cuatrimestre=1)).json()["codigo"] == "MSG-24"
    assert (await mesa.pedir("GET", f"/informativas/{creada['id']}", de)).json()["estado"] == "EN_CAPTURA"


async def test_a_period_has_one_draft_however_many_tabs_ask_at_once(mesa: Any) -> None:
    de = await mesa.contratista()
    respuestas = await asyncio.gather(*(mesa.nueva(de) for _ in range(12)))
    assert sorted(r.status_code for r in respuestas) == [201] + [409] * 11
    assert {r.json()["codigo"] for r in respuestas if r.status_code == 409} == {"MSG-07"}


async def test_sending_freezes_the_content_and_tells_signing_all_it_needs(mesa: Any) -> None:
    de = await mesa.contratista(nombre="SERVICIOS Ñ&M")
    enviada = await mesa.enviada(de)
    (evento,) = await outbox(mesa)
    cuerpo = evento["cuerpo"]
    assert (evento["topic"], evento["key"]) == ("icsoe.informativa.envio.v1", enviada["informativa_id"])
    assert (cuerpo["envio"], cuerpo["rfc"], cuerpo["nombre"]) == (1, "EKU9003173C9", "SERVICIOS Ñ&M")
    assert cuerpo["contenido_sha256"] == enviada["contenido_sha256"]
    contenido = json.loads(cuerpo["contenido"])
    assert contenido["contratista"]["nombre"] == "SERVICIOS Ñ&M"
    assert len(contenido["sal"]) == 32
    vista = (await mesa.pedir("GET", f"/informativas/{enviada['informativa_id']}", de)).json()
    assert (vista["estado"], vista["version"]) == ("POR_FIRMAR", 2)


async def test_the_position_of_a_send_is_what_signing_can_wait_for(mesa: Any) -> None:
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    respuesta = await mesa.pedir("POST", f"/informativas/{creada['id']}/envio", de, If_Match='"1"')
    assert respuesta.headers["ICSOE-Posicion"] == f"/icsoe/informativa/1;{creada['id']};1"


@pytest.mark.parametrize(
    ("if_match", "codigo"),
    [(None, "version_requerida"), ('"7"', "version_distinta"), ("x", "version_distinta")],
)
async def test_a_send_needs_the_version_that_was_seen(mesa: Any, if_match: str | None, codigo: str) -> None:
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    cabeceras = {"If_Match": if_match} if if_match else {}
    respuesta = await mesa.pedir("POST", f"/informativas/{creada['id']}/envio", de, **cabeceras)
    assert respuesta.json()["codigo"] == codigo
    assert await outbox(mesa) == []


async def test_a_double_click_on_enviar_sends_once(mesa: Any) -> None:
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    ruta = f"/informativas/{creada['id']}/envio"
    respuestas = await asyncio.gather(
        *(mesa.pedir("POST", ruta, de, If_Match='"1"', Idempotency_Key="k1") for _ in range(4))
    )
    assert {r.status_code for r in respuestas} == {200}
    assert len({r.text for r in respuestas}) == 1
    assert len(await outbox(mesa)) == 1


async def test_of_two_tabs_that_send_without_a_key_one_wins(mesa: Any) -> None:
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    ruta = f"/informativas/{creada['id']}/envio"
    respuestas = await asyncio.gather(*(mesa.pedir("POST", ruta, de, If_Match='"1"') for _ in range(4)))
    assert sorted(r.status_code for r in respuestas) == [200, 409, 409, 409]
    assert len(await outbox(mesa)) == 1


async def test_somebody_elses_return_is_missing(mesa: Any) -> None:
    de, otro = await mesa.contratista(), await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    ajena, inexistente = f"/informativas/{creada['id']}", f"/informativas/{uuid4()}"
    for metodo, sufijo in (("GET", ""), ("DELETE", ""), ("POST", "/envio")):
        respuestas = [
            await mesa.pedir(metodo, r + sufijo, otro, If_Match='"1"') for r in (ajena, inexistente)
        ]
        assert [r.status_code for r in respuestas] == [404, 404]
        assert [r.json()["codigo"] for r in respuestas] == ["no_encontrado"] * 2
    assert (await mesa.pedir("GET", "/informativas", otro)).json() == []
    assert (await mesa.pedir("GET", ajena, de)).json()["version"] == 1


async def test_a_draft_can_be_deleted_and_the_period_is_free_again(mesa: Any) -> None:
    de = await mesa.contratista()
    ruta = f"/informativas/{(await mesa.nueva(de)).json()['id']}"
    assert (await mesa.pedir("DELETE", ruta, de)).status_code == 204
    assert (await mesa.pedir("GET", ruta, de)).status_code == 404
    assert (await mesa.nueva(de)).status_code == 201


async def test_what_was_sent_cannot_be_deleted(mesa: Any) -> None:
    de = await mesa.contratista()
    enviada = await mesa.enviada(de)
    respuesta = await mesa.pedir("DELETE", f"/informativas/{enviada['informativa_id']}", de)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (409, "no_enviable")


async def test_twenty_open_returns_are_enough(mesa: Any) -> None:
    de = await mesa.contratista()
    await mesa.prueba.recursos.base.execute(
        "insert into informativa select gen_random_uuid(), $1, 2000 + n, 1, 'SIN_INFORMACION', null,"
        " 'EN_CAPTURA', 'TMP-' || n, 0, 0, 0, null, null, null, 1, $2, $2 from generate_series(1, 20) n",
        de,
        mesa.reloj.ahora(),
    )
    respuesta = await mesa.nueva(de)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (429, "demasiados_borradores")


async def test_the_periods_on_offer_are_the_started_ones_newest_first(mesa: Any) -> None:
    lista = (await mesa.pedir("GET", "/periodos", uuid4())).json()
    assert (lista[0]["ejercicio"], lista[0]["cuatrimestre"]) == (2026, 3)
    assert (lista[-1]["ejercicio"], lista[-1]["etiqueta"]) == (2021, "Del 24 al 30 de abril")
    abierta = next(p for p in lista if (p["ejercicio"], p["cuatrimestre"]) == (2026, 2))
    assert abierta["firma_abierta"]
    assert not abierta["extemporanea_si_hoy"]
    assert (abierta["vence"], abierta["etiqueta"]) == ("2026-09-17", "Mayo - Agosto")
    assert not lista[0]["firma_abierta"]


async def test_nobody_enters_without_a_session(mesa: Any) -> None:
    respuesta = await mesa.cliente.get("/informativas")
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (401, "sesion_expirada")


async def test_who_asked_for_another_link_to_confirm_its_mail_does_not_wait_for_it(mesa: Any) -> None:
    filer = await mesa.contratista()
    enlace = CorreoPorConfirmar(
        contratista_id=filer, sellado="sellado", expira=mesa.reloj.ahora(), ocurrido=mesa.reloj.ahora()
    )
    sobre = await mesa.recibir(enlace, filer)
    despues = {"ICSOE-Despues-De": f"{sobre.source};{filer};{sobre.sequence}"}
    assert (await mesa.pedir("GET", "/informativas", filer, **despues)).status_code == 200
