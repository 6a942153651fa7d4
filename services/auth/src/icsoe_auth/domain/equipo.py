"""Known clients: a browser or a command line that entered an account before (threats T-15, T-27)."""

from .intentos import DISPOSITIVO

RECORDADO = DISPOSITIVO
"""How long a client that is not used stays known; the last one of an account is never forgotten."""

POR_CUENTA = 20
"""How many are known for one account: those used last."""
