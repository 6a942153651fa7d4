"""The second revision of an acuse, appended: a certifying signature field that does not show, nothing else.

Reads no PDF but typst's and its moulds': one cross-reference table, plain objects, a flat list of pages.
ISO 32000-1 §7.5.6 (incremental update), §12.7.4.5 (field), §12.8 (signature, DocMDP).
"""

import hashlib
import re
from datetime import UTC, datetime

CAMPO = "SelloIMSS"
_COLA = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R(.*)/ID\[(<\w+>|\([^)]+\)).*\]>>\nstartxref\n(\d+)\n%%EOF\Z"
)
_RANGO = b"/ByteRange[0 %010d %010d %010d]"


class PdfAjeno(ValueError):
    """Not a PDF as typst writes it."""


class Revision:
    """``pdf`` with room for a CMS of ``reservados`` bytes; ``digest`` (SHA-256) is what it must sign."""

    def __init__(self, pdf: bytes, momento: datetime, reservados: int) -> None:
        # typst ends without newline: PDF/A 6.1.9 wants one before the next revision.
        base = pdf + b"\n"
        hueco = b"<%b>" % bytes(2 * reservados)
        agregado = _agregado(base, momento, hueco)
        corte = len(base) + agregado.index(hueco)
        cierre = corte + len(hueco)
        rango = _RANGO % (corte, cierre, len(base) + len(agregado) - cierre)
        completo = base + agregado.replace(_RANGO % (0, 0, 0), rango, 1)
        self._antes, self._despues = completo[:corte], completo[cierre:]
        self.digest = hashlib.sha256(self._antes + self._despues).digest()

    def con_firma(self, cms_der: bytes) -> bytes:
        """The signed file; the CMS fills its room exactly, so that nothing can hide in it."""
        return b"%b<%b>%b" % (self._antes, cms_der.hex().upper().encode(), self._despues)


def _agregado(base: bytes, momento: datetime, hueco: bytes) -> bytes:
    cola = _COLA.search(base[:-1])
    if cola is None:
        raise PdfAjeno
    tamano, raiz = int(cola[1]), int(cola[2])
    tabla = int(cola[5])
    catalogo = _objeto(base, tabla, raiz)
    pagina = _referencia(_objeto(base, tabla, _referencia(catalogo, b"/Pages ")), rb"/Kids\[")
    formulario, campo, firma = tamano, tamano + 1, tamano + 2
    nuevos = {
        pagina: _con(_objeto(base, tabla, pagina), b"/Annots[%d 0 R]" % campo),
        raiz: _con(catalogo, b"/AcroForm %d 0 R/Perms<</DocMDP %d 0 R>>" % (formulario, firma)),
        formulario: b"<</Fields[%d 0 R]/SigFlags 3>>" % campo,
        campo: b"<</FT/Sig/T(%b)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>"
        % (CAMPO.encode(), pagina, firma),
        firma: _firma(momento, hueco),
    }
    partes, lugares, largo = list[bytes](), dict[int, int](), len(base)
    for n, cuerpo in nuevos.items():
        lugares[n] = largo
        partes.append(b"%d 0 obj\n%b\nendobj\n" % (n, cuerpo))
        largo += len(partes[-1])
    entradas = b"".join(b"%d 1\n%010d 00000 n\r\n" % (n, lugares[n]) for n in sorted(lugares))
    identidad = cola[4] + b"<%b>" % hashlib.sha256(base).hexdigest()[:32].encode()
    fin = b"trailer\n<</Size %d/Root %d 0 R%b/ID[%b]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        *(firma + 1, raiz, cola[3], identidad, tabla, largo),
    )
    return b"%bxref\n0 1\n0000000000 65535 f\r\n%b%b" % (b"".join(partes), entradas, fin)


def _firma(momento: datetime, hueco: bytes) -> bytes:
    return (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%b/Contents%b/M(D:%b)"
        b"/Name(Instituto Mexicano del Seguro Social)/Reason(Acuse de presentaci\\363n del ICSOE)"
        b"/Reference[<</Type/SigRef/TransformMethod/DocMDP"
        b"/TransformParams<</Type/TransformParams/V/1.2/P 1>>>>]>>"
    ) % (_RANGO % (0, 0, 0), hueco, f"{momento.astimezone(UTC):%Y%m%d%H%M%SZ}".encode())


def _objeto(base: bytes, tabla: int, numero: int) -> bytes:
    """The dictionary of object ``numero``, by its entry in the table at ``tabla``."""
    primera = base.index(b" f", tabla) - len("0000000000 65535")
    lugar = int(base[primera + 20 * numero :][:10])
    cabeza = b"%d 0 obj\n" % numero
    if not base.startswith(cabeza, lugar):
        raise PdfAjeno
    return base[lugar + len(cabeza) : base.index(b"\nendobj", lugar)]


def _referencia(cuerpo: bytes, clave: bytes) -> int:
    hallada = re.search(clave + rb"(\d+) 0 R", cuerpo)
    if hallada is None:
        raise PdfAjeno
    return int(hallada[1])


def _con(diccionario: bytes, entradas: bytes) -> bytes:
    if not diccionario.endswith(b">>") or b"/Annots" in diccionario or b"/AcroForm" in diccionario:
        raise PdfAjeno
    return diccionario[:-2] + entradas + b">>"
