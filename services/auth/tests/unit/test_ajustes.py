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
    "ocsp_url": "https://cfdi.sat.gob.mx/edofiel",
    "token_ed25519_pem": "x",
    "reto_hmac": secrets.token_hex(32),
    "pimienta_hmac": "1:" + secrets.token_hex(32),
    "totp_clave": "1:" + secrets.token_hex(32),
    "enlace_publica_pem": "x",
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


@pytest.mark.parametrize(
    "prueba", [{"reloj_inicio": "2026-09-17T12:00:00-06:00"}, {"url_publica": "http://localhost:8080"}]
)
def test_real_mode_refuses_to_start_with_a_test_clock_or_a_plain_http_address(prueba: dict[str, str]) -> None:
    with pytest.raises(AjustesInvalidos, match="modo real"):
        leer_ajustes(AjustesAuth, **REAL | {"confianza": "produccion"} | prueba)


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:8114/edofiel", "https://localhost/edofiel"])
def test_real_mode_refuses_to_start_without_a_true_responder(url: str | None) -> None:
    with pytest.raises(AjustesInvalidos, match="ICSOE_OCSP_URL"):
        leer_ajustes(AjustesAuth, **REAL | {"confianza": "produccion", "ocsp_url": url})


@pytest.mark.parametrize(
    "falta", ["token_ed25519_pem", "reto_hmac", "pimienta_hmac", "totp_clave", "enlace_publica_pem"]
)
def test_auth_does_not_start_without_its_keys(falta: str) -> None:
    sin_ella = {n: v for n, v in REAL.items() if n != falta}
    with pytest.raises(AjustesInvalidos, match=falta):
        leer_ajustes(AjustesAuth, **sin_ella, confianza="produccion")


@pytest.mark.parametrize("limite", ["retos_por_direccion", "ingresos_por_rfc"])
def test_a_limit_is_never_switched_off_by_a_zero(limite: str) -> None:
    with pytest.raises(AjustesInvalidos, match=limite):
        leer_ajustes(AjustesAuth, **REAL, confianza="produccion", **{limite: 0})
