"""The challenge: rebuilt from its token, good for one origin, one asker and two minutes."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_auth.domain.reto import Reto, SelladorDeRetos
from icsoe_auth.domain.sesion import Plazos, Refresco
from icsoe_dominio.cadena import CadenaLogin
from icsoe_dominio.negativas import Negativa

AHORA = datetime(2026, 9, 10, 18, 0, 0, 123000, tzinfo=UTC)
VERIFICADOR = "v" * 43
SELLADOR = SelladorDeRetos(b"k" * 32, "http://localhost:8080")


def _reto() -> Reto:
    import hashlib

    return Reto(secrets.token_bytes(16), AHORA, hashlib.sha256(VERIFICADOR.encode()).digest())


def _codigo(token: str, sellador: SelladorDeRetos = SELLADOR) -> str:
    with pytest.raises(Negativa) as negativa:
        sellador.leer(token)
    return negativa.value.codigo


def test_the_text_is_rebuilt_to_the_byte_from_the_token_alone() -> None:
    reto = _reto()
    leido = SELLADOR.leer(SELLADOR.sellar(reto))
    assert leido == reto
    assert leido.texto(SELLADOR.origen) == reto.texto(SELLADOR.origen)


def test_the_text_follows_the_grammar_of_a_login_and_names_the_origin() -> None:
    texto = _reto().texto("http://localhost:8080")
    cadena = CadenaLogin.leer(texto)
    assert texto.startswith("||efirma-login|1|http://localhost:8080|")
    assert cadena.texto() == texto


@given(st.integers(0, 87), st.integers(1, 255))
def test_a_token_with_any_byte_changed_is_refused(posicion: int, cambio: int) -> None:
    crudo = bytearray(base64.urlsafe_b64decode(SELLADOR.sellar(_reto()) + "=="))
    crudo[posicion] ^= cambio
    assert _codigo(base64.urlsafe_b64encode(bytes(crudo)).decode().rstrip("=")) == "reto_invalido"


@given(st.text(max_size=200))
def test_any_other_text_is_refused(texto: str) -> None:
    assert _codigo(texto) == "reto_invalido"


def test_a_token_of_another_origin_or_key_is_refused() -> None:
    token = SELLADOR.sellar(_reto())
    assert _codigo(token, SelladorDeRetos(SELLADOR.clave, "https://otro.example")) == "reto_invalido"
    assert _codigo(token, SelladorDeRetos(b"x" * 32, SELLADOR.origen)) == "reto_invalido"


@pytest.mark.parametrize(("milis", "codigo"), [(0, None), (120_000, None), (120_001, "reto_vencido")])
def test_two_minutes_and_not_one_millisecond_more(milis: int, codigo: str | None) -> None:
    momento = AHORA + timedelta(milliseconds=milis)
    if codigo is None:
        _reto().exigir_vigente(VERIFICADOR, momento)
        return
    with pytest.raises(Negativa, match=codigo):
        _reto().exigir_vigente(VERIFICADOR, momento)


def test_who_did_not_ask_cannot_answer() -> None:
    with pytest.raises(Negativa, match="reto_invalido"):
        _reto().exigir_vigente("w" * 43, AHORA)


def test_a_handle_has_256_bits_and_is_known_by_its_hash_only() -> None:
    uno, otro = Refresco.nuevo(), Refresco.nuevo()
    assert len(base64.urlsafe_b64decode(uno.valor + "=")) == 32
    assert uno != otro
    assert uno.valor.encode() not in uno.sha256


def test_a_session_lives_fifteen_idle_minutes_and_eight_hours() -> None:
    plazos = Plazos.en(AHORA)
    assert (AHORA - plazos.usada_desde, AHORA - plazos.creada_desde) == (
        timedelta(minutes=15),
        timedelta(hours=8),
    )
