"""Acuses of one kind differ in a few lines of text: typst lays out the first, the others are filled in here.

A mould is a PDF that typst made with a mark in place of every text that varies. Filling writes texts, QR,
dates and annex in the place of the marks; layout, tags and fonts stay typst's.
"""

import base64
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .pagina import PUNTO_DEL_QR, Fuente, Hueco, NoCabe, abrir, dibujar_qr, flujo, hallar, marca, referencia

ORIGEN = datetime(1970, 1, 1, tzinfo=UTC)
"""The instant with which a mould is compiled."""

_CABECERA = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_OBJETO = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_COMPRIMIDO = b"/Filter/FlateDecode"
_COLA = rb"trailer\n<</Size \d+(/Root.*?)/ID\["
_IDENTIDAD = re.compile(rb"<xmpMM:(?:Instance|Document)ID>([^<]+)<")


@dataclass(frozen=True)
class Relleno:
    """``textos`` by the number of their mark, the folio being 0; ``identidad`` of the document, 16 bytes;
    ``qr`` row by row, 1 for dark, without border."""

    textos: Sequence[str]
    momento: datetime
    identidad: bytes
    anexo: bytes
    qr: Sequence[Sequence[int]]


class Molde:
    """One layout of one page.

    ``pdf`` is typst's, compiled at ORIGEN with QR_DEL_MOLDE, marks 0 … ``cuantas`` - 1 and ``alfabetos``:
    letters drawn only so that their glyphs are embedded, which are taken off the page here. Raises NoCabe.
    """

    def __init__(self, pdf: bytes, cuantas: int, alfabetos: Sequence[str]) -> None:
        objetos = {int(n): cuerpo for n, cuerpo in _OBJETO.findall(pdf)}
        contenido, metadatos, anexo = _papeles(objetos)
        fuentes = {
            nombre.decode(): Fuente.de_objetos(objetos, int(n))
            for recursos in objetos.values()
            for lista in re.findall(rb"/Font<<(.*?)>>", recursos)
            for nombre, n in re.findall(rb"/(f\d+) (\d+) 0 R", lista)
        }
        self._trozos = abrir(zlib.decompress(flujo(objetos[contenido])[1]), fuentes, cuantas, alfabetos)
        self._cola = hallar(_COLA, pdf)
        self._identidades = set(_IDENTIDAD.findall(objetos[metadatos]))
        self._especiales: dict[int, Callable[[bytes, Relleno], bytes]] = {
            contenido: self._dibujar,
            anexo: self._anexar,
            metadatos: lambda cuerpo, relleno: _con_flujo(*flujo(self._cambiar(cuerpo, relleno))),
        }
        self._variables = {
            n: cuerpo
            for n, cuerpo in sorted(objetos.items())
            if n in self._especiales or any(folio in cuerpo for folio in _formas(marca(0)))
        }
        self._fijo, self._lugares = _CABECERA, dict.fromkeys(sorted(objetos), 0)
        for n in objetos.keys() - self._variables.keys():
            self._lugares[n] = len(self._fijo)
            self._fijo += _objeto(n, objetos[n])

    def llenar(self, relleno: Relleno) -> bytes:
        """The document, deterministic in ``relleno``. Raises NoCabe."""
        lugares, partes, largo = dict(self._lugares), [self._fijo], len(self._fijo)
        for n, cuerpo in self._variables.items():
            hacer = self._especiales.get(n, self._cambiar)
            partes.append(_objeto(n, hacer(cuerpo, relleno)))
            lugares[n] = largo
            largo += len(partes[-1])
        tabla = b"".join(b"%010d 00000 n\r\n" % lugar for lugar in lugares.values())
        cuenta, identidad = len(lugares) + 1, b"<%b>" % relleno.identidad.hex().encode()
        partes.append(b"xref\n0 %d\n0000000000 65535 f\r\n%btrailer\n<</Size %d" % (cuenta, tabla, cuenta))
        partes.append(b"%b/ID[%b%b]>>\nstartxref\n%d\n%%%%EOF" % (self._cola, identidad, identidad, largo))
        return b"".join(partes)

    def _dibujar(self, _: bytes, relleno: Relleno) -> bytes:
        partes = [t.escribir(relleno.textos) if isinstance(t, Hueco) else t for t in self._trozos]
        dibujo = b"".join(partes).replace(PUNTO_DEL_QR, dibujar_qr(relleno.qr), 1)
        for vieja, nueva in zip(_formas(marca(0)), _formas(relleno.textos[0]), strict=True):
            dibujo = dibujo.replace(vieja, nueva)
        return _con_flujo(_COMPRIMIDO, zlib.compress(dibujo, 4))

    def _anexar(self, cuerpo: bytes, relleno: Relleno) -> bytes:
        diccionario = self._cambiar(flujo(cuerpo)[0], relleno)
        diccionario = re.sub(rb"/Size \d+", b"/Size %d" % len(relleno.anexo), diccionario)
        # typst does not compress the little annex of a mould.
        return _con_flujo(diccionario.replace(_COMPRIMIDO, b"") + _COMPRIMIDO, zlib.compress(relleno.anexo))

    def _cambiar(self, cuerpo: bytes, relleno: Relleno) -> bytes:
        """Folio, dates and identity, in every form in which typst writes them."""
        nueva = base64.b64encode(relleno.identidad)
        for viejo, nuevo in (
            *zip(_formas(marca(0)), _formas(relleno.textos[0]), strict=True),
            *zip(_fechas(ORIGEN), _fechas(relleno.momento), strict=True),
            *((vieja, nueva) for vieja in self._identidades),
        ):
            cuerpo = cuerpo.replace(viejo, nuevo)
        return cuerpo


def _papeles(objetos: Mapping[int, bytes]) -> tuple[int, int, int]:
    """The numbers of the only page's contents, the metadata and the annex."""
    paginas = [cuerpo for cuerpo in objetos.values() if b"/Type/Page/" in cuerpo]
    metadatos = [n for n, cuerpo in objetos.items() if b"/Subtype/XML" in cuerpo]
    anexos = [n for n, cuerpo in objetos.items() if b"/Type/EmbeddedFile" in cuerpo]
    completos = sorted(objetos) == list(range(1, len(objetos) + 1))
    if not completos or (len(paginas), len(metadatos), len(anexos)) != (1, 1, 1):
        raise NoCabe
    return referencia(paginas[0], b"/Contents"), metadatos[0], anexos[0]


def _formas(texto: str) -> tuple[bytes, bytes]:
    """As typst writes a text in names and titles: as it is, or in hexadecimal UTF-16."""
    return texto.encode(), texto.encode("utf-16-be").hex().upper().encode()


def _fechas(momento: datetime) -> tuple[bytes, bytes]:
    utc = momento.astimezone(UTC)
    return f"(D:{utc:%Y%m%d%H%M%S}Z)".encode(), f">{utc:%Y-%m-%dT%H:%M:%S}+00:00<".encode()


def _objeto(numero: int, cuerpo: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (numero, cuerpo)


def _con_flujo(diccionario: bytes, datos: bytes) -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(datos), diccionario, datos)
