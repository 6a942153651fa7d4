"""From the send to the folio, on the twin and on PostgreSQL: promises of icsoe.md §11.3 and design.md §4."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from icsoe_contracts.signing import (
    InformativaDevuelta,
    InformativaPresentada,
    InformativaRechazada,
    PresentacionPublica,
)
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo

EMPRESA = "EKU9003173C9"
PERIODO = Periodo(2026, 1)
LIMITE = datetime(2026, 5, 19, 5, 59, 59, 999_000, tzinfo=UTC)
MILISEGUNDO = timedelta(milliseconds=1)


async def test_a_signed_return_gets_a_folio_and_its_facts_are_published(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, PERIODO))
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    assert hecha.folio.startswith("SI26")
    assert (hecha.extemporanea, hecha.sha256) == (False, evento.contenido_sha256)
    presentada, publica = await oficina.hechos()
    assert isinstance(presentada, InformativaPresentada)
    assert isinstance(publica, PresentacionPublica)
    assert (presentada.folio, presentada.fecha_presentacion) == (hecha.folio, hecha.fecha_presentacion)
    assert evento.rfc not in presentada.model_dump_json() + publica.model_dump_json()
    guardada = await oficina.lecturas.presentada(hecha.folio, evento.contratista_id)
    assert guardada.estado == "PRESENTADA"
    assert await oficina.lecturas.pendientes(evento.contratista_id) == []


async def test_a_company_signs_with_its_own_efirma_and_the_representative_stands_in_the_text(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma(EMPRESA, "ESCUELA KEMPER URGATE")
    evento = await oficina.recibir(enviada(efirma))
    cadena = await oficina.cadena(evento, efirma)
    assert "|EKU9003173C9|CACX7605101P8|" in cadena.cadena
    assert (await oficina.presentar(await oficina.firmada(evento, efirma))).folio.startswith("SI")


async def test_an_older_or_repeated_send_is_ignored(oficina: Any, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    segundo = await oficina.recibir(enviada(efirma, envio=2))
    viejo = enviada(
        efirma, envio=1, informativa_id=segundo.informativa_id, contratista_id=segundo.contratista_id
    )
    await oficina.recibir(viejo)
    await oficina.recibir(segundo)
    pendiente = await oficina.lecturas.pendiente(segundo.informativa_id, segundo.contratista_id)
    assert (pendiente.envio, pendiente.contenido_sha256) == (2, segundo.contenido_sha256)
    assert await oficina.hechos() == []


async def test_a_return_can_be_sent_again_after_devolver(oficina: Any, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    vieja = await oficina.firmada(evento, efirma)
    devuelta = await oficina.devolver(evento, "  Falta   un contrato ")
    assert (devuelta.estado, devuelta.motivo) == ("DEVUELTA", "Falta un contrato")
    assert (await oficina.rechazo(oficina.presentar(vieja))).detalle == (
        "La informativa fue devuelta a captura: Falta un contrato."
    )
    otro = await oficina.recibir(
        enviada(efirma, envio=2, informativa_id=evento.informativa_id, contratista_id=evento.contratista_id)
    )
    assert (await oficina.rechazo(oficina.presentar(vieja))).codigo == "cadena_distinta"
    await oficina.presentar(await oficina.firmada(otro, efirma))
    assert [h.motivo for h in await oficina.hechos(InformativaDevuelta)] == ["Falta un contrato"]


async def test_what_is_sent_for_a_period_with_a_vigente_is_refused_by_an_event(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    primera = await oficina.recibir(enviada(efirma))
    hecha = await oficina.presentar(await oficina.firmada(primera, efirma))
    segunda = await oficina.recibir(enviada(efirma, contratista_id=primera.contratista_id))
    (negada,) = await oficina.hechos(InformativaRechazada)
    assert (negada.informativa_id, negada.envio, negada.codigo, negada.folio_vigente) == (
        segunda.informativa_id,
        1,
        "MSG-06",
        hecha.folio,
    )
    assert (await oficina.rechazo(oficina.cadena(segunda, efirma))).codigo == "MSG-06"


@pytest.mark.parametrize(
    "mentira",
    [{"contenido": "{}"}, {"nombre": "OTRO"}, {"rfc": "AAA010101AAA"}, {"contratos_relacionados": 1}],
)
async def test_content_that_is_not_what_the_event_says_is_refused_by_an_event(
    oficina: Any, autoridad: Any, enviada: Any, mentira: dict[str, Any]
):
    await oficina.recibir(enviada(autoridad.efirma(), **mentira))
    assert [h.codigo for h in await oficina.hechos(InformativaRechazada)] == ["CONTENIDO_DISTINTO"]


async def test_the_same_signature_again_gives_the_same_folio_and_the_first_instant(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    primera = await oficina.presentar(orden)
    reloj.avanzar(timedelta(hours=1))
    assert await oficina.presentar(replace(orden, recibida_en=reloj.ahora())) == primera
    assert len(await oficina.hechos(InformativaPresentada)) == 1


async def test_a_double_click_is_one_presentation(oficina: Any, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    respuestas = await asyncio.gather(*(oficina.presentar(orden) for _ in range(6)))
    assert len({r.model_dump_json() for r in respuestas}) == 1
    assert len(await oficina.hechos(InformativaPresentada)) == 1


async def test_two_browsers_that_sign_one_return_get_one_folio_and_one_msg_06(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    ordenes = [await oficina.firmada(evento, efirma) for _ in range(2)]
    resultados = await asyncio.gather(*(oficina.presentar(o) for o in ordenes), return_exceptions=True)
    (folio,) = [r.folio for r in resultados if not isinstance(r, BaseException)]
    (negada,) = [r for r in resultados if isinstance(r, Negativa)]
    assert (negada.codigo, negada.datos["folio"]) == ("MSG-06", folio)
    assert await oficina.hechos(InformativaRechazada) == []


async def test_two_returns_of_one_period_signed_at_once_give_one_folio_and_the_loser_goes_back_to_capture(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    contratista = uuid4()
    eventos = await asyncio.gather(
        *(oficina.recibir(enviada(efirma, contratista_id=contratista)) for _ in range(2))
    )
    ordenes = [await oficina.firmada(e, efirma) for e in eventos]
    resultados = await asyncio.gather(*(oficina.presentar(o) for o in ordenes), return_exceptions=True)
    (folio,) = [r.folio for r in resultados if not isinstance(r, BaseException)]
    (negada,) = [r for r in resultados if isinstance(r, Negativa)]
    assert (negada.codigo, negada.datos["folio"]) == ("MSG-06", folio)
    (hecho,) = await oficina.hechos(InformativaRechazada)
    assert (hecho.codigo, hecho.folio_vigente) == ("MSG-06", folio)
    perdedor = await oficina.lecturas.pendiente(hecho.informativa_id, contratista)
    assert perdedor.estado == "RECHAZADA"


async def test_sign_and_devolver_at_once_let_one_win(oficina: Any, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    resultados = await asyncio.gather(
        oficina.presentar(orden), oficina.devolver(evento, "Me equivoqué"), return_exceptions=True
    )
    (negada,) = [r for r in resultados if isinstance(r, Negativa)]
    assert negada.codigo in ("MSG-06", "MSG-18")
    assert len(await oficina.hechos()) == (2 if negada.codigo == "MSG-06" else 1)


@pytest.mark.parametrize(
    ("cuanto", "tarde"),
    [(-MILISEGUNDO, False), (timedelta(0), False), (timedelta(microseconds=999), False), (MILISEGUNDO, True)],
)
async def test_a_millisecond_around_the_limit_decides(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any, cuanto: timedelta, tarde: bool
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, PERIODO))
    reloj.instante = LIMITE + cuanto
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    assert (hecha.extemporanea, hecha.fecha_presentacion) == (tarde, LIMITE + cuanto)


@pytest.mark.parametrize(
    ("periodo", "firmada_en", "tarde"),
    [
        (Periodo(2022, 1), datetime(2022, 9, 15, 18, tzinfo=UTC), True),
        (Periodo(2022, 2), datetime(2022, 9, 19, 18, tzinfo=UTC), False),
    ],
)
async def test_the_seed_cases_of_2022_are_late_and_on_time(
    oficina: Any,
    autoridad: Any,
    enviada: Any,
    reloj: Any,
    periodo: Periodo,
    firmada_en: datetime,
    tarde: bool,
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, periodo))
    reloj.instante = firmada_en
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    assert (hecha.folio[:4], hecha.extemporanea) == ("SI22", tarde)


async def test_what_was_received_in_time_stays_in_time_however_late_it_is_committed(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, PERIODO))
    reloj.instante = recibida = LIMITE - timedelta(milliseconds=99)
    orden = await oficina.firmada(evento, efirma)
    reloj.avanzar(timedelta(seconds=5))
    hecha = await oficina.presentar(orden)
    assert (hecha.extemporanea, hecha.fecha_presentacion) == (False, recibida)


async def test_the_last_instant_of_the_year_is_still_of_that_year(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, PERIODO))
    reloj.instante = datetime(2027, 1, 1, 5, 59, 59, 999_000, tzinfo=UTC)
    orden = await oficina.firmada(evento, efirma)
    reloj.avanzar(timedelta(seconds=2))
    assert (await oficina.presentar(orden)).folio.startswith("SI26")


async def test_every_type_of_return_passes_through_the_same_walls(oficina: Any, autoridad: Any, enviada: Any):
    efirma, contratista = autoridad.efirma(), uuid4()

    async def firmar(**acto: Any) -> str:
        evento = await oficina.recibir(enviada(efirma, PERIODO, contratista_id=contratista, **acto))
        return (await oficina.presentar(await oficina.firmada(evento, efirma))).folio

    async def estados() -> dict[str, str]:
        return {p.folio: p.estado for p in await oficina.lecturas.presentadas(contratista, 0, 9)}

    normal = await firmar(tipo="NORMAL")
    correccion = await firmar(tipo="COMPLEMENTARIA", complementaria="CORRECCION", folio_corregido=normal)
    assert await estados() == {normal: "SUSTITUIDA", correccion: "PRESENTADA"}
    sin_efectos = await firmar(
        tipo="COMPLEMENTARIA", complementaria="SIN_EFECTOS", folio_corregido=correccion
    )
    assert (await estados())[correccion] == "SIN_EFECTOS"
    nueva = await firmar()
    assert [folio.rstrip("0123456789") for folio in (normal, correccion, sin_efectos, nueva)] == [
        "N",
        "C",
        "SE",
        "SI",
    ]
    tarde = await oficina.recibir(
        enviada(
            efirma,
            PERIODO,
            contratista_id=contratista,
            tipo="COMPLEMENTARIA",
            complementaria="CORRECCION",
            folio_corregido=normal,
        )
    )
    (hecho,) = await oficina.hechos(InformativaRechazada)
    assert (hecho.informativa_id, hecho.codigo) == (tarde.informativa_id, "OBJETIVO_NO_VIGENTE")
