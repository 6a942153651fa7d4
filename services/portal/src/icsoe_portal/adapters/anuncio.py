"""What the operator announces in the Centro de ayuda: a text file, read anew for each page, no deployment."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MAXIMO = 2_000


@dataclass(frozen=True)
class Anuncio:
    """``parrafos``: one a line, 2,000 characters together. ``desde``: when the file was written, UTC."""

    parrafos: tuple[str, ...]
    desde: datetime


def leer_anuncio(archivo: Path | None) -> Anuncio | None:
    """None where there is no file or it is blank. What cannot be read as text announces nothing."""
    if archivo is None:
        return None
    try:
        with archivo.open(encoding="utf-8") as abierto:
            texto = abierto.read(MAXIMO)
        desde = datetime.fromtimestamp(archivo.stat().st_mtime, UTC)
    except (OSError, UnicodeDecodeError):
        return None
    parrafos = tuple(linea.strip() for linea in texto.splitlines() if linea.strip())
    return Anuncio(parrafos, desde) if parrafos else None
