"""The QR of a second factor as one SVG path, drawn by the template (no image that a browser would keep)."""

from dataclasses import dataclass

import segno

BORDE = 4


@dataclass(frozen=True)
class CodigoQr:
    """``lado``: modules with the quiet zone; ``trazo``: the ``d`` of a path of dark modules."""

    lado: int
    trazo: str

    @classmethod
    def de(cls, uri: str) -> "CodigoQr":
        filas = list(segno.make_qr(uri, error="m").matrix_iter(border=BORDE))
        oscuros = (f"M{x} {y}h1v1h-1z" for y, fila in enumerate(filas) for x, m in enumerate(fila) if m)
        return cls(len(filas), "".join(oscuros))
