"""PDFs for registry's tests, made by pypdf or by hand."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfWriter

HacerPdf = Callable[..., bytes]


@pytest.fixture
def pdf() -> HacerPdf:
    """``pdf(cambiar, paginas=1)``: a PDF after ``cambiar(writer)``."""

    def hacer(cambiar: Callable[[PdfWriter], object] = lambda w: None, paginas: int = 1) -> bytes:
        escritor = PdfWriter()
        for _ in range(paginas):
            escritor.add_blank_page(200, 200)
        cambiar(escritor)
        salida = io.BytesIO()
        escritor.write(salida)
        return salida.getvalue()

    return hacer


@pytest.fixture
def a_mano() -> Callable[..., bytes]:
    """``a_mano(objeto)``: one page, a catalogue that points at ``objeto``; ``suelto`` is in no table."""

    def hacer(objeto: str, catalogo: str = "/OpenAction 4 0 R", suelto: bytes = b"") -> bytes:
        objetos = [
            f"<< /Type /Catalog /Pages 2 0 R {catalogo} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            objeto,
        ]
        cuerpo, lugares = b"%PDF-1.7\n", list[int]()
        for numero, texto in enumerate(objetos, 1):
            lugares.append(len(cuerpo))
            cuerpo += f"{numero} 0 obj\n{texto}\nendobj\n".encode()
        cuerpo += suelto
        tabla = "".join(f"{lugar:010d} 00000 n \n" for lugar in lugares)
        final = f"xref\n0 5\n0000000000 65535 f \n{tabla}trailer << /Size 5 /Root 1 0 R >>\n"
        return cuerpo + f"{final}startxref\n{len(cuerpo):010d}\n%%EOF\n".encode()

    return hacer
