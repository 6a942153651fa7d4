import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.folios import Folio, FolioContrato, folio_provisional
from icsoe_dominio.identificadores import Curp, Nss, Rfc
from icsoe_dominio.periodo import Periodo
from icsoe_dominio.texto import ValorInvalido, capturar, exigir


@pytest.mark.parametrize(
    ("texto", "tipo"),
    [
        ("CACX7605101P8", "F"),
        ("EKU9003173C9", "M"),
        (" eku9003173c9 ", "M"),
        ("H&E951128469", "M"),
        ("OÑO120726RX3", "M"),
    ],
)
def test_rfcs_of_the_sat_test_set_are_read(texto: str, tipo: str) -> None:
    assert Rfc.leer(texto).tipo_persona == tipo


def test_a_decomposed_enye_reads_as_the_same_rfc() -> None:
    assert Rfc.leer("ON\u0303O120726RX3") == Rfc.leer("OÑO120726RX3")


@pytest.mark.parametrize(
    "malo",
    [
        "",
        "PEM210700000",
        "EKU9002303C9",
        "EKU900317 3C9",
        "EКU9003173C9",
        "EKU9003173C",
        "EKU9003173C9X1",
        "A" * 5000,
    ],
)
def test_impossible_rfcs_are_refused(malo: str) -> None:
    with pytest.raises(ValorInvalido):
        Rfc.leer(malo)


def test_the_check_digit_of_an_rfc_only_informs() -> None:
    assert Rfc.leer("EKU9003173C9").digito_correcto
    assert not Rfc.leer("EKU9003173C8").digito_correcto
    assert Rfc.leer("XAXX010101000").generico


def test_a_masked_rfc_hides_the_birth_date() -> None:
    assert Rfc.leer("CACX7605101P8").enmascarado == "CACX*********"
    assert Rfc.leer("EKU9003173C9").enmascarado == "EKU******3C9"


def test_a_curp_needs_its_pattern_its_date_and_its_digit() -> None:
    base = "XEXX010101HNEXXXA"
    buenas = [d for d in string.digits if Curp.leer(base + d, exigir_digito=False).digito_correcto]
    assert len(buenas) == 1
    assert Curp.leer(base.lower() + buenas[0]).valor == base + buenas[0]
    with pytest.raises(ValorInvalido) as error:
        Curp.leer(base + str((int(buenas[0]) + 1) % 10))
    assert error.value.codigo == "digito"
    with pytest.raises(ValorInvalido):
        Curp.leer("XEXX010230HNEXXXA4")


def _es_nss(texto: str) -> bool:
    try:
        return Nss.leer(texto).valor == texto
    except ValorInvalido:
        return False


@given(st.text(string.digits, min_size=10, max_size=10))
def test_exactly_one_last_digit_completes_a_social_security_number(diez: str) -> None:
    assert sum(_es_nss(diez + digito) for digito in string.digits) == 1


@pytest.mark.parametrize("malo", ["", "123", "1234567890a", "٠" * 11, "123456789012"])
def test_a_social_security_number_has_eleven_ascii_digits(malo: str) -> None:
    with pytest.raises(ValorInvalido) as error:
        Nss.leer(malo)
    assert error.value.codigo == "formato"


def test_folios_have_the_forms_of_the_dossier() -> None:
    assert str(Folio.formar("SIN_INFORMACION", None, 2022, 34095)) == "SI22034095"
    assert str(Folio.formar("NORMAL", None, 2026, 2253432)) == "N262253432"
    assert str(Folio.formar("COMPLEMENTARIA", "SIN_EFECTOS", 2026, 1)) == "SE26000001"
    assert str(FolioContrato.formar(Periodo(2026, 1), 3662382)) == "A26P3662382"
    assert FolioContrato.leer("A26P3662382")


@pytest.mark.parametrize(
    "malo", ["", "SI2203409", "XX22034095", "SI22034095\n", "si22034095", "SI" + "2" * 20]
)
def test_other_texts_are_no_folio(malo: str) -> None:
    with pytest.raises(ValorInvalido):
        Folio.leer(malo)


@given(st.binary(min_size=5, max_size=5))
def test_a_provisional_folio_is_tmp_and_eight_base32_characters(azar: bytes) -> None:
    folio = folio_provisional(azar)
    assert folio.startswith("TMP-")
    assert len(folio) == 12
    assert set(folio[4:]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_a_provisional_folio_needs_its_five_bytes() -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        folio_provisional(b"1234")


@pytest.mark.parametrize(
    "bueno", ["a@b.mx", "Ana.Pérez".replace("é", "e") + "@EMPRESA.com.mx", "x+y@a-b.org"]
)
def test_good_addresses_keep_their_local_part_and_lower_their_domain(bueno: str) -> None:
    local, dominio = bueno.split("@")
    assert Correo.leer(f" {bueno} ").valor == f"{local}@{dominio.lower()}"


@pytest.mark.parametrize(
    "malo",
    [
        "",
        "a",
        "a@b",
        "a@@b.mx",
        "a b@c.mx",
        ".a@b.mx",
        "a@-b.mx",
        "a@b.mx,c@d.mx",
        "a@b.mx\nBcc: x@y.mx",
        "=?utf-8?q?a=40otro.mx=2Cb?=@b.mx",
        "a" * 65 + "@b.mx",
        "a" * 250 + "@b.mx",
    ],
)
def test_bad_addresses_are_refused(malo: str) -> None:
    with pytest.raises(ValorInvalido):
        Correo.leer(malo)


@pytest.mark.parametrize("texto", ["5512345678", "55 1234 5678", "(55) 1234-5678", "+52 55 1234 5678"])
def test_a_telephone_is_ten_digits_however_it_is_written(texto: str) -> None:
    assert Telefono.leer(texto).valor == "5512345678"


@pytest.mark.parametrize("malo", ["", "551234567", "55123456789", "55-1234-567a", "٥٥١٢٣٤٥٦٧٨"])
def test_other_telephones_are_refused(malo: str) -> None:
    with pytest.raises(ValorInvalido):
        Telefono.leer(malo)


def test_free_text_is_normalised_when_typed() -> None:
    assert capturar("  Se\u200bn\u0303or \n\t Pérez\u00a0 ", 50) == "Señor Pérez"


@pytest.mark.parametrize("malo", ["", "   ", "=1+1", "-x", "@x", "a|b", "a\x00", "\ud800", "x" * 51])
def test_free_text_that_breaks_the_rule_is_refused(malo: str) -> None:
    with pytest.raises(ValorInvalido):
        capturar(malo, 50)


@given(st.text(max_size=60))
def test_what_was_captured_passes_the_rule_at_freezing_unchanged(texto: str) -> None:
    try:
        limpio = capturar(texto, 50)
    except ValorInvalido:
        return
    assert exigir(limpio, 50) == limpio
    assert capturar(limpio, 50) == limpio


def test_freezing_repairs_nothing() -> None:
    with pytest.raises(ValorInvalido):
        exigir("Se\u200bñor", 50)
