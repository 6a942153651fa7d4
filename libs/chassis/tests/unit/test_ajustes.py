"""Settings: secrets are files, and real mode refuses everything that is for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icsoe_chassis.ajustes import Ajustes, AjustesInvalidos, leer_ajustes
from icsoe_chassis.reloj import RelojDesplazado, crear_reloj, leer_inicio
from pydantic import SecretBytes, SecretStr

REAL: dict[str, Any] = {"modo": "real", "confianza": "produccion", "url_publica": "https://icsoe.imss.gob.mx"}


@pytest.mark.parametrize(
    "cambio",
    [
        {"reloj_inicio": "2026-09-10T12:00:00Z"},
        {"confianza": "simulada"},
        {"confianza": "uat"},
        {"url_publica": "http://localhost:8080"},
    ],
)
def test_real_mode_refuses_every_setting_that_is_for_tests(cambio: dict[str, str]) -> None:
    assert leer_ajustes(Ajustes, **REAL).modo == "real"
    with pytest.raises(AjustesInvalidos, match="modo real"):
        leer_ajustes(Ajustes, **{**REAL, **cambio})


def test_secrets_come_from_files_named_like_the_field_and_are_never_shown(tmp_path: Path) -> None:
    class Propios(Ajustes):
        token_ed25519_pem: SecretStr
        reto_hmac: SecretBytes

    (tmp_path / "token_ed25519.pem").write_text("PEM\n")
    (tmp_path / "reto_hmac").write_bytes(b"\xff\n")
    leidos = leer_ajustes(Propios, modo="prueba", secretos=tmp_path)
    assert leidos.token_ed25519_pem.get_secret_value() == "PEM"
    assert leidos.reto_hmac.get_secret_value() == b"\xff\n"
    assert "PEM" not in repr(leidos)


def test_a_wrong_setting_is_named_without_its_value() -> None:
    with pytest.raises(AjustesInvalidos) as error:
        leer_ajustes(Ajustes, modo="prueba", puerto="secreto-equivocado")
    assert "puerto" in str(error.value)
    assert "secreto" not in str(error.value)


def test_the_clock_of_a_test_starts_where_it_is_told_and_runs_on() -> None:
    inicio = datetime(2026, 9, 17, 23, 59, 59, tzinfo=UTC)
    reloj = RelojDesplazado(inicio)
    primera, segunda = reloj.ahora(), reloj.ahora()
    assert inicio <= primera <= segunda < inicio + timedelta(minutes=1)


def test_an_anchored_clock_says_the_same_in_processes_started_apart() -> None:
    ancla = datetime.now(UTC) - timedelta(hours=3)
    texto = f"2026-09-17T12:00:00-06:00@{ancla.isoformat()}"
    reloj = crear_reloj(texto)
    quince = datetime(2026, 9, 17, 21, 0, tzinfo=UTC)
    assert quince <= reloj.ahora() < quince + timedelta(minutes=1)


@pytest.mark.parametrize("texto", ["2026-09-17T12:00:00", "ayer", "@2026-09-17T12:00:00Z", ""])
def test_a_start_without_zone_or_form_is_refused(texto: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        leer_inicio(texto)
