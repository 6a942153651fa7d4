from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.domicilio import Domicilio, Lugar, Vialidad
from icsoe_dominio.negativas import Negativa
from icsoe_registry.domain.archivo import Veredicto, exigir_aceptable, exigir_pdf, nombre_visible
from icsoe_registry.domain.contratista import TERMINOS_VIGENTES, AcuseRepse, Contratista
from icsoe_registry.domain.generales import Generales

ACUSE = AcuseRepse("acuse.pdf", "k", "v", "a" * 64, 10, datetime(2026, 9, 1, tzinfo=UTC))
PERSONA = Contratista(UUID(int=1), "CACX7605101P8", "XOCHILT CASAS CHAVEZ", "F")
EMPRESA = Contratista(UUID(int=2), "EKU9003173C9", "ESCUELA KEMPER URGATE", "M")
VIGENTE = TERMINOS_VIGENTES.version
SAN_ANGEL = Lugar("01000-0001", "01000", "Ciudad de México", "Álvaro Obregón", "San Ángel")
DOMICILIO = Domicilio(SAN_ANGEL, Vialidad("Reforma", "Avenida"), num_exterior="1")


def generales(**cambios: Any) -> Generales:
    datos: dict[str, Any] = {
        "correo": "a@b.mx",
        "celular": "5512345678",
        "telefono_fijo": None,
        "social_igual_fiscal": None,
        "copias_acuse": (),
    }
    return Generales.leer(**datos | cambios)


def completa() -> Contratista:
    con_terminos = EMPRESA.aceptar(VIGENTE)
    return con_terminos.guardar_generales(generales(social_igual_fiscal=True), 2).con_acuse(ACUSE)


def test_the_account_goes_from_new_to_terms_to_complete() -> None:
    assert EMPRESA.estado == "NUEVO"
    assert EMPRESA.aceptar(VIGENTE).estado == "TERMINOS_ACEPTADOS"
    assert completa().estado == "GENERALES_COMPLETOS"
    assert completa().faltantes == ()


def test_what_is_missing_is_named_in_the_words_of_the_screen() -> None:
    assert PERSONA.faltantes == (
        "Términos y Condiciones",
        "Correo electrónico",
        "Celular",
        "Acuse de registro en padrón de la STPS",
    )
    assert "Domicilio social" in EMPRESA.faltantes


def test_a_company_that_did_not_answer_about_its_seat_is_not_complete() -> None:
    sin_respuesta = EMPRESA.aceptar(VIGENTE).guardar_generales(generales(), 2).con_acuse(ACUSE)
    assert sin_respuesta.faltantes == ("Domicilio social",)


def test_deleting_the_receipt_brings_the_account_back_to_incomplete() -> None:
    sin_acuse = completa().con_acuse(None)
    assert sin_acuse.estado == "TERMINOS_ACEPTADOS"
    assert sin_acuse.con_acuse(ACUSE).completo


def test_terms_come_first() -> None:
    with pytest.raises(Negativa) as error:
        PERSONA.guardar_generales(generales(), 1)
    assert error.value.codigo == "generales_primero_terminos"
    with pytest.raises(Negativa) as error:
        PERSONA.con_acuse(ACUSE)
    assert error.value.codigo == "generales_primero_terminos"


def test_older_terms_are_asked_again() -> None:
    vieja = Contratista(UUID(int=3), "EKU9003173C9", "X", "M", "0.9", generales(), ACUSE)
    assert vieja.estado == "NUEVO"
    with pytest.raises(Negativa) as error:
        vieja.aceptar("0.9")
    assert error.value.codigo == "terminos_no_vigentes"


def test_a_company_with_another_seat_is_incomplete_until_its_address_is_there() -> None:
    otra = (
        EMPRESA.aceptar(VIGENTE).guardar_generales(generales(social_igual_fiscal=False), 2).con_acuse(ACUSE)
    )
    assert otra.faltantes == ("Domicilio social",)
    ubicada = otra.con_domicilio_social(DOMICILIO)
    assert ubicada.completo
    assert not ubicada.con_domicilio_social(None).completo


def test_a_person_has_no_domicilio_social() -> None:
    with pytest.raises(Negativa) as error:
        PERSONA.aceptar(VIGENTE).con_domicilio_social(DOMICILIO)
    assert error.value.codigo == "domicilio_solo_de_empresa"


