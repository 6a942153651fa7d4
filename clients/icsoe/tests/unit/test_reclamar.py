"""``icsoe cuenta reclamar``: the person of a CURP takes her account back with her own e.firma (T-25)."""

import json

import httpx
import pytest
from icsoe import Cliente, EFirma, Negada
from icsoe.cli import ejecutar
from icsoe_dominio.negativas import Negativa

from .conftest import Plataforma, problema, una_vez

CORREO = "juana@casa.mx"
RUTA = "POST /api/v1/auth/titularidad"
CONGELADA = {"usuario": "PERJ800101MDFRZN08", "correo": "j***@casa.mx"}


@pytest.fixture
def dentro(de_efirma: list[str], plataforma: Plataforma) -> Plataforma:
    """The command, logged in with the person's e.firma, speaks to the platform of a few lines."""
    assert ejecutar(["login", *de_efirma]) == 0
    return plataforma


def test_the_person_is_told_that_nobody_enters_and_where_her_link_went(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    dentro.fallas.append(una_vez(RUTA, httpx.Response(202, json=CONGELADA)))
    assert ejecutar(["cuenta", "reclamar", CORREO]) == 0
    (pedido,) = dentro.enviados(RUTA)
    assert json.loads(pedido.content) == {"correo": CORREO}
    assert pedido.headers["Authorization"].startswith("Bearer ")
    dicho = capsys.readouterr().out
    assert all(parte in dicho for parte in (*CONGELADA.values(), "icsoe password crear --token-file"))


@pytest.mark.parametrize(
    ("estado", "codigo", "salida", "remedio"),
    [
        (403, "efirma_no_reciente", 3, "Ingresa de nuevo con «icsoe login»"),
        (409, "curp_sin_comprobar", 3, ""),
        (409, "curp_sin_cuenta", 3, ""),
        (403, "sin_permiso", 3, "Eso lo hace otro usuario"),
    ],
)
def test_a_refusal_is_told_once_with_its_own_words_and_the_next_step(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str],
    estado: int, codigo: str, salida: int, remedio: str,
) -> None:  # fmt: skip
    dentro.fallas.append(una_vez(RUTA, problema(estado, codigo)))
    assert ejecutar(["cuenta", "reclamar", CORREO]) == salida
    dicho = capsys.readouterr()
    assert dicho.out.count("Comprobaste") == 0
    assert f"detalle {codigo}" in dicho.err
    assert remedio in dicho.err
    assert len(dentro.enviados(RUTA)) == 1


def test_the_third_claim_of_a_day_says_when_the_next_one_may_be_made_and_is_not_repeated(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    negativa = Negativa("demasiados_cambios_de_correo", maximo=3, segundos=5_000)
    cuerpo = {
        "codigo": negativa.codigo, "detail": negativa.detalle, "remedio": negativa.entrada.remedio,
        "datos": negativa.datos_json,
    }  # fmt: skip
    dentro.fallas.append(
        una_vez(RUTA, httpx.Response(negativa.estado, json=cuerpo, headers={"Retry-After": "5000"}))
    )
    assert ejecutar(["cuenta", "reclamar", CORREO]) == 3
    dicho = capsys.readouterr()
    assert "Comprobaste" not in dicho.out
    assert "hasta 3 cambios de correo por día" in dicho.err
    assert f"Qué hacer: {negativa.entrada.remedio}" in dicho.err
    assert len(dentro.enviados(RUTA)) == 1


def test_without_a_mail_nothing_is_asked(dentro: Plataforma, capsys: pytest.CaptureFixture[str]) -> None:
    antes = len(dentro.pedidos)
    assert ejecutar(["cuenta", "reclamar"]) == 2
    assert "CORREO" in capsys.readouterr().err
    assert len(dentro.pedidos) == antes


def test_a_program_gets_the_frozen_account_and_a_refusal_with_its_code(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    cliente.ingresar(efirma)
    plataforma.fallas.append(una_vez(RUTA, httpx.Response(202, json=CONGELADA)))
    congelada = cliente.cuenta.reclamar(CORREO)
    assert {"usuario": congelada.usuario, "correo": congelada.correo} == CONGELADA
    plataforma.fallas.append(una_vez(RUTA, problema(409, "curp_sin_cuenta")))
    with pytest.raises(Negada) as negada:
        cliente.cuenta.reclamar(CORREO)
    assert negada.value.codigo == "curp_sin_cuenta"
