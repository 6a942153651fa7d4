from typing import Any
from uuid import UUID, uuid4

import pytest
from icsoe_contracts.signing import (
    DevolucionSolicitada,
    InformativaDevuelta,
    InformativaPresentada,
    InformativaRechazada,
)


def de_un_envio(mesa: Any, de: UUID, informativa_id: str, envio: int = 1) -> dict[str, Any]:
    return {
        "informativa_id": informativa_id,
        "envio": envio,
        "contratista_id": de,
        "ejercicio": 2026,
        "cuatrimestre": 2,
        "ocurrido": mesa.reloj.ahora(),
    }


def presentada(mesa: Any, de: UUID, informativa_id: str, folio: str, **cambios: Any) -> InformativaPresentada:
    datos = {
        **de_un_envio(mesa, de, informativa_id),
        "folio": folio,
        "nombre": "ESCUELA KEMPER URGATE",
        "tipo_persona": "M",
        "tipo": "SIN_INFORMACION",
        "fecha_presentacion": mesa.reloj.ahora(),
        "extemporanea": False,
        "contratos_relacionados": 0,
        "total_trabajadores": 0,
        "contenido_sha256": "a" * 64,
    }
    return InformativaPresentada.model_validate(datos | cambios)


async def ver(mesa: Any, de: UUID, id: str) -> dict[str, Any]:
    return (await mesa.pedir("GET", f"/informativas/{id}", de)).json()


async def test_a_presented_return_shows_its_folio_and_leaves_the_tray(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    await mesa.recibir(presentada(mesa, de, id, "SI26000001"), periodo)
    vista = await ver(mesa, de, id)
    assert (vista["estado"], vista["folio_definitivo"]) == ("PRESENTADA", "SI26000001")
    assert (await mesa.pedir("GET", "/informativas", de)).json() == []
    respuesta = await mesa.nueva(de)
    assert respuesta.json()["codigo"] == "MSG-06"
    assert "SI26000001" in respuesta.json()["detail"]


async def test_a_return_presented_outside_this_database_still_fills_its_period(mesa: Any) -> None:
    de = await mesa.contratista()
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "SI26000002"), uuid4())
    assert (await mesa.nueva(de)).json()["codigo"] == "MSG-06"
    otro = await mesa.contratista()
    assert (await mesa.nueva(otro)).status_code == 201


async def test_a_vigente_that_appears_after_the_draft_stops_the_send(mesa: Any) -> None:
    de = await mesa.contratista()
    creada = (await mesa.nueva(de)).json()
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "SI26000003"), uuid4())
    respuesta = await mesa.pedir("POST", f"/informativas/{creada['id']}/envio", de, If_Match='"1"')
    assert respuesta.json()["codigo"] == "MSG-06"


async def test_a_returned_return_can_be_edited_and_sent_again_under_a_new_token(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id), motivo="Falta un contrato."), periodo)
    vista = await ver(mesa, de, id)
    assert (vista["estado"], vista["motivo_devolucion"]) == ("EN_CAPTURA", "Falta un contrato.")
    assert vista["contenido_sha256"] is None
    respuesta = await mesa.pedir("POST", f"/informativas/{id}/envio", de, If_Match=f'"{vista["version"]}"')
    assert respuesta.json()["envio"] == 2


@pytest.mark.parametrize(
    ("codigo", "texto"),
    [
        ("MSG-06", "SI26000009"),
        ("MSG-10", "4 complementarias"),
        ("CONTENIDO_DISTINTO", "contenido"),
        ("MSG-08", "firmar"),
    ],
)
async def test_a_refused_return_comes_back_with_the_reason_in_words(
    mesa: Any, codigo: Any, texto: str
) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    evento = InformativaRechazada(**de_un_envio(mesa, de, id), codigo=codigo, folio_vigente="SI26000009")
    await mesa.recibir(evento, periodo)
    vista = await ver(mesa, de, id)
    assert vista["estado"] == "EN_CAPTURA"
    assert texto in vista["motivo_devolucion"]


async def test_a_late_answer_to_an_older_send_changes_nothing(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id), motivo="Uno."), periodo)
    await mesa.pedir("POST", f"/informativas/{id}/envio", de, If_Match='"3"')
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id, envio=1), motivo="Otra vez."), periodo)
    assert (await ver(mesa, de, id))["estado"] == "POR_FIRMAR"


async def test_an_event_delivered_twice_is_applied_once_and_an_old_one_never(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    evento = presentada(mesa, de, id, "SI26000001")
    await mesa.recibir(evento, periodo, sequence=4)
    version = (await ver(mesa, de, id))["version"]
    await mesa.recibir(evento, periodo, sequence=4)
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id), motivo="Vieja."), periodo, sequence=3)
    despues = await ver(mesa, de, id)
    assert (despues["version"], despues["estado"]) == (version, "PRESENTADA")
    pasos = await mesa.prueba.recursos.base.fetch("select a from historial order by id")
    assert [p["a"] for p in pasos] == ["EN_CAPTURA", "POR_FIRMAR", "PRESENTADA"]


async def test_an_older_state_of_a_filer_never_replaces_a_newer_one(mesa: Any) -> None:
    de = uuid4()
    await mesa.recibir(mesa.generales(de, completos=True), de, sequence=2)
    await mesa.recibir(mesa.generales(de, completos=False), de, sequence=1)
    assert (await mesa.nueva(de)).status_code == 201


