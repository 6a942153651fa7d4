"""What ``icsoe-ops --help`` tells."""

import subprocess
import sys
from pathlib import Path

from icsoe_chassis import ops


def test_the_help_lists_every_service_as_a_command() -> None:
    ordenes = Path(sys.executable).parent / "icsoe-ops"
    dicho = subprocess.run([ordenes, "--help"], capture_output=True, text=True, check=True).stdout
    assert ops.servicios()
    for nombre in ("consumo", "dlq", "tareas", *ops.servicios()):
        assert f"│ {nombre} " in dicho
