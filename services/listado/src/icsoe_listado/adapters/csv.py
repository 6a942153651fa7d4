"""The CSV twin (D74): RFC 4180, UTF-8 with BOM so that a spreadsheet reads the accents."""

import csv
from collections.abc import Sequence
from io import StringIO

_BOM = "\ufeff"


class PlumaCsv:
    """Same use as the workbook's; its bytes depend on nothing but the rows."""

    def __init__(self, hoja: str, columnas: Sequence[str]) -> None:
        self._texto = StringIO(_BOM, newline="")
        self._texto.seek(0, 2)
        self._csv = csv.writer(self._texto, lineterminator="\r\n")
        self.escribir(columnas)

    def escribir(self, renglon: Sequence[str | int | None]) -> None:
        """Adds one row; None is an empty field."""
        self._csv.writerow(["" if valor is None else valor for valor in renglon])

    def cerrar(self) -> bytes:
        """The finished file."""
        return self._texto.getvalue().encode()
