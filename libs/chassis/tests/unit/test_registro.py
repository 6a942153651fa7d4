"""The scrubber: the second line behind the rule that logs hold ids only (threats.md §4.5)."""

import json
import subprocess
import sys

import pytest
from icsoe_chassis.registro import limpiar

_PROGRAMA = """
from icsoe_chassis.registro import configurar, registro
import logging
configurar("prueba", "http")
registro().error("con_dato", quien="GODE561231GR8", lista=["a@b.mx"])
try:
    raise ValueError("token eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2ln")
except ValueError as error:
    registro().error("con_error", exc_info=error)
for _ in range(3):
    logging.getLogger("ajena").warning("curp GODE561231HDFRRN09")
"""


@pytest.mark.parametrize(
    ("dato", "marca"),
    [
        ("GODE561231HDFRRN09", "[curp]"),
        ("GODE561231GR8", "[rfc]"),
        ("ana.lopez@empresa.com.mx", "[correo]"),
        ("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2ln", "[jwt]"),
        ("12345678901", "[nss]"),
        (":".join(["ab"] * 20), "[huella]"),
    ],
)
def test_what_names_a_person_or_opens_a_door_is_scrubbed(dato: str, marca: str) -> None:
    assert limpiar(f"antes {dato} después") == f"antes {marca} después"


@pytest.mark.parametrize(
    "texto", ["EKU9003173C9", "019a9f0e-4c2b-7d31-9a53-2a4be9a6e0c1", "2026-09-17T12:00:00Z", "SI2600000123"]
)
def test_a_company_an_id_an_instant_and_a_folio_stay(texto: str) -> None:
    assert limpiar(texto) == texto


def test_every_line_of_a_process_is_scrubbed_json_and_a_library_says_it_once() -> None:
    salida = subprocess.run([sys.executable, "-c", _PROGRAMA], capture_output=True, text=True, check=True)
    lineas = [json.loads(linea) for linea in salida.stdout.splitlines()]
    assert [linea["level"] for linea in lineas] == ["error", "error", "warning"]
    assert all(linea["servicio"] == "prueba" for linea in lineas)
    for dato in ("GODE561231", "a@b.mx", "eyJ"):
        assert dato not in salida.stdout


def test_a_text_without_end_is_cut() -> None:
    assert len(limpiar("a" * 1_000_000)) <= 4_000
