"""What auth refuses to start with."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from icsoe_auth.bootstrap import AjustesAuth
from icsoe_chassis.ajustes import AjustesInvalidos, leer_ajustes

REAL: dict[str, Any] = {
    "modo": "real",
    "url_publica": "https://icsoe.example",
    "confianza_dir": Path("ca"),
    "token_ed25519_pem": "x",
    "reto_hmac": secrets.token_hex(32),
}


@pytest.mark.parametrize("confianza", ["simulada", "uat"])
def test_real_mode_refuses_to_start_with_a_test_authority(confianza: str) -> None:
    """Threat T-38: keys and passwords of these authorities' certificates are public."""
    with pytest.raises(AjustesInvalidos, match="ICSOE_CONFIANZA"):
        leer_ajustes(AjustesAuth, **REAL, confianza=confianza)


def test_real_mode_starts_with_the_authorities_of_production() -> None:
    assert leer_ajustes(AjustesAuth, **REAL, confianza="produccion").confianza == "produccion"


def test_limits_are_those_of_the_threat_model() -> None:
    ajustes = leer_ajustes(AjustesAuth, **REAL, confianza="produccion")
    assert (ajustes.retos_por_direccion, ajustes.ingresos_por_rfc) == (120, 20)
