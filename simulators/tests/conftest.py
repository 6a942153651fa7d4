"""The simulated authority, made once, and SAT's own test folder where it is at hand."""

from pathlib import Path

import pytest
from icsoe_sim.ca import crear_ca
from icsoe_sim.emision import Emisor


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Emisor]:
    carpeta = tmp_path_factory.mktemp("ca")
    return carpeta, crear_ca(carpeta)
