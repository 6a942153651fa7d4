import asyncio
import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from icsoe_signing.adapters.acuse.composicion import Compositor, codigo_qr, fecha_larga
from icsoe_signing.adapters.acuse.fabrica import FabricaDeAcusesTypst, Taller, fabricar
from icsoe_signing.adapters.acuse.revision import PdfAjeno
from icsoe_signing.adapters.acuse.sello import LlaveNoPermitida, SelloInstitucional
from icsoe_signing.adapters.acuse.texto_sello import Sellado
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
        "No revocado al 15 de septiembre de 2026, 12:03:12 h",
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


def sellado(datos: DatosDeAcuse) -> Sellado:
    return Sellado("||icsoe-acuse|1|" + "a3" * 120, "AAEC" * 128, f'{{"folio": "{datos.folio}"}}')


def imagen(pdf: bytes, carpeta: Path) -> list[bytes]:
    """The rows of the first page, in greys at 144 dpi."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm no está instalado (paquete poppler-utils)")
    (carpeta / "hoja.pdf").write_bytes(pdf)
    orden = ["pdftoppm", "-gray", "-r", "144", "-singlefile", "hoja.pdf", "hoja"]
    subprocess.run(orden, cwd=carpeta, check=True)
    puntos = (carpeta / "hoja.pgm").read_bytes().removeprefix(b"P5\n1224 1584\n255\n")
    return [puntos[i : i + 1224] for i in range(0, len(puntos), 1224)]


def separar_qr(pdf: bytes, hoja: list[bytes], lado: int) -> tuple[list[list[bool]], list[bytes]]:
    """The QR of ``hoja`` cell by cell, and the page without it."""
    caja = re.search(rb"/BBox\[([\d.]+) [\d.]+ ([\d.]+) ([\d.]+)\]", pdf)
    assert caja is not None
    x, x_fin, arriba = (float(n) for n in caja.groups())
    celda, y = (x_fin - x) / (lado + 2), 792 - arriba
    celdas = [
        [hoja[int(2 * (y + (f + 1.5) * celda))][int(2 * (x + (c + 1.5) * celda))] < 128 for c in range(lado)]
        for f in range(lado)
    ]
    filas = range(int(2 * y), int(2 * (y + x_fin - x)) + 1)
    return celdas, [
        p[: int(2 * x)] + p[int(2 * x_fin) + 1 :] if n in filas else p for n, p in enumerate(hoja)
    ]


def test_acuses_of_one_layout_are_set_by_typst_once_and_then_filled_in(datos: Datos, taller: Taller):
    compositor = Compositor(taller.fuentes)
    for folio in ("SI26000123", "SI26000124", "SI260001251"):
        compositor.componer(datos(folio=folio), sellado(datos()))
    assert compositor.compilaciones == 1


@pytest.mark.parametrize("nombre", ["AVA TAPIA ÑANDÚ (FI)", "OTRA"])
def test_a_filled_acuse_looks_exactly_as_typst_sets_it_qr_included(
    nombre: str, datos: Datos, taller: Taller, tmp_path: Path
):
    compositor, caso = Compositor(taller.fuentes), datos(nombre=nombre)
    celdas = [[bool(c) for c in fila] for fila in codigo_qr(caso.url_verificacion).matrix]
    de_typst = compositor.componer_con_typst(caso, sellado(caso))
    lleno = compositor.componer(caso, sellado(caso))
    qr, hoja = separar_qr(lleno, imagen(lleno, tmp_path), len(celdas))
    qr_de_typst, hoja_de_typst = separar_qr(de_typst, imagen(de_typst, tmp_path), len(celdas))
    assert hoja == hoja_de_typst
    assert qr == qr_de_typst == celdas


def test_a_filled_acuse_names_its_own_folio_instant_and_identity_in_its_metadata(
    datos: Datos, taller: Taller
):
    compositor = Compositor(taller.fuentes)
    caso, otro = datos(folio="SI26000777"), datos(folio="SI26000778")
    lector, ajeno = (PdfReader(BytesIO(compositor.componer(d, sellado(d)))) for d in (caso, otro))
    assert lector.metadata is not None
    assert lector.xmp_metadata is not None
    assert lector.metadata.title == "Acuse de presentación SI26000777"
    assert lector.metadata.creation_date == caso.fecha_presentacion.replace(microsecond=0)
    assert lector.xmp_metadata.dc_title == {"x-default": "Acuse de presentación SI26000777"}
    assert lector.trailer["/ID"] != ajeno.trailer["/ID"]
    assert lector.attachments["acuse.json"] == [b'{"folio": "SI26000777"}']
    assert "@0" not in texto_de(compositor.componer(caso, sellado(caso)))


@pytest.mark.parametrize(
    "nombre", ["WWWWW MMMMM " * 4, "ŁUKASZ", "SERVICIOS ESPECIALIZADOS DE LIMPIEZA DEL NORTE SA DE CV"]
)
def test_a_name_that_does_not_fit_the_layout_is_set_by_typst(nombre: str, datos: Datos, taller: Taller):
    assert sin_espacios(nombre) in sin_espacios(texto_de(fabricar(datos(nombre=nombre), taller)))


def test_only_pdfs_as_typst_writes_them_are_sealed(taller: Taller, datos: Datos):
    sello = SelloInstitucional.de_archivos(taller.secretos, "prueba")
    sellada = fabricar(datos(), taller)
    for ajeno in (b"%PDF-1.7\n%%EOF", sellada):
        with pytest.raises(PdfAjeno):
            sello.sellar_pdf(ajeno, datos().fecha_presentacion)


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
    archivos = [tmp_path / "persona.pdf", tmp_path / "larga.pdf", tmp_path / "empresa.pdf"]
    for archivo, caso in zip(archivos, (datos(), datos(nombre="EMPRESA " * 9), empresa), strict=True):
        archivo.write_bytes(fabricar(caso, taller))
    salida = subprocess.run(
        [*verapdf, "-f", norma, "--format", "text", *map(str, archivos)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert salida.stdout.count("PASS ") == 3, salida.stdout + salida.stderr


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
