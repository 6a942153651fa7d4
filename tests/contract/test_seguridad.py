"""The table of threats names tests that exist."""

import re
from pathlib import Path

RAIZ = Path(__file__).parents[2]
_CARPETAS = ("libs", "services", "clients", "simulators", "contracts", "deploy", "tests")


def test_every_test_named_in_the_table_of_threats_exists() -> None:
    nombradas = set(re.findall(r"`(test_\w+)`", (RAIZ / "docs" / "seguridad.md").read_text("utf-8")))
    definidas = {
        nombre
        for carpeta in _CARPETAS
        for archivo in (RAIZ / carpeta).rglob("test_*.py")
        if "node_modules" not in archivo.parts
        for nombre in re.findall(r"def (test_\w+)", archivo.read_text("utf-8"))
    }
    assert len(nombradas) > 100
    assert nombradas - definidas == set()
