import asyncio
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from icsoe_signing.adapters.acuse.composicion import fecha_larga
from icsoe_signing.adapters.acuse.fabrica import FabricaDeAcusesTypst, Taller, fabricar
from icsoe_signing.adapters.acuse.sello import LlaveNoPermitida, SelloInstitucional
from icsoe_signing.application.acuse import DatosDeAcuse
from pypdf import PdfReader

Datos = Callable[..., DatosDeAcuse]


def texto_de(pdf: bytes) -> str:
    return "\n".join(pagina.extract_text() for pagina in PdfReader(BytesIO(pdf)).pages)


def sin_espacios(texto: str) -> str:
    return "".join(texto.split())


def test_the_acuse_of_a_sin_informacion_shows_all_its_parts_on_one_page(datos: Datos, taller: Taller):
    pdf = fabricar(datos(), taller)
    texto = texto_de(pdf)
    visible = sin_espacios(texto)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    for parte in (
        "Instituto Mexicano del Seguro Social",
        "Acuse de presentación",
        "SI26000123",
        "15 de septiembre de 2026, 12:03:11 h",
        "Sin información",
        "Segundo",
        "Mayo – Agosto",
        "XOJI740919U48",
        "INGRID XÓCHITL ÑANDÚ JIMÉNEZ",
        "Persona física",
        "no celebré contratos",
        "30001000000500003282",
        datos().cadena,
        datos().firma_b64,
        "||icsoe-acuse|1|SI26000123|",
        "PRUEBA — sin validez oficial",
    ):
        assert sin_espacios(parte) in visible, parte


def test_the_acuse_of_a_company_lists_its_contracts_and_the_pending_revocation(
    empresa: DatosDeAcuse, taller: Taller
):
    texto = texto_de(fabricar(empresa, taller))
    for parte in ("N26000124", "Persona moral", "A26S000001", "A26S000040", "por confirmar", "Página 1 de"):
        assert parte in texto, parte


def test_a_complementaria_names_its_kind_the_folio_it_replaces_and_its_motive(datos: Datos, taller: Taller):
    pdf = fabricar(
        datos(
            folio="SE26000125",
            tipo="COMPLEMENTARIA",
            complementaria="SIN_EFECTOS",
            folio_corregido="SI26000123",
            protesta=None,
            motivo="Se presentó por error",
        ),
        taller,
    )
    for parte in ("Complementaria", "Sin efectos", "SI26000123", "Se presentó por error"):
        assert parte in texto_de(pdf), parte


def test_the_same_data_give_the_same_bytes_in_any_process(datos: Datos, taller: Taller):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as procesos:
        otro = asyncio.run(FabricaDeAcusesTypst(taller, procesos).fabricar(datos()))
    assert otro == fabricar(datos(), taller)


@pytest.mark.parametrize(
    "nombre",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0": *',
        "*negrita* _cursiva_ $x^2$",
        '"}} #panic() \\u{41}',
    ],
)
def test_names_made_of_typst_code_appear_literally(nombre: str, datos: Datos, taller: Taller):
    assert sin_espacios(nombre) in sin_espacios(texto_de(fabricar(datos(nombre=nombre), taller)))


def test_a_letter_without_glyph_is_named_by_its_code_instead_of_leaving_a_return_without_acuse(
    datos: Datos, taller: Taller
):
    assert "[U+6F22]" in texto_de(fabricar(datos(nombre="漢 EMPRESA"), taller))


def test_greek_cyrillic_and_middle_european_letters_are_printed_as_they_are(datos: Datos, taller: Taller):
    visible = sin_espacios(texto_de(fabricar(datos(nombre="WAŁĘSA ΑΘΗΝΑ МИР"), taller)))
    assert "WAŁĘSAΑΘΗΝΑМИР" in visible


def test_real_mode_prints_no_test_mark_and_refuses_a_key_in_a_file(datos: Datos, taller: Taller):
    assert "PRUEBA —" not in texto_de(fabricar(datos(modo="real"), taller))
    with pytest.raises(LlaveNoPermitida):
        fabricar(datos(modo="real"), replace(taller, modo="real"))


def test_the_seal_key_signs_only_texts_of_an_acuse(taller: Taller):
    sello = SelloInstitucional.de_archivos(taller.secretos, "prueba")
    with pytest.raises(ValueError, match="solo firma textos de acuse"):
        sello.sellar_texto("||efirma-login|1|http://localhost:8080|n|a|b||")


def test_missing_fonts_are_said_with_the_command_that_makes_them(
    datos: Datos, taller: Taller, tmp_path: Path
):
    with pytest.raises(FileNotFoundError, match=r"icsoe_signing\.adapters\.fuentes"):
        fabricar(datos(), replace(taller, fuentes=tmp_path))


def test_instants_are_printed_in_central_time_with_its_offset_of_then(datos: Datos):
    invierno = datos().fecha_presentacion.replace(month=1, day=1, hour=5, minute=59, second=59)
    assert fecha_larga(invierno) == (
        "31 de diciembre de 2025, 23:59:59 h",
        "Hora del Centro de México (UTC-06:00)",
    )
    verano = datos().fecha_presentacion.replace(year=2022)
    assert fecha_larga(verano)[0] == "15 de septiembre de 2022, 13:03:11 h"


@pytest.mark.parametrize("norma", ["3a", "ua1"])
def test_sealed_acuses_of_a_person_and_of_a_company_pass_verapdf(
    norma: str, datos: Datos, empresa: DatosDeAcuse, taller: Taller, verapdf: list[str], tmp_path: Path
):
    archivos = [tmp_path / "persona.pdf", tmp_path / "empresa.pdf"]
    for archivo, caso in zip(archivos, (datos(), empresa), strict=True):
        archivo.write_bytes(fabricar(caso, taller))
    salida = subprocess.run(
        [*verapdf, "-f", norma, "--format", "text", *map(str, archivos)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert salida.stdout.count("PASS ") == 2, salida.stdout + salida.stderr


def test_poppler_finds_one_valid_certifying_signature_over_the_whole_file(
    datos: Datos, taller: Taller, pdfsig: str, tmp_path: Path
):
    archivo = tmp_path / "acuse.pdf"
    archivo.write_bytes(fabricar(datos(), taller))
    informe = subprocess.run(
        [pdfsig, "-nocert", str(archivo)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in informe
    assert "Total document signed" in informe
    assert "ETSI.CAdES.detached" in informe
    assert "Signature #2" not in informe
