"""The simulated authority, made once, and SAT's own test folder where it is at hand."""

import os
from pathlib import Path

import pytest
from icsoe_sim.ca import crear_ca
from icsoe_sim.emision import Emisor


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Emisor]:
    carpeta = tmp_path_factory.mktemp("ca")
    return carpeta, crear_ca(carpeta)


@pytest.fixture(scope="session")
def pares_sat() -> Path:
    raiz = Path(__file__).resolve().parents[2]
    carpeta = Path(os.environ.get("ICSOE_PARES_SAT") or raiz.parent / "shared" / "efirma")
    if not (carpeta / "fiel").is_dir():
        pytest.skip(f"los pares de prueba del SAT no están en {carpeta} (ICSOE_PARES_SAT dice dónde)")
    return carpeta
