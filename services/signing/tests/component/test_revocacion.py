"""What the authority says of a certificate decides a filing (icsoe.md §11.3; T-20, T-39, T-42, T-43)."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import pytest
from icsoe_contracts.signing import InformativaPresentada, RevocacionConfirmada
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.certificado import leer_certificado
from icsoe_signing.adapters.memoria import BaseEnMemoria
from icsoe_signing.adapters.peritaje import EvidenciaIlegible, peritar
from icsoe_signing.adapters.postgres_revocacion import LecturasDeRevocacionPg
from icsoe_signing.application.emitir_acuse import Taller, emitir_acuse
from icsoe_signing.application.revisar_revocaciones import Vigilancia, Vuelta, revisar_revocaciones
from icsoe_sim.ca import abrir_ca
from icsoe_sim.contestacion import Caso, Contestador
from icsoe_sim.ocsp import Respondedor
from icsoe_sim.revocados import Motivo, Revocado, revocar

AJENO = "revocacion_respondedor_ajeno"
IMPOSTORES = (Caso.OTRA_LLAVE, Caso.OTRA_AUTORIDAD, Caso.SIN_DELEGACION, Caso.RESPONDEDOR_VENCIDO)
DE_OTRA_COSA = (Caso.OTRO_CERTIFICADO, Caso.OTRO_NONCE, Caso.NO_AUTORIZADO, Caso.BASURA, Caso.VACIA)
DE_OTRA_FORMA = (Caso.ENORME, Caso.COMPRIMIDA, Caso.REDIRIGE, Caso.HTTP_404)
PRISA = {"ocsp_intento_s": 0.3, "ocsp_total_s": 0.5}


@pytest.fixture
def caso() -> Caso:
    """What the responder will play; a test's own parameter takes its place."""
    return Caso.NORMAL


@pytest.fixture
async def sat(autoridad: Any, reloj: Any, caso: Caso) -> AsyncGenerator[Respondedor]:
    contestador = Contestador(autoridad.carpeta, abrir_ca(autoridad.carpeta), reloj.ahora)
    contestador.firmante(caso)  # an impostor's key is made now, not while somebody waits for the answer
    este = Respondedor(contestador)
    await este.abrir()
    yield este
    await este.cerrar()


@pytest.fixture
def mesa(oficina: Any, juez_en: Any, sat: Respondedor, caso: Caso) -> Any:
    """The office, with a responder to ask. Only who never answers is given little time."""
    oficina.juez = juez_en(sat.url, **(PRISA if caso is Caso.LENTA else {}))
    return oficina


def vigilancia_de(oficina: Any) -> Vigilancia:
    lecturas = oficina.lecturas
    base = lecturas.base
    revocaciones = lecturas if isinstance(base, BaseEnMemoria) else LecturasDeRevocacionPg(base)
    return Vigilancia(revocaciones, oficina.uow, oficina.juez, oficina.reloj)


async def revisar(oficina: Any) -> Vuelta:
    return await revisar_revocaciones(None, vigilancia_de(oficina))


async def observadas(oficina: Any) -> list[Any]:
    return list(await vigilancia_de(oficina).lecturas.observadas(0, 9))


async def lo_guardado(oficina: Any, evento: Any) -> tuple[object, ...]:
    return (
        await oficina.lecturas.pendiente(evento.informativa_id, evento.contratista_id),
        await oficina.lecturas.presentadas(evento.contratista_id, 0, 9),
        list(await oficina.hechos()),
    )


async def presentada_sin_respuesta(mesa: Any, sat: Respondedor, efirma: Any, enviada: Any) -> tuple[Any, Any]:
    await sat.jugar(Caso.REHUSA)
    evento = await mesa.recibir(enviada(efirma))
    hecha = await mesa.presentar(await mesa.firmada(evento, efirma))
    await sat.jugar(Caso.NORMAL)
    return evento, hecha


