"""Builds the fonts of the acuse: npm ships woff, typst reads TTF. Run at build, as a module."""

import argparse
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ARCHIVOS = {
    "@fontsource/noto-sans/files/noto-sans-{}-{}-normal.woff": (400, 700),
    "@fontsource/montserrat/files/montserrat-{}-{}-normal.woff": (700,),
}
JUEGOS = ("latin", "latin-ext", "greek", "cyrillic")


def construir(modulos: Path, destino: Path) -> list[Path]:
    """Converts the weights the template uses; what is newer stays. FileNotFoundError without npm's files."""
    destino.mkdir(parents=True, exist_ok=True)
    hechas: list[Path] = []
    for patron, pesos in ARCHIVOS.items():
        for juego in JUEGOS:
            for peso in pesos:
                origen = modulos / patron.format(juego, peso)
                if juego != "latin" and not origen.exists():
                    continue
                hechas.append(_convertir(origen, destino / f"{origen.stem}.ttf", juego))
    return hechas


def _convertir(origen: Path, ttf: Path, juego: str) -> Path:
    if ttf.exists() and ttf.stat().st_mtime >= origen.stat().st_mtime:
        return ttf
    fuente = TTFont(origen)
    fuente.flavor = None
    if juego != "latin":
        # One family per script: of several files of one family typst takes any, in the order of the folder.
        for registro in list(fuente["name"].names):
            if registro.nameID in (1, 16):
                familia = f"{registro.toUnicode()} {juego}"
                fuente["name"].setName(
                    familia, registro.nameID, registro.platformID, registro.platEncID, registro.langID
                )
    provisional = ttf.with_suffix(".tmp")
    fuente.save(provisional)
    provisional.replace(ttf)
    return ttf


def main() -> int:
    opciones = argparse.ArgumentParser(description="Convierte las fuentes de npm a TTF para el acuse.")
    opciones.add_argument("--de", type=Path, default=Path("services/portal/node_modules"))
    opciones.add_argument("--en", type=Path, default=Path("build/fuentes"))
    elegidas = opciones.parse_args()
    hechas = construir(elegidas.de, elegidas.en)
    sys.stdout.write(f"{len(hechas)} fuentes en {elegidas.en}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
