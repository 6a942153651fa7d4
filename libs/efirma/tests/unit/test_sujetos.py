"""Crafted subjects: each gives the one true RFC or a refusal (threats.md T-36)."""

import unicodedata
from datetime import datetime
from typing import Any

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.identificadores import Rfc
from icsoe_dominio.texto import ValorInvalido
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import CertificadoRechazado, leer_certificado
from icsoe_efirma.sujeto import SujetoIlegible, leer_sujeto
from icsoe_sim.emision import nombre_x500, texto_de_contribuyente


def _utf8(valor: str) -> x509.DirectoryString:
    return x509.DirectoryString("utf8_string", core.UTF8String(valor))


def _crudo(tipo: type[core.AbstractString], octetos: bytes) -> x509.DirectoryString:
    return x509.DirectoryString.load(tipo(contents=octetos).dump())


def _nombre(rfc: Any, *extra: tuple[str, Any], comun: Any = None) -> x509.Name:
    return nombre_x500(
        [
            ("common_name", comun or texto_de_contribuyente("XOCHILT CASAS")),
            ("unique_identifier", rfc),
            *extra,
        ]
    )


T = texto_de_contribuyente
LEGIBLES = [
    (T("CACX7605101P8"), "CACX7605101P8", None),
    (T("  CACX7605101P8 "), "CACX7605101P8", None),
    (T("cacx7605101p8"), "CACX7605101P8", None),
    (T("CAÑF770131PA3"), "CAÑF770131PA3", None),
    (_crudo(core.TeletexString, b"CA\xd1F770131PA3"), "CAÑF770131PA3", None),
    (_utf8("CAÑF770131PA3"), "CAÑF770131PA3", None),
    (_utf8(unicodedata.normalize("NFD", "CAÑF770131PA3")), "CAÑF770131PA3", None),
    (_utf8("cañf770131pa3"), "CAÑF770131PA3", None),
    (T("EKU9003173C9 / VADA800927DJ3"), "EKU9003173C9", "VADA800927DJ3"),
    (T("EKU9003173C9/VADA800927DJ3"), "EKU9003173C9", "VADA800927DJ3"),
    (T("H&E951128469 / XOJI740919U48"), "H&E951128469", "XOJI740919U48"),
    (T("OÑO120726RX3 / MISC491214B86"), "OÑO120726RX3", "MISC491214B86"),
]
ILEGIBLES = [
    _utf8("САCX7605101P8"),  # Cyrillic С and А
    _utf8("CACX7605101Р8"),  # Cyrillic Р
    _utf8("ＣACX7605101P8"),  # full width
    _utf8("CACX760510١P8"),  # Arabic digit
    _utf8("xıqb891116qe4"),  # a dotless i, whose capital is a plain I
    _utf8("XIQB891116QE4\u200b"),
    _utf8("\u202eXIQB891116QE4"),
    _utf8("CACX7605101P8\x00"),
    _crudo(core.PrintableString, b"CACX7605101P8\x00.EKU9003173C9"),
    _crudo(core.PrintableString, "CAÑF770131PA3".encode()),
    _crudo(core.PrintableString, b"CA\xd1F770131PA3"),
    _crudo(core.UTF8String, b"CA\xd1F770131PA3"),
    _crudo(core.TeletexString, "CAÑF770131PA3".encode()),  # double encoding: Ã‘ is no Ñ
    _crudo(core.BMPString, "CACX7605101P8".encode("utf-16-be")),
    _crudo(core.UniversalString, "CACX7605101P8".encode("utf-32-be")),
    T(""),
    T("/"),
    T(" / VADA800927DJ3"),
    T("EKU9003173C9"),  # a company without its representative
    T("EKU9003173C9 /"),
    T("EKU9003173C9 / EKU9003173C9"),
    T("CACX7605101P8 / VADA800927DJ3"),  # a person does not act through another
    T("EKU9003173C9 / VADA800927DJ3 / CACX7605101P8"),
    T("CACX7605101P8 EKU9003173C9"),
    T("CACX 7605101P8"),
    T("CACX7613101P8"),  # month 13
    T("CACX7602301P8"),  # 30 February
    T("CACX7605101P"),
    T("CACX7605101P88"),
    T("2.5.4.45"),
    _utf8("CACX7605101P8\n"),
    T("N" * 4000),
]


