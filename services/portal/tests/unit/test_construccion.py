"""The front end is built the same way twice (T-84), from typed sources, without a registry's address."""

from pathlib import Path

from .node import PORTAL, correr


def contenido(carpeta: Path) -> dict[str, bytes]:
    return {archivo.name: archivo.read_bytes() for archivo in carpeta.iterdir()}


def test_two_clean_builds_are_the_same_bytes(tmp_path: Path) -> None:
    for nombre in ("uno", "dos"):
        correr("node", "construir.mjs", ICSOE_DESTINO=str(tmp_path / nombre))
    assert contenido(tmp_path / "uno") == contenido(tmp_path / "dos")


def test_the_sources_of_the_key_page_are_well_typed() -> None:
    correr("node_modules/.bin/tsc", "--noEmit", "-p", "tsconfig.json")


def test_the_lock_file_names_no_address() -> None:
    """npm writes the ``funding`` of each package: take it out after ``npm install``."""
    assert "://" not in (PORTAL / "package-lock.json").read_text("utf-8")