async def test_a_sin_efectos_frees_the_period_and_a_correction_takes_its_place(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    await mesa.recibir(presentada(mesa, de, id, "SI26000001"), periodo)
    sin_efectos = {"tipo": "COMPLEMENTARIA", "complementaria": "SIN_EFECTOS", "folio_corregido": "SI26000001"}
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "SE26000002", **sin_efectos), periodo)
    assert (await ver(mesa, de, id))["estado"] == "SIN_EFECTOS"
    nueva = await mesa.enviada(de)
    await mesa.recibir(presentada(mesa, de, nueva["informativa_id"], "N26000003", tipo="NORMAL"), periodo)
    correccion = {"tipo": "COMPLEMENTARIA", "complementaria": "CORRECCION", "folio_corregido": "N26000003"}
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "C26000004", **correccion), periodo)
    assert (await ver(mesa, de, nueva["informativa_id"]))["estado"] == "SUSTITUIDA"
    respuesta = await mesa.nueva(de)
    assert "C26000004" in respuesta.json()["detail"]


async def test_each_period_says_what_it_already_has_and_whether_a_new_return_may_be_opened(mesa: Any) -> None:
    de, otro = await mesa.contratista(), await mesa.contratista()
    creada = (await mesa.nueva(de, cuatrimestre=1)).json()
    enviada = await mesa.enviada(de, ejercicio=2025, cuatrimestre=3)
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "SI26000001"), uuid4())

    async def situaciones(quien: UUID) -> dict[tuple[int, int], dict[str, Any]]:
        lista = (await mesa.pedir("GET", "/periodos", quien)).json()
        return {(p["ejercicio"], p["cuatrimestre"]): p for p in lista}

    suyos = await situaciones(de)
    assert suyos[2026, 1]["en_curso"] == creada
    assert suyos[2025, 3]["en_curso"]["id"] == enviada["informativa_id"]
    assert suyos[2025, 3]["en_curso"]["estado"] == "POR_FIRMAR"
    vigente = {"folio": "SI26000001", "tipo": "SIN_INFORMACION", "complementaria": None}
    assert suyos[2026, 2]["presentadas"] == [vigente]
    ocupados = {p for p, suyo in suyos.items() if not suyo["admite_nueva"]}
    assert ocupados == {(2026, 2), (2026, 1), (2025, 3)}
    assert all(p["admite_nueva"] for p in (await situaciones(otro)).values())

    sin_efectos = {"tipo": "COMPLEMENTARIA", "complementaria": "SIN_EFECTOS", "folio_corregido": "SI26000001"}
    await mesa.recibir(presentada(mesa, de, str(uuid4()), "SE26000002", **sin_efectos), uuid4())
    assert (await situaciones(de))[2026, 2]["admite_nueva"]


async def test_a_request_waits_for_the_projection_it_depends_on(mesa: Any) -> None:
    de = uuid4()
    sobre = await mesa.recibir(mesa.generales(de, completos=True), de)
    alcanzada = mesa.prueba.partes.alcanzada
    assert await alcanzada(sobre.source, sobre.subject, sobre.sequence)
    assert not await alcanzada(sobre.source, sobre.subject, sobre.sequence + 1)
    assert not await alcanzada(sobre.source, str(uuid4()), 1)
    posicion = f"{sobre.source};{sobre.subject};{sobre.sequence}"
    assert (await mesa.pedir("GET", "/informativas", de, ICSOE_Despues_De=posicion)).status_code == 200


async def test_four_positions_are_waited_for_at_once_as_a_browser_keeps_them(mesa: Any) -> None:
    de = uuid4()
    oidas = [
        await mesa.recibir(mesa.generales(id, completos=True), id) for id in (de, uuid4(), uuid4(), uuid4())
    ]
    posiciones = ",".join(f"{s.source};{s.subject};{s.sequence}" for s in oidas)
    for ruta in ("/periodos", "/informativas"):
        respuesta = await mesa.pedir("GET", ruta, de, ICSOE_Despues_De=posiciones)
        assert respuesta.status_code == 200, respuesta.text


def solicitada(mesa: Any, de: UUID, informativa_id: str, envio: int = 1) -> DevolucionSolicitada:
    datos = de_un_envio(mesa, de, informativa_id, envio)
    return DevolucionSolicitada(**datos, capturista_id=uuid4(), motivo="Falta un contrato.")


async def test_that_a_return_was_asked_for_shows_in_the_tray_until_it_is_answered(mesa: Any) -> None:
    de, periodo, devoluciones = await mesa.contratista(), uuid4(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    assert (await ver(mesa, de, id))["devolucion_solicitada"] is None
    evento = solicitada(mesa, de, id)
    await mesa.recibir(evento, devoluciones)
    vista = await ver(mesa, de, id)
    assert vista["estado"] == "POR_FIRMAR"
    assert vista["devolucion_solicitada"] == evento.ocurrido.isoformat().replace("+00:00", "Z")
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id), motivo="Va."), periodo)
    assert (await ver(mesa, de, id))["devolucion_solicitada"] is None
    (paso,) = await mesa.prueba.recursos.base.fetch("select actor, motivo from historial where de = a")
    assert (paso["actor"], paso["motivo"]) == (str(evento.capturista_id), "Falta un contrato.")


async def test_a_request_about_an_older_send_is_not_shown_on_the_newer_one(mesa: Any) -> None:
    de, periodo = await mesa.contratista(), uuid4()
    id = (await mesa.enviada(de))["informativa_id"]
    await mesa.recibir(InformativaDevuelta(**de_un_envio(mesa, de, id), motivo="Va."), periodo)
    await mesa.pedir("POST", f"/informativas/{id}/envio", de, If_Match='"3"')
    await mesa.recibir(solicitada(mesa, de, id), uuid4())
    vista = await ver(mesa, de, id)
    assert (vista["estado"], vista["envio"], vista["devolucion_solicitada"]) == ("POR_FIRMAR", 2, None)
