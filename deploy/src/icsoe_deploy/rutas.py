"""Where things lie: the checkout, the cache of downloads and builds, the state of each platform."""

import os
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[3]
DEPLOY = RAIZ / "deploy"
VAR = RAIZ / "var"
VENV = RAIZ / ".venv"
CACHE = Path(os.environ.get("ICSOE_CACHE", "~/.cache/icsoe")).expanduser()


class Aviso(Exception):
    """Something the person at the keyboard can mend: one Spanish line, with the remedy."""
