"""The files themselves: a reader of others' making gets back what was written, and the bytes never change."""

import csv
import hashlib
import zipfile
from io import BytesIO, StringIO

import openpyxl
from icsoe_listado.adapters.csv import PlumaCsv
from icsoe_listado.adapters.xlsx import PlumaXlsx

COLUMNAS = tuple(f"Columna {n}" for n in range(1, 31))
FILAS: list[tuple[str | int | None, ...]] = [
    ("Ñandú & <Cía> \"S.A.\" 'x'", 2026, None, " orillas ", "'=1+1", "línea\nnueva", "")
    + (None,) * 22
    + ("AD",),
    (None,) * 30,
    ("control \x01 \ufffe fin", 0, "00123") + (None,) * 27,
]


def _xlsx(veces: int = 1) -> bytes:
    pluma = PlumaXlsx("LPS2026", COLUMNAS)
    for _ in range(veces):
        for fila in FILAS:
            pluma.escribir(fila)
    return pluma.cerrar()


def test_openpyxl_reads_back_every_cell_with_its_type() -> None:
    libro = openpyxl.load_workbook(BytesIO(_xlsx()))
    assert libro.sheetnames == ["LPS2026"]
    hoja = libro["LPS2026"]
    leidas = list(hoja.iter_rows(values_only=True))
    assert leidas[0] == COLUMNAS
    assert leidas[1][:6] == FILAS[0][:6]
    assert leidas[1][29] == "AD"
    assert all(valor is None for valor in leidas[2])
    assert leidas[3][:3] == ("control \ufffd \ufffd fin", 0, "00123")
    assert hoja["E2"].data_type == "s"
    assert hoja.freeze_panes == "A2"


def test_a_file_of_many_batches_keeps_every_row() -> None:
    hoja = openpyxl.load_workbook(BytesIO(_xlsx(700)), read_only=True)["LPS2026"]
    assert sum(1 for _ in hoja.iter_rows()) == 1 + 700 * len(FILAS)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert hashlib.sha256(_xlsx(50)).digest() == hashlib.sha256(_xlsx(50)).digest()
    fechas = {entrada.date_time for entrada in zipfile.ZipFile(BytesIO(_xlsx())).infolist()}
    assert fechas == {(1980, 1, 1, 0, 0, 0)}


def test_the_csv_twin_holds_the_same_rows() -> None:
    pluma = PlumaCsv("LPS2026", ("A", "B", "C"))
    pluma.escribir(('Ñandú, "Cía"', None, 3))
    datos = pluma.cerrar()
    assert datos.startswith(b"\xef\xbb\xbfA,B,C\r\n")
    assert list(csv.reader(StringIO(datos.decode("utf-8-sig"), newline=""))) == [
        ["A", "B", "C"],
        ['Ñandú, "Cía"', "", "3"],
    ]