async def test_the_answer_says_whether_the_authority_was_asked_and_its_repetition_what_is_known_by_then(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    bien = await mesa.presentar(await mesa.firmada(evento, efirma))
    assert (bien.revocacion, bien.observada) == ("CONFIRMADA", False)
    await sat.jugar(Caso.REHUSA)
    otra = autoridad.efirma("XOJI740919U48", "INGRID XODAR JIMENEZ")
    orden = await mesa.firmada(await mesa.recibir(enviada(otra)), otra)
    callada = await mesa.presentar(orden)
    assert (callada.revocacion, callada.observada) == ("POR_CONFIRMAR", False)
    await sat.jugar(Caso.NORMAL)
    await revisar(mesa)
    assert await mesa.presentar(orden) == callada.model_copy(update={"revocacion": "CONFIRMADA"})


@pytest.mark.parametrize(
    ("caso", "codigo"),
    [
        (Caso.REVOCADO, "MSG-03"),
        (Caso.DESCONOCIDO, "revocacion_desconocida"),
        (Caso.ANTIGUA, "revocacion_caducada"),
        (Caso.VENCIDA, "revocacion_caducada"),
        (Caso.FUTURA, "revocacion_caducada"),
        *((ajeno, AJENO) for ajeno in IMPOSTORES + DE_OTRA_COSA + DE_OTRA_FORMA),
    ],
    ids=str,
)
async def test_what_the_authority_says_against_a_certificate_refuses_and_changes_nothing(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, caso: Caso, codigo: str
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    orden = await mesa.firmada(evento, efirma)
    antes = await lo_guardado(mesa, evento)
    await sat.jugar(caso)
    for _ in range(6):  # as often as would open the breaker, if such answers counted (T-42)
        assert (await mesa.rechazo(mesa.presentar(orden))).codigo == codigo
    assert await lo_guardado(mesa, evento) == antes


@pytest.mark.parametrize("caso", [Caso.NORMAL, Caso.SIN_PROXIMA, Caso.SIN_NONCE, Caso.DIRECTA], ids=str)
async def test_a_good_answer_is_kept_with_the_filing_and_told_with_its_instant(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, caso: Caso
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    await sat.jugar(caso)
    hecha = await mesa.presentar(await mesa.firmada(evento, efirma))
    guardada = await mesa.lecturas.presentada(hecha.folio, None)
    assert (guardada.revocacion, guardada.revocacion_en) == ("CONFIRMADA", mesa.reloj.ahora())
    (hecho,) = await mesa.hechos(InformativaPresentada)
    assert hecho.revocacion == "CONFIRMADA"
    assert (await revisar(mesa)).confirmadas == 0


@pytest.mark.parametrize(
    "caso",
    [Caso.REHUSA, Caso.LENTA, Caso.CORTADA, Caso.HTTP_500, Caso.INTENTAR_DESPUES, Caso.ERROR_INTERNO],
    ids=str,
)
async def test_silence_of_the_responder_files_at_once_por_confirmar(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, caso: Caso
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    await sat.jugar(caso)
    hecha = await mesa.presentar(await mesa.firmada(evento, efirma))
    guardada = await mesa.lecturas.presentada(hecha.folio, None)
    assert (guardada.revocacion, guardada.revocacion_en) == ("POR_CONFIRMAR", None)
    (hecho,) = await mesa.hechos(InformativaPresentada)
    assert hecho.revocacion == "POR_CONFIRMAR"


async def test_every_signature_asks_anew_and_a_certificate_revoked_since_cannot_sign(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor
):
    efirma = autoridad.efirma()
    primero = await mesa.recibir(enviada(efirma, Periodo(2026, 1)))
    await mesa.presentar(await mesa.firmada(primero, efirma))
    segundo = await mesa.recibir(enviada(efirma, Periodo(2025, 3)))
    orden = await mesa.firmada(segundo, efirma)
    numero = leer_certificado(efirma.certificado).numero
    revocar(autoridad.carpeta, Revocado(numero, orden.recibida_en, Motivo.LLAVE_COMPROMETIDA))
    assert (await mesa.rechazo(mesa.presentar(orden))).detalle == "El certificado está revocado."
    assert sat.conducta.consultas == 2


async def test_a_revocation_after_the_instant_of_receipt_undoes_nothing(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    orden = await mesa.firmada(evento, efirma)
    despues = orden.recibida_en + timedelta(seconds=1)
    revocar(autoridad.carpeta, Revocado(leer_certificado(efirma.certificado).numero, despues))
    hecha = await mesa.presentar(orden)
    guardada = await mesa.lecturas.presentada(hecha.folio, None)
    assert (guardada.revocacion, guardada.observada) == ("CONFIRMADA", False)


async def test_junk_signatures_and_repetitions_cause_no_question(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    orden = await mesa.firmada(evento, efirma)
    for firma in (b"", bytes(256), efirma.firmar("otro texto")):
        basura = replace(orden, firma=firma)
        assert (await mesa.rechazo(mesa.presentar(basura))).codigo == "firma_invalida"
    assert sat.conducta.consultas == 0
    primera = await mesa.presentar(orden)
    assert await mesa.presentar(orden) == primera
    assert sat.conducta.consultas == 1


async def test_asking_holds_no_transaction_open(mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor):
    """While one filing waits for a slow responder another one of the same office goes through."""
    lenta, agil = autoridad.efirma("XOJI740919U48", "INGRID"), autoridad.efirma()
    uno, otro = await mesa.recibir(enviada(lenta)), await mesa.recibir(enviada(agil))
    ordenes = await mesa.firmada(uno, lenta), await mesa.firmada(otro, agil)
    await sat.jugar(Caso.LENTA, leer_certificado(lenta.certificado).numero)
    espera = asyncio.create_task(mesa.presentar(ordenes[0]))
    hecha = await mesa.presentar(ordenes[1])
    assert not espera.done()
    assert (await mesa.lecturas.presentada(hecha.folio, None)).revocacion == "CONFIRMADA"
    folio = (await espera).folio
    assert (await mesa.lecturas.presentada(folio, None)).revocacion == "POR_CONFIRMAR"


async def test_the_next_check_confirms_what_was_good(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, reloj: Any
):
    evento, hecha = await presentada_sin_respuesta(mesa, sat, autoridad.efirma(), enviada)
    reloj.avanzar(timedelta(minutes=15))
    assert await revisar(mesa) == Vuelta(1, [], None)
    guardada = await mesa.lecturas.presentada(hecha.folio, None)
    assert (guardada.revocacion, guardada.revocacion_en, guardada.observada) == (
        "CONFIRMADA",
        reloj.ahora(),
        False,
    )
    (hecho,) = await mesa.hechos(RevocacionConfirmada)
    assert (hecho.folio, hecho.informativa_id, hecho.observada) == (hecha.folio, evento.informativa_id, False)
    assert (await revisar(mesa)).confirmadas == 0
    assert await observadas(mesa) == []


async def test_a_return_signed_with_a_revoked_certificate_is_observada_and_stays_as_presented(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, reloj: Any
):
    efirma = autoridad.efirma()
    evento, hecha = await presentada_sin_respuesta(mesa, sat, efirma, enviada)
    numero, desde = leer_certificado(efirma.certificado).numero, hecha.fecha_presentacion
    revocar(autoridad.carpeta, Revocado(numero, desde, Motivo.LLAVE_COMPROMETIDA))
    antes = await mesa.lecturas.presentada(hecha.folio, None)
    reloj.avanzar(timedelta(minutes=15))
    assert (await revisar(mesa)).observadas == [hecha.folio]
    despues = await mesa.lecturas.presentada(hecha.folio, None)
    visto = {"revocacion": "CONFIRMADA", "revocacion_en": reloj.ahora(), "observada": True}
    assert despues == replace(antes, **visto)
    assert [h.observada for h in await mesa.hechos(RevocacionConfirmada)] == [True]
    (fila,) = await observadas(mesa)
    assert (fila.folio, fila.rfc, fila.certificado_numero, fila.revocado_en, fila.motivo) == (
        hecha.folio,
        evento.rfc,
        numero,
        desde,
        "key_compromise",
    )


@pytest.mark.parametrize(
    "caso", [Caso.DESCONOCIDO, Caso.ANTIGUA, Caso.OTRA_LLAVE, Caso.BASURA, Caso.REHUSA], ids=str
)
async def test_what_is_no_answer_is_asked_again(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, caso: Caso
):
    _, hecha = await presentada_sin_respuesta(mesa, sat, autoridad.efirma(), enviada)
    await sat.jugar(caso)
    assert (await revisar(mesa)).confirmadas == 0
    assert (await mesa.lecturas.presentada(hecha.folio, None)).revocacion == "POR_CONFIRMAR"
    await sat.jugar(Caso.NORMAL)
    assert (await revisar(mesa)).confirmadas == 1


async def test_two_checks_at_once_tell_it_once(mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor):
    await presentada_sin_respuesta(mesa, sat, autoridad.efirma(), enviada)
    vueltas = await asyncio.gather(revisar(mesa), revisar(mesa))
    assert sum(v.confirmadas for v in vueltas) == 1
    assert len(await mesa.hechos(RevocacionConfirmada)) == 1


async def test_undoing_an_observada_costs_none_of_the_four(
    mesa: Any, autoridad: Any, enviada: Any, sat: Respondedor, reloj: Any
):
    """Threat T-42: what a thief presented must not use up the complementarias of its victim."""
    efirma = autoridad.efirma()
    evento, hecha = await presentada_sin_respuesta(mesa, sat, efirma, enviada)
    suyo = Revocado(leer_certificado(efirma.certificado).numero, hecha.fecha_presentacion)
    revocar(autoridad.carpeta, suyo)
    reloj.avanzar(timedelta(minutes=1))
    await revisar(mesa)
    nueva = autoridad.efirma()
    anula = enviada(
        nueva,
        contratista_id=evento.contratista_id,
        tipo="COMPLEMENTARIA",
        complementaria="SIN_EFECTOS",
        folio_corregido=hecha.folio,
    )
    await mesa.recibir(anula)
    await mesa.presentar(await mesa.firmada(anula, nueva))
    async with mesa.uow() as t:
        assert (await t.periodos.abrir(evento.rfc, Periodo(2026, 1))).complementarias == 0


async def test_a_list_of_authorities_that_changes_is_followed_without_a_restart(
    mesa: Any, juez_en: Any, autoridad: Any, enviada: Any, sat: Respondedor, tmp_path: Path
):
    """Threat T-44: the folder and its list are looked at again within a second."""
    carpeta = tmp_path / "ca"
    copytree(autoridad.carpeta, carpeta)
    (carpeta / "autoridades.json").write_text('{"conjuntos": {"simulada": []}}')
    mesa.juez = juez_en(sat.url, carpeta=carpeta)
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    assert (await mesa.rechazo(mesa.cadena(evento, efirma))).codigo == "confianza_no_disponible"
    copyfile(autoridad.carpeta / "autoridades.json", carpeta / "autoridades.json")
    hecha = await mesa.presentar(await mesa.firmada(evento, efirma))
    assert (await mesa.lecturas.presentada(hecha.folio, None)).revocacion == "CONFIRMADA"


class _Fabrica:
    def __init__(self) -> None:
        self.datos: Any = None

    async def fabricar(self, datos: Any) -> bytes:
        self.datos = datos
        return b"%PDF"


async def evidencia_de(mesa: Any, evento: Any, autenticador: Any) -> tuple[dict[str, Any], Any]:
    """The object of evidence and what the acuse prints."""
    guardados: dict[str, bytes] = {}
    poner = mesa.objetos.poner

    async def anotar(bucket: str, key: str, datos: bytes, tipo: str) -> Any:
        guardados[bucket] = datos
        return await poner(bucket, key, datos, tipo)

    mesa.objetos.poner = anotar
    fabrica = _Fabrica()
    taller = Taller(
        mesa.lecturas, mesa.uow, fabrica, mesa.objetos, autenticador, mesa.reloj, "http://localhost", "prueba"
    )
    await emitir_acuse(evento.informativa_id, taller)
    return json.loads(guardados["evidencias"]), fabrica.datos


def dictamen(prueba: dict[str, Any], autoridad: Any) -> Any:
    fijadas = json.loads((autoridad.carpeta / "autoridades.json").read_text())["conjuntos"]["simulada"]
    return peritar(json.dumps(prueba).encode(), frozenset(f["sha256"] for f in fijadas))


async def test_a_filing_is_proved_by_its_evidence_alone_when_every_certificate_has_expired(
    mesa: Any, autoridad: Any, enviada: Any, autenticador: Any, reloj: Any
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    hecha = await mesa.presentar(await mesa.firmada(evento, efirma))
    prueba, impreso = await evidencia_de(mesa, evento, autenticador)
    assert impreso.revocacion_en == reloj.ahora()
    reloj.instante = datetime(2050, 1, 1, tzinfo=reloj.ahora().tzinfo)
    dicho = dictamen(prueba, autoridad)
    assert dicho.valida
    assert (dicho.folio, dicho.rfc, dicho.revocacion) == (hecha.folio, efirma.rfc, "comprobada")
    assert not peritar(json.dumps(prueba).encode(), frozenset()).valida


async def test_whatever_is_changed_in_the_evidence_no_longer_proves_the_filing(
    mesa: Any, autoridad: Any, enviada: Any, autenticador: Any, sat: Respondedor
):
    efirma = autoridad.efirma()
    evento = await mesa.recibir(enviada(efirma))
    await mesa.presentar(await mesa.firmada(evento, efirma))
    prueba, _ = await evidencia_de(mesa, evento, autenticador)
    tarde = (mesa.reloj.ahora() + timedelta(hours=1)).isoformat()
    ocsp = prueba["ocsp"]
    cambios: list[dict[str, Any]] = [
        {"contenido": prueba["contenido"] + " "},
        {"contenido_sha256": "0" * 64},
        {"cadena": prueba["cadena"].replace("2026", "2025")},
        {"recibida_en": "2019-01-01T00:00:00-06:00"},
        {"certificado": prueba["autoridades"][0]},
        {"ocsp": ocsp | {"en": tarde}},
        {"ocsp": ocsp | {"respuesta": prueba["firma"]}},
    ]
    for cambio in cambios:
        assert not dictamen(prueba | cambio, autoridad).valida, cambio.keys()
    with pytest.raises(EvidenciaIlegible):
        dictamen({"version": 2}, autoridad)


async def test_the_acuse_of_silence_says_por_confirmar_even_if_it_is_made_after_the_answer(
    mesa: Any, autoridad: Any, enviada: Any, autenticador: Any, sat: Respondedor
):
    evento, _ = await presentada_sin_respuesta(mesa, sat, autoridad.efirma(), enviada)
    await revisar(mesa)
    prueba, impreso = await evidencia_de(mesa, evento, autenticador)
    assert impreso.revocacion_en is None
    dicho = dictamen(prueba, autoridad)
    assert (dicho.valida, dicho.revocacion) == (True, "por_confirmar")
