"""What is refused, each with its own message, and nothing changed (icsoe.md §11.3; threats T-57, T-61)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_dominio.cadena import CadenaLogin
from icsoe_dominio.periodo import Periodo
from icsoe_sim.ca import crear_ca
from icsoe_sim.efirma import Tipo

EMPRESA = "EKU9003173C9"
PERIODO = Periodo(2026, 1)


async def lo_guardado(oficina: Any, evento: EnviadaAFirma) -> tuple[object, ...]:
    """What a refusal must not change."""
    return (
        await oficina.lecturas.pendiente(evento.informativa_id, evento.contratista_id),
        await oficina.lecturas.presentadas(evento.contratista_id, 0, 9),
        list(await oficina.hechos()),
    )


async def test_before_the_window_nobody_signs(oficina: Any, autoridad: Any, enviada: Any, reloj: Any):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma, PERIODO))
    orden = await oficina.firmada(evento, efirma)
    antes = await lo_guardado(oficina, evento)
    temprana = replace(orden, recibida_en=datetime(2026, 5, 1, 5, 59, 59, 999_999, tzinfo=UTC))
    assert (
        await oficina.rechazo(oficina.presentar(temprana))
    ).detalle == "Podrás firmar a partir del 1 de mayo de 2026."
    reloj.instante = temprana.recibida_en
    assert (await oficina.rechazo(oficina.cadena(evento, efirma))).codigo == "MSG-08"
    assert await lo_guardado(oficina, evento) == antes


async def test_a_signature_over_anything_but_the_issued_text_is_refused(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    antes = await lo_guardado(oficina, evento)
    cadena = await oficina.cadena(evento, efirma)
    login = CadenaLogin(
        "http://localhost:8080", "f" * 32, "2026-05-10T12:00:00", "2026-05-10T12:02:00"
    ).texto()
    otra_llave = replace(efirma, clave=rsa.generate_private_key(65537, 2048))
    malas = [
        efirma.firmar(login),
        efirma.firmar(cadena.cadena),
        otra_llave.firmar(cadena.cadena),
        orden.firma[:-1] + bytes([orden.firma[-1] ^ 1]),
        b"",
    ]
    for firma in malas:
        assert (
            await oficina.rechazo(oficina.presentar(replace(orden, firma=firma)))
        ).codigo == "firma_invalida"
    assert await lo_guardado(oficina, evento) == antes


async def test_a_cadena_of_ten_minutes_and_one_instant_is_refused(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    antes = await lo_guardado(oficina, evento)
    justo = reloj.ahora() + timedelta(minutes=10)
    tarde = replace(orden, recibida_en=justo + timedelta(microseconds=1))
    assert (await oficina.rechazo(oficina.presentar(tarde))).codigo == "cadena_vencida"
    assert await lo_guardado(oficina, evento) == antes
    await oficina.presentar(replace(orden, recibida_en=justo))


async def test_a_cadena_of_another_return_or_certificate_or_none_is_refused(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma, otra = autoridad.efirma(), autoridad.efirma()
    uno = await oficina.recibir(enviada(efirma))
    dos = await oficina.recibir(enviada(efirma, Periodo(2025, 3), contratista_id=uno.contratista_id))
    orden, ajena = await oficina.firmada(uno, efirma), await oficina.firmada(dos, efirma)
    antes = await lo_guardado(oficina, uno)
    for mala in (
        replace(orden, cadena_id=ajena.cadena_id),
        replace(orden, cadena_id=uuid4()),
        replace(orden, certificado=otra.certificado),
    ):
        assert (await oficina.rechazo(oficina.presentar(mala))).codigo == "cadena_distinta"
    assert await lo_guardado(oficina, uno) == antes


async def test_each_unfit_certificate_is_refused_with_its_own_message(
    oficina: Any, autoridad: Any, enviada: Any, tmp_path: Any
):
    efirma = autoridad.efirma(EMPRESA, "ESCUELA KEMPER URGATE")
    evento = await oficina.recibir(enviada(efirma))
    antes = await lo_guardado(oficina, evento)
    falsa = crear_ca(tmp_path / "otra")
    malas = {
        "MSG-02": autoridad.efirma(),
        "MSG-01": autoridad.efirma("AAA010101AAA", "OTRA EMPRESA"),
        "MSG-03": autoridad.efirma(EMPRESA, hasta=datetime(2026, 1, 1, tzinfo=UTC)),
        "MSG-05": autoridad.efirma(EMPRESA, tipo=Tipo.CSD),
        "certificado_aun_no_vigente": autoridad.efirma(EMPRESA, desde=datetime(2026, 12, 1, tzinfo=UTC)),
        "certificado_autoridad_desconocida": autoridad.efirma(EMPRESA, emisor=falsa),
        "certificado_ilegible": replace(efirma, certificado=b"no es un certificado"),
    }
    mensajes: set[str] = set()
    for codigo, mala in malas.items():
        negada = await oficina.rechazo(oficina.cadena(evento, mala))
        assert negada.codigo == codigo
        mensajes.add(negada.detalle)
    assert len(mensajes) == len(malas)
    assert await lo_guardado(oficina, evento) == antes


async def test_a_certificate_that_expires_between_cadena_and_receipt_is_refused(
    oficina: Any, autoridad: Any, enviada: Any, reloj: Any
):
    vence = reloj.ahora() + timedelta(minutes=5)
    efirma = autoridad.efirma(hasta=vence)
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    tarde = replace(orden, recibida_en=vence + timedelta(seconds=1))
    assert (await oficina.rechazo(oficina.presentar(tarde))).codigo == "MSG-03"
    await oficina.presentar(replace(orden, recibida_en=vence))


async def test_another_certificate_of_the_same_rfc_signs_and_is_noted(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma, certificado_ingreso="00000000000000000001")
    hecha = await oficina.presentar(orden)
    assert hecha.otro_certificado
    assert await oficina.presentar(orden) == hecha


async def test_somebody_elses_return_does_not_exist(oficina: Any, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    ajeno = evento.model_copy(update={"contratista_id": uuid4()})
    antes = await lo_guardado(oficina, evento)
    for espera in (
        oficina.cadena(ajeno, efirma),
        oficina.presentar(replace(orden, contratista_id=uuid4())),
        oficina.devolver(ajeno, "No es mía"),
    ):
        assert (await oficina.rechazo(espera)).codigo == "no_encontrado"
    assert await lo_guardado(oficina, evento) == antes
    assert await oficina.lecturas.contenido(evento.informativa_id, uuid4()) is None


@pytest.mark.parametrize("motivo", ["", "   ", "x" * 501, "a|b"])
async def test_devolver_needs_a_readable_motive(oficina: Any, autoridad: Any, enviada: Any, motivo: str):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    assert (await oficina.rechazo(oficina.devolver(evento, motivo))).codigo == "campo_invalido"
    assert await oficina.hechos() == []


async def test_a_return_whose_content_is_an_object_is_signed_only_while_the_object_is_intact(
    oficina: Any, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    malo, bueno = enviada(efirma), enviada(efirma, Periodo(2025, 3))
    for evento, version in ((malo, "otra"), (bueno, None)):
        ref = await oficina.objetos.poner("contenidos", "x", evento.contenido.encode(), "application/json")
        ref = ref.model_copy(update={"version_id": version or ref.version_id})
        await oficina.recibir(evento.model_copy(update={"contenido": None, "contenido_ref": ref}))
    negada = await oficina.rechazo(oficina.presentar(await oficina.firmada(malo, efirma)))
    assert negada.codigo == "contenido_distinto"
    await oficina.presentar(await oficina.firmada(bueno, efirma))
