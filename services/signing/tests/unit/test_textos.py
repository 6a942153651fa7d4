"""The text to sign, the code of the QR, and what becomes of a pending return."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.cadena import CadenaLogin, CadenaPresentacion
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_signing.bootstrap import claves_de_qr
from icsoe_signing.domain.autenticador import Autenticador
from icsoe_signing.domain.cadena import Firmante, redactar
from icsoe_signing.domain.pendiente import Pendiente
from icsoe_signing.domain.presentacion import Acto

EMITIDA = datetime(2026, 5, 10, 18, 0, 0, 123_456, tzinfo=UTC)
FIRMANTE = Firmante("30001000000300023708", None)


def pendiente(nombre: str = "NIÑO & CÍA, S.A.", **cambios: Any) -> Pendiente:
    datos: dict[str, Any] = {
        "informativa_id": UUID(int=7),
        "envio": 1,
        "periodo_id": UUID(int=8),
        "contratista_id": UUID(int=9),
        "rfc": "EKU9003173C9",
        "nombre": nombre,
        "tipo_persona": "M",
        "periodo": Periodo(2026, 1),
        "acto": Acto("SIN_INFORMACION"),
        "contratos_relacionados": 0,
        "total_trabajadores": 0,
        "contenido_sha256": "0" * 64,
        "enviada_por": "contratista",
        "enviada_en": EMITIDA,
    }
    return Pendiente(**(datos | cambios))


def redaccion(p: Pendiente) -> str:
    return redactar(
        p, FIRMANTE, origen="http://localhost:8080", acto=UUID(int=1), nonce="f" * 32, emitida=EMITIDA
    )


def test_the_text_is_exactly_the_fixed_fields_in_their_order():
    assert redaccion(pendiente()) == (
        "||icsoe-presentacion|1|http://localhost:8080|00000000-0000-0000-0000-000000000001|"
        "00000000-0000-0000-0000-000000000007|ffffffffffffffffffffffffffffffff|SIN_INFORMACION|||EKU9003173C9||"
        "NIÑO & CÍA, S.A.|2026|1|Enero|Abril|0|0|" + "0" * 64 + "|2026-05-10T12:00:00.123-06:00|"
        "30001000000300023708||"
    )


def test_a_filing_text_is_no_login_text_and_the_reverse():
    texto = redaccion(pendiente())
    assert CadenaPresentacion.leer(texto).rfc == "EKU9003173C9"
    with pytest.raises(ValueError, match="propósito"):
        CadenaLogin.leer(texto)


@pytest.mark.parametrize("malo", ["A|B", "A\nB", "A\u202eB", "A\u0301"])
def test_a_forbidden_character_is_refused_and_never_replaced(malo: str):
    with pytest.raises(Negativa) as refusal:
        redaccion(pendiente(malo))
    assert refusal.value.codigo == "caracter_no_permitido"


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_different_names_never_share_one_text(uno: str, otro: str):
    textos: list[str] = []
    for nombre in (uno, otro):
        try:
            textos.append(redaccion(pendiente(nombre)))
        except Negativa:
            return
    assert (textos[0] == textos[1]) == (uno == otro)


def test_the_code_of_a_folio_has_80_bits_and_opens_only_that_folio():
    autenticador = Autenticador(claves_de_qr("ab" * 32))
    codigo = autenticador.de("SI26000001")
    assert len(codigo) == 17
    assert autenticador.abre("SI26000001", codigo.lower())
    assert not autenticador.abre("SI26000002", codigo)
    assert not any(
        autenticador.abre("SI26000001", otro) for otro in ("", "1", "x", "²" + codigo[1:], codigo[:-1])
    )


def test_codes_of_an_older_key_stay_valid_after_a_rotation():
    viejo = Autenticador(claves_de_qr("1:" + "ab" * 32)).de("SI26000001")
    nuevo = Autenticador(claves_de_qr("1:" + "ab" * 32 + "\n2:" + "cd" * 32))
    assert nuevo.de("SI26000001")[0] == "2"
    assert nuevo.abre("SI26000001", viejo)


def test_an_authenticator_without_a_good_key_does_not_start():
    for claves in ({}, {1: b"corta"}, {10: b"x" * 32}):
        with pytest.raises(ValueError, match="clave"):
            Autenticador(claves)


@pytest.mark.parametrize(
    ("estado", "datos", "codigo"),
    [
        ("PRESENTADA", {"folio": "SI26000001"}, "MSG-06"),
        ("DEVUELTA", {"motivo": "Falta revisar"}, "MSG-18"),
        ("RECHAZADA", {"rechazo": "MSG-06", "folio": "N26000001"}, "MSG-06"),
        ("RECHAZADA", {"rechazo": "contenido_distinto"}, "contenido_distinto"),
    ],
)
def test_what_no_longer_waits_says_what_became_of_it(estado: str, datos: dict[str, Any], codigo: str):
    with pytest.raises(Negativa) as refusal:
        pendiente(estado=estado, **datos).exigir_por_firmar()
    assert refusal.value.codigo == codigo