def test_a_confirmed_address_is_forgotten_when_it_goes_and_waits_again_when_it_returns() -> None:
    lista = completa()
    correo = lista.direcciones[0]
    confirmada = lista.con_correo_confirmado(correo)
    assert correo not in confirmada.por_confirmar
    assert confirmada.version == lista.version
    otro = generales(correo="otro@ejemplo.invalid", social_igual_fiscal=True)
    mudada = confirmada.guardar_generales(otro, confirmada.version)
    assert "otro@ejemplo.invalid" in mudada.por_confirmar
    with pytest.raises(Negativa) as error:
        mudada.con_correo_confirmado(correo)
    assert error.value.codigo == "enlace_de_correo_invalido"


def test_a_person_is_never_asked_about_a_seat() -> None:
    with pytest.raises(Negativa) as error:
        PERSONA.aceptar(VIGENTE).guardar_generales(generales(social_igual_fiscal=True), 2)
    assert error.value.codigo == "campo_invalido"


def test_doing_the_same_again_changes_nothing() -> None:
    lista = completa()
    assert lista.aceptar(VIGENTE) is lista
    assert lista.guardar_generales(generales(social_igual_fiscal=True), lista.version) is lista
    assert lista.renombrar(lista.nombre) is lista
    assert lista.renombrar("OTRA RAZÓN SOCIAL").version == lista.version + 1


def test_another_version_is_refused() -> None:
    with pytest.raises(Negativa) as error:
        completa().guardar_generales(generales(), 1)
    assert error.value.codigo == "version_distinta"


def test_every_field_is_told_its_own_fault_at_once() -> None:
    with pytest.raises(Negativa) as error:
        generales(correo="x", celular="1", telefono_fijo="2", copias_acuse=["y"])
    errores = error.value.datos["errores"]
    assert isinstance(errores, dict)
    assert set(errores) == {"correo", "celular", "telefono_fijo", "copias_acuse"}
    assert "Correo electrónico" in error.value.detalle
    assert "Copias del acuse" in error.value.detalle


def test_values_are_normalised_and_copies_counted_once() -> None:
    leidos = generales(
        correo=" Ana@EMPRESA.MX ",
        celular="+52 (55) 1234-5678",
        telefono_fijo="  ",
        copias_acuse=["c@d.mx", "c@D.mx", ""],
    )
    assert (leidos.correo, leidos.celular, leidos.telefono_fijo) == ("Ana@empresa.mx", "5512345678", None)
    assert leidos.copias_acuse == ("c@d.mx",)
    with pytest.raises(Negativa):
        generales(copias_acuse=[f"c{n}@d.mx" for n in range(4)])


def test_a_file_over_five_megabytes_or_without_its_first_bytes_is_refused_unparsed() -> None:
    exigir_pdf(b"%PDF-" + bytes(5 * 1_048_576 - 5))
    with pytest.raises(Negativa) as error:
        exigir_pdf(b"%PDF-" + bytes(5 * 1_048_576 - 4))
    assert error.value.codigo == "archivo_demasiado_grande"
    with pytest.raises(Negativa) as error:
        exigir_pdf(b" %PDF-1.7")
    assert error.value.codigo == "archivo_ilegible"


@pytest.mark.parametrize(
    ("veredicto", "codigo"),
    [
        ("CIFRADO", "archivo_cifrado"),
        ("ACTIVO", "archivo_activo"),
        ("ILEGIBLE", "archivo_ilegible"),
        ("DEMASIADAS_PAGINAS", "archivo_demasiado_grande"),
    ],
)
def test_every_verdict_but_one_has_its_refusal(veredicto: Veredicto, codigo: str) -> None:
    exigir_aceptable("ACEPTABLE")
    with pytest.raises(Negativa) as error:
        exigir_aceptable(veredicto)
    assert error.value.codigo == codigo


@pytest.mark.parametrize(
    ("dado", "visible"),
    [
        ("acuse.pdf", "acuse.pdf"),
        ("Acuse de Registro Ñ.PDF", "Acuse de Registro Ñ.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\docs\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.pdf"),
        ("\u202egpj.exe", "gpj.exe.pdf"),
        ("", "acuse-repse.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "acuse-repse.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_hostile_file_name_becomes_a_harmless_one(dado: str, visible: str) -> None:
    assert nombre_visible(dado) == visible


@given(st.text(max_size=400))
def test_no_file_name_can_break_a_header_or_a_path(dado: str) -> None:
    visible = nombre_visible(dado)
    assert visible.endswith(".pdf")
    assert 4 < len(visible) <= 120
    assert not set(visible) & set('/\\"\r\n\0')
