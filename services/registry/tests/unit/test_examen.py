import asyncio
import zlib
from typing import Any
from uuid import uuid4

import pytest
from icsoe_chassis.ajustes import Limites
from icsoe_dominio.negativas import Negativa
from icsoe_registry.adapters.examen import CPU_S, examinar
from icsoe_registry.adapters.revisor import PLAZO_S, RevisorEnProceso, espera_de_turno
from pypdf import PdfWriter


def con_adjunto(escritor: PdfWriter) -> None:
    escritor.add_attachment("a.exe", b"MZ")


def cifrado(escritor: PdfWriter) -> None:
    escritor.encrypt("", "dueño", algorithm="AES-256")


def test_an_ordinary_receipt_is_acceptable(pdf: Any) -> None:
    assert examinar(pdf(paginas=2)) == "ACEPTABLE"


def test_an_attachment_is_active(pdf: Any) -> None:
    assert examinar(pdf(con_adjunto)) == "ACTIVO"


@pytest.mark.parametrize(
    "objeto",
    [
        "<< /S /Launch /F (calc.exe) >>",
        "<< /S /JavaScript /JS (app.alert(1)) >>",
        "<< /S /J#61vaScript /J#53 (app.alert(1)) >>",
        "<< /S /GoTo /Next << /S /URI /Next [ << /S /#4caunch >> ] >> >>",
        "<< /S /SubmitForm /F (https://x.invalid) >>",
        "<< /S /ImportData /F (x) >>",
        "<< /S /GoToE /T << /R /C >> >>",
        "<< /XFA (x) >>",
        "<< /Type /Filespec /EF << /F 3 0 R >> >>",
        "<< /Type /Annot /Subtype /RichMedia >>",
    ],
)
def test_whatever_runs_calls_out_or_carries_a_file_is_active(a_mano: Any, objeto: str) -> None:
    assert examinar(a_mano(objeto)) == "ACTIVO"
    assert examinar(a_mano(objeto, catalogo="")) == "ACTIVO", "also when nothing points at it"


def test_a_plain_destination_is_no_action_to_fear(a_mano: Any) -> None:
    assert examinar(a_mano("<< /S /GoTo /D [3 0 R /Fit] >>")) == "ACEPTABLE"


def test_an_object_no_table_names_is_found_too(a_mano: Any) -> None:
    suelto = b"9 0 obj << /S /JavaScript /JS (x) >> endobj\n"
    assert examinar(a_mano("<< /S /GoTo /D [3 0 R /Fit] >>", suelto=suelto)) == "ACTIVO"


def test_an_encrypted_file_is_not_opened_even_without_a_password(pdf: Any) -> None:
    assert examinar(pdf(cifrado)) == "CIFRADO"


def test_a_file_of_too_many_pages_is_too_big(pdf: Any) -> None:
    assert examinar(pdf(paginas=30)) == "ACEPTABLE"
    assert examinar(pdf(paginas=31)) == "DEMASIADAS_PAGINAS"


@pytest.mark.parametrize(
    "cola", [b"<html><script>alert(1)</script>", b"PK\x05\x06" + bytes(18), b"PK\x03\x04resto"]
)
def test_a_second_format_behind_the_pdf_is_refused(pdf: Any, cola: bytes) -> None:
    assert examinar(pdf() + cola) == "ILEGIBLE"


@pytest.mark.parametrize(
    "basura",
    [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"<html>%PDF-1.7 %%EOF", b"%PDF-1.7\n" + bytes(4096) + b"%%EOF"],
)
def test_what_is_no_pdf_is_unreadable(basura: bytes) -> None:
    assert examinar(basura) == "ILEGIBLE"


def test_a_pdf_cut_anywhere_never_gets_an_exception_out(pdf: Any) -> None:
    entero = pdf(paginas=2)
    for corte in range(0, len(entero), 7):
        assert examinar(entero[:corte] + b"\n%%EOF\n") in ("ACEPTABLE", "ILEGIBLE")


async def test_the_child_process_says_the_same(pdf: Any, a_mano: Any) -> None:
    revisor, de = RevisorEnProceso(espera_s=60), uuid4()
    assert await revisor.revisar(pdf(), de) == "ACEPTABLE"
    assert await revisor.revisar(a_mano("<< /S /Launch /F (x) >>"), de) == "ACTIVO"


async def test_a_child_that_takes_too_long_is_ended_and_the_file_refused(pdf: Any) -> None:
    assert await RevisorEnProceso(espera_s=60, plazo_s=0.0).revisar(pdf(), uuid4()) == "ILEGIBLE"


async def test_a_file_that_eats_memory_takes_only_its_child_along(pdf: Any) -> None:
    bomba = zlib.compress(bytes(3 * 10**8), 9)
    objeto = (
        b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(bomba)
        + bomba
        + b"\nendstream\nendobj\n"
    )
    revisor = RevisorEnProceso(espera_s=60)
    assert await revisor.revisar(pdf().replace(b"%%EOF", objeto + b"%%EOF"), uuid4()) in (
        "ACEPTABLE",
        "ILEGIBLE",
    )


def costoso(a_mano: Any) -> bytes:
    """4.8 MB within every limit of a file: arrays whose elements are parsed and looked at one by one."""
    arreglo = f"[ {'0 ' * 4_000}] "
    return a_mano(f"[ {arreglo * 600}]", catalogo="")


async def test_who_sends_many_costly_files_leaves_an_examiner_to_the_others(pdf: Any, a_mano: Any) -> None:
    revisor, abusivo = RevisorEnProceso(espera_s=60, plazo_s=60), uuid4()
    archivos = [asyncio.create_task(revisor.revisar(costoso(a_mano), abusivo)) for _ in range(4)]
    await asyncio.sleep(0)  # they ask first
    assert await revisor.revisar(pdf(), uuid4()) == "ACEPTABLE"
    assert not any(archivo.done() for archivo in archivos)
    for archivo in archivos:
        archivo.cancel()
    await asyncio.wait(archivos)


async def test_a_file_whose_turn_does_not_come_in_time_is_asked_for_again(pdf: Any) -> None:
    revisor, de = RevisorEnProceso(espera_s=0), uuid4()
    primero = asyncio.create_task(revisor.revisar(pdf(), de))
    await asyncio.sleep(0)
    with pytest.raises(Negativa, match="no_disponible"):
        await revisor.revisar(pdf(), de)
    assert await primero == "ACEPTABLE"
    assert await revisor.revisar(pdf(), de) == "ACEPTABLE"


def test_the_verdict_on_the_costliest_file_comes_before_its_request_ends() -> None:
    peticion_s = Limites().peticion_s
    assert CPU_S < PLAZO_S
    assert 0 < espera_de_turno(peticion_s) < peticion_s - PLAZO_S
