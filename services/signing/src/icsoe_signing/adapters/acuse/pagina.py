"""The drawing of a page as typst writes it, opened where its marks stand. Part of ``molde``."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

QR_DEL_MOLDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1h-1z"/></svg>'
"""One dark cell: typst draws it as PUNTO_DEL_QR, within the square of the QR."""
PUNTO_DEL_QR = b" 0 0 m 1 0 l 1 1 l 0 1 l\nh\nf\n"
MARGEN_DERECHO, MEDIANIL = 560.0, 17.0
"""Right edge of the text and space between columns of the template, in points."""

_TEXTO = re.compile(rb"q 1 0 0 -1 (\S+) (\S+) cm[^\n]*\nBT 0 Tr/(f\d+) (\S+) Tf [^\[\n]*(\[[^\n]*\])TJ\nET\n")
_SIMPLE = rb"(?:[^\\()]|\\.)*"
# Balanced parentheses within a literal come without escape.
_TRAMO = re.compile(rb"\((%b(?:\(%b\)%b)*)\)|<([0-9A-F]+)>" % (_SIMPLE, _SIMPLE, _SIMPLE), re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LETRA = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>\n(?!endcodespacerange)")
_FLUJO = re.compile(rb"<</Length \d+(.*?)>>\nstream\n(.*)\nendstream", re.DOTALL)


class NoCabe(Exception):
    """This text cannot be written in this mould, or no mould can be made of this PDF."""


@dataclass(frozen=True)
class Fuente:
    """``glifos``: four hexadecimal digits for each letter. ``anchos``: thousandths of the type size."""

    glifos: Mapping[str, str]
    anchos: Mapping[str, float]

    @classmethod
    def de_objetos(cls, objetos: Mapping[int, bytes], numero: int) -> "Fuente":
        """Of the composite font ``numero``: its ToUnicode and the widths of its descendant."""
        mapa = zlib.decompress(flujo(objetos[referencia(objetos[numero], b"/ToUnicode")])[1])
        glifos = {chr(int(letra, 16)): cid.decode() for cid, letra in _LETRA.findall(mapa)}
        descendiente = objetos[referencia(objetos[numero], rb"/DescendantFonts\[")]
        lista = hallar(rb"/W\[([^\]]*)\]", descendiente).split()
        anchos: dict[str, float] = {}
        for desde, hasta, ancho in zip(lista[::3], lista[1::3], lista[2::3], strict=True):
            anchos |= {f"{cid:04X}": float(ancho) for cid in range(int(desde), int(hasta) + 1)}
        return cls(glifos, {letra: anchos[cid] for letra, cid in glifos.items()})

    def leer(self, tj: bytes) -> str:
        """The text of the operand of a TJ."""
        letras = {glifo: letra for letra, glifo in self.glifos.items()}
        hexa = "".join(h.decode() or _sin_escapes(literal) for literal, h in _TRAMO.findall(tj))
        return "".join(letras.get(hexa[i : i + 4], "\ufffd") for i in range(0, len(hexa), 4))


@dataclass(frozen=True)
class Hueco:
    """Where the text ``numero`` goes; ``maximo`` is the room, in thousandths of the type size."""

    numero: int
    fuente: Fuente
    maximo: float

    def escribir(self, textos: Sequence[str]) -> bytes:
        """The operand of TJ. Raises NoCabe."""
        texto = textos[self.numero]
        try:
            ancho = sum(map(self.fuente.anchos.__getitem__, texto))
            glifos = "".join(map(self.fuente.glifos.__getitem__, texto))
        except KeyError:
            raise NoCabe from None
        if ancho > self.maximo:
            raise NoCabe
        return b"[<%b>]" % glifos.encode()


def marca(numero: int) -> str:
    """What stands in a mould for the text ``numero``."""
    return f"@{numero:02}"


def abrir(
    pagina: bytes, fuentes: Mapping[str, Fuente], cuantas: int, alfabetos: Sequence[str]
) -> list[bytes | Hueco]:
    """The drawing in pieces, a hole for each mark, without the alphabets. Raises NoCabe if one is missing."""
    dibujados = [(t, fuentes[t[3].decode()].leer(t[5])) for t in _TEXTO.finditer(pagina)]
    numeros = {marca(n): n for n in range(cuantas)}
    trozos: list[bytes | Hueco] = []
    fin = 0
    for t, texto in dibujados:
        if texto in numeros:
            x, fuente = float(t[1]), fuentes[t[3].decode()]
            vecinos = [float(o[1]) for o, _ in dibujados if o[2] == t[2] and float(o[1]) > x]
            tope = min(vecinos) - MEDIANIL if vecinos else MARGEN_DERECHO
            trozos += [
                pagina[fin : t.start(5)],
                Hueco(numeros[texto], fuente, (tope - x) / float(t[4]) * 1000),
            ]
            fin = t.end(5)
        elif texto in alfabetos:
            trozos.append(pagina[fin : t.start()])
            fin = t.end() + len(b"Q\n")
    if len(trozos) != 2 * cuantas + len(alfabetos) or pagina.count(PUNTO_DEL_QR) != 1:
        raise NoCabe
    return [*trozos, pagina[fin:]]


def dibujar_qr(celdas: Sequence[Sequence[int]]) -> bytes:
    """What replaces PUNTO_DEL_QR: a rectangle for each run of dark cells, in a border of one cell."""
    lado = len(celdas) + 2
    rectangulos = [f" {1 / lado:.6f} 0 0 {1 / lado:.6f} 0 0 cm"]
    for y, fila in enumerate(celdas, 1):
        x = 1
        for tramo in re.findall(b"\0+|\1+", bytes(fila)):
            if tramo[0]:
                rectangulos.append(f"{x} {y} {len(tramo)} 1 re")
            x += len(tramo)
    return ("\n".join(rectangulos) + "\nf\n").encode()


def flujo(cuerpo: bytes) -> tuple[bytes, bytes]:
    """Dictionary (without Length) and bytes of a stream object."""
    hallado = _FLUJO.fullmatch(cuerpo)
    if hallado is None:
        raise NoCabe
    return hallado[1], hallado[2]


def hallar(patron: bytes, cuerpo: bytes) -> bytes:
    """The first group. Raises NoCabe when typst no longer writes it so."""
    hallado = re.search(patron, cuerpo)
    if hallado is None:
        raise NoCabe
    return hallado[1]


def referencia(cuerpo: bytes, clave: bytes) -> int:
    """The number of the object that ``clave`` refers to."""
    return int(hallar(clave + rb" ?(\d+) 0 R", cuerpo))


def _sin_escapes(literal: bytes) -> str:
    return (
        _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if m[1] else _ESCAPES.get(m[2], m[2]), literal)
        .hex()
        .upper()
    )
