"""The table of threats names tests that exist."""

import re
from pathlib import Path

RAIZ = Path(__file__).parents[2]
_CARPETAS = ("libs", "services", "clients", "simulators", "contracts", "deploy", "tests")


# The rows of entry marked H in the project's threat model (§3.1–§3.3, and T-49 of §3.4).
_GRAVES = {1, 2, 3, 5, 7, 10, 11, 13, 16, 17, 18, 19, 22, 23, 24, 25, 28, 32, 36, 37, 38, 39, 42, 44, 49}


def test_every_grave_threat_of_entry_has_a_test() -> None:
    tabla = (RAIZ / "docs" / "seguridad.md").read_text("utf-8")
    con_prueba = {
        int(n) for n in re.findall(r"^\| T-(\d+)[^|]*\|[^|]*\|[^|]*`test_\w+`", tabla, re.MULTILINE)
    }
    assert con_prueba >= _GRAVES


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
