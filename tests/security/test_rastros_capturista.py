"""A capturista lives from invitation to baja; then everything the platform wrote is searched for marks."""

import base64
from dataclasses import dataclass

import pytest
from icsoe_deploy.sistema import Sistema

from . import rastros
from .rastros import Rastro
from .vida_capturista import RECIBO, Vida

pytestmark = pytest.mark.plataforma

# Where a CURP is kept: the column of the account, the link, the event that names it ``usuario``, the inbox;
# for a day, the recovery that was asked for and the answer that an Idempotency-Key repeats.
CON_CURP = {"kafka icsoe.registry.capturista.v1", "base auth.cuenta_usuario", "base registry.capturista"}
UN_DIA = {"base auth.recuperacion", "base registry.idempotency"}


@dataclass(frozen=True)
class Huellas:
    """The life, and every trace the platform has of it."""

    vida: Vida
    rastros: list[Rastro]

    def lugares(self, marcas: dict[str, bytes]) -> set[tuple[str, str]]:
        return rastros.hallar(marcas, self.rastros)


@pytest.fixture(scope="module")
def huellas(sistema: Sistema, tmp_path_factory: pytest.TempPathFactory) -> Huellas:
    vida = Vida(sistema)
    vida.vivir(tmp_path_factory.mktemp("recibo"))
    return Huellas(vida, rastros.todos(sistema.perfil))


def test_the_life_left_the_secrets_that_are_searched_for(huellas: Huellas) -> None:
    """Without this, a search for nothing would promise everything."""
    de_que = {nombre.rpartition(" ")[0] for nombre in huellas.vida.grabadora.secretos}
    assert de_que >= {"acceso", "refresco", "dispositivo", "paso", "secreto", "codigos_de_recuperacion"}
    assert set(huellas.vida.tokens) == {"token de alta", "token de recuperación", "token de correo"}
    assert len(set(huellas.vida.tokens.values())) == 3
    assert len(huellas.vida.galletas) >= 2
    assert {lugar for _, lugar in huellas.lugares({"CURP": huellas.vida.curp.encode()})} >= CON_CURP


def test_no_password_typed_right_wrong_or_in_the_wrong_box_is_written_anywhere(huellas: Huellas) -> None:
    assert huellas.lugares(huellas.vida.contrasenas) == set()


def test_no_session_code_or_device_of_a_capturista_is_written_anywhere(huellas: Huellas) -> None:
    """Access tokens, refresh handles, steps, device tokens, TOTP secret (text and bytes), recovery codes."""
    secretos = huellas.vida.grabadora.secretos | huellas.vida.galletas
    derivados = {f"firma de {n}": s.rpartition(b".")[2] for n, s in secretos.items() if b"." in s}
    for nombre, secreto in secretos.items():
        if nombre.startswith("secreto"):
            derivados[f"{nombre} en bytes"] = base64.b32decode(secreto + b"=" * (-len(secreto) % 8))
        if nombre.startswith("codigos"):
            derivados[f"{nombre} sin guion"] = secreto.replace(b"-", b"")
    assert huellas.lugares(secretos | derivados) == set()


def test_the_token_of_every_link_of_an_account_is_nowhere_but_in_the_mail(huellas: Huellas) -> None:
    hallados = huellas.lugares(huellas.vida.tokens)
    assert {lugar.split()[0] for _, lugar in hallados} == {"correo"}


def test_the_curp_is_only_where_it_is_kept(huellas: Huellas) -> None:
    lugares = {lugar for _, lugar in huellas.lugares({"CURP": huellas.vida.curp.encode()})}
    assert {n for n in lugares - CON_CURP - UN_DIA if not n.startswith("correo")} == set()


def test_no_address_of_a_request_carries_a_curp_a_mail_or_a_secret(huellas: Huellas) -> None:
    vida = huellas.vida
    personas = {c: c.encode() for c in (vida.curp, *vida.correos)}
    marcas = personas | vida.contrasenas | vida.tokens | vida.grabadora.secretos
    assert rastros.hallar(marcas, [("dirección", d) for d in vida.grabadora.direcciones]) == set()


def test_the_name_of_the_receipts_file_is_only_where_the_receipt_is_named(huellas: Huellas) -> None:
    lugares = {lugar for _, lugar in huellas.lugares({"nombre": RECIBO.encode()})}
    assert lugares - UN_DIA == {"base registry.contratista"}
