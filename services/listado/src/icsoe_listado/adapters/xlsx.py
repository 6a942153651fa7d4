"""A workbook of one sheet, written row by row and byte for byte the same each time (research/perf-and-
libs.md §1.3).

Cells carry their reference; text is an inline string (never a formula, whatever it begins with); numbers are
integers.
"""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

_FECHA = (1980, 1, 1, 0, 0, 0)
_LOTE = 500
_FUERA_DE_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELACIONES = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFICINA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TIPO = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTES_FIJAS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TIPO}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TIPO}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_RELACIONES}">'
        f'<Relationship Id="rId1" Type="{_OFICINA}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_RELACIONES}">'
        f'<Relationship Id="rId1" Type="{_OFICINA}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}


class PlumaXlsx:
    """``escribir`` rows, then ``cerrar`` for the bytes. Memory: the compressed file and one batch of rows."""

    def __init__(self, hoja: str, columnas: Sequence[str]) -> None:
        self._letras = [_letra(n) for n in range(len(columnas))]
        self._archivo = BytesIO()
        self._zip = zipfile.ZipFile(self._archivo, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        libro = (
            f'{_XML}<workbook xmlns="{_PRINCIPAL}" xmlns:r="{_OFICINA}"><sheets>'
            f'<sheet name="{escape(hoja)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        for nombre, contenido in {**_PARTES_FIJAS, "xl/workbook.xml": libro}.items():
            self._zip.writestr(_entrada(nombre), contenido)
        self._hoja = self._zip.open(_entrada("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._lote = [
            f'{_XML}<worksheet xmlns="{_PRINCIPAL}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            "</sheetView></sheetViews>"
            f'<cols><col min="1" max="{len(columnas)}" width="28" customWidth="1"/></cols><sheetData>'
        ]
        self._numero = 0
        self.escribir(columnas)

    def escribir(self, renglon: Sequence[str | int | None]) -> None:
        """Adds one row; None leaves the cell out."""
        self._numero += 1
        n = self._numero
        celdas = "".join(
            _celda(f"{letra}{n}", valor)
            for letra, valor in zip(self._letras, renglon, strict=True)
            if valor is not None
        )
        self._lote.append(f'<row r="{n}">{celdas}</row>')
        if len(self._lote) >= _LOTE:
            self._vaciar()

    def cerrar(self) -> bytes:
        """The finished file."""
        self._lote.append("</sheetData></worksheet>")
        self._vaciar()
        self._hoja.close()
        self._zip.close()
        return self._archivo.getvalue()

    def _vaciar(self) -> None:
        self._hoja.write("".join(self._lote).encode())
        self._lote.clear()


def _celda(referencia: str, valor: str | int) -> str:
    if isinstance(valor, int):
        return f'<c r="{referencia}"><v>{valor}</v></c>'
    texto = escape(_FUERA_DE_XML.sub("\ufffd", valor)).replace("\r", "&#13;")
    return f'<c r="{referencia}" t="inlineStr"><is><t xml:space="preserve">{texto}</t></is></c>'


def _entrada(nombre: str) -> zipfile.ZipInfo:
    """Fixed date and rights: nothing of the machine that writes it is in the file."""
    entrada = zipfile.ZipInfo(nombre, _FECHA)
    entrada.compress_type = zipfile.ZIP_DEFLATED
    entrada.create_system = 3
    entrada.external_attr = 0o644 << 16
    return entrada


def _letra(n: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    return chr(65 + n) if n < 26 else _letra(n // 26 - 1) + chr(65 + n % 26)