@pytest.mark.parametrize(("valor", "rfc", "representante"), LEGIBLES, ids=range(len(LEGIBLES)))
def test_a_subject_that_names_one_taxpayer_gives_that_rfc(
    valor: Any, rfc: str, representante: str | None
) -> None:
    sujeto = leer_sujeto(_nombre(valor))
    assert (sujeto.rfc, sujeto.rfc_representante) == (rfc, representante)
    assert sujeto.es_empresa == (representante is not None)


@pytest.mark.parametrize("valor", ILEGIBLES, ids=range(len(ILEGIBLES)))
def test_a_subject_that_leaves_doubt_is_refused(valor: Any) -> None:
    with pytest.raises(SujetoIlegible):
        leer_sujeto(_nombre(valor))


def test_two_rfcs_are_refused_even_when_equal() -> None:
    with pytest.raises(SujetoIlegible):
        leer_sujeto(_nombre(T("CACX7605101P8"), ("unique_identifier", T("CACX7605101P8"))))


def test_two_rfcs_inside_one_rdn_are_refused() -> None:
    pares = [
        x509.NameTypeAndValue({"type": "unique_identifier", "value": T(v)})
        for v in ("CACX7605101P8", "XIQB891116QE4")
    ]
    grupos = [_nombre(T("CACX7605101P8")).chosen[0], x509.RelativeDistinguishedName(pares)]
    with pytest.raises(SujetoIlegible):
        leer_sujeto(x509.Name("", x509.RDNSequence(grupos)))


@pytest.mark.parametrize("nombre", ["", "   ", "A|B", "A\nB", "A\u202eB", "A\x00B", "Ñ" * 301], ids=range(7))
def test_a_name_that_could_not_be_signed_or_shown_is_refused(nombre: str) -> None:
    with pytest.raises(SujetoIlegible):
        leer_sujeto(_nombre(T("CACX7605101P8"), comun=_utf8(nombre)))


def test_the_curp_is_the_persons_or_the_representatives_and_may_be_missing() -> None:
    assert (
        leer_sujeto(_nombre(T("CACX7605101P8"), ("serial_number", T("CACX760510MGTSHC04")))).curp
        == "CACX760510MGTSHC04"
    )
    empresa = _nombre(T("EKU9003173C9 / VADA800927DJ3"), ("serial_number", T(" / VADA800927HSRSRL05")))
    assert leer_sujeto(empresa).curp == "VADA800927HSRSRL05"
    assert leer_sujeto(_nombre(T("CACX7605101P8"))).curp is None
    assert leer_sujeto(_nombre(T("CACX7605101P8"), ("serial_number", T("EXTRANJERO")))).curp is None


@given(st.text(max_size=40))
def test_whatever_the_text_the_rfc_is_a_well_formed_one_or_none(texto: str) -> None:
    try:
        sujeto = leer_sujeto(_nombre(_utf8(texto)))
    except SujetoIlegible:
        return
    assert Rfc.leer(sujeto.rfc).valor == sujeto.rfc


@given(st.from_regex(r"[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{2}[A0-9]", fullmatch=True))
def test_every_rfc_of_a_person_survives_the_way_sat_writes_it(rfc: str) -> None:
    try:
        Rfc.leer(rfc)
    except ValorInvalido:
        return
    assert leer_sujeto(_nombre(T(rfc))).rfc == rfc


def test_refusals_quote_neither_rfc_nor_curp(simulada: Any, hoy: datetime) -> None:
    sujeto = _nombre(T("CACX7605101P8"), ("unique_identifier", T("XIQB891116QE4")))
    der = simulada.emitir(sujeto, desde=hoy)
    with pytest.raises(CertificadoRechazado) as rechazo:
        leer_certificado(der)
    assert rechazo.value.codigo == "certificado_rfc_invalido"
    assert rechazo.value.__cause__ is None
    assert "CACX" not in str(rechazo.value)
    assert "CACX760510MGTSHC04" not in repr(
        leer_sujeto(_nombre(T("CACX7605101P8"), ("serial_number", T("CACX760510MGTSHC04"))))
    )
