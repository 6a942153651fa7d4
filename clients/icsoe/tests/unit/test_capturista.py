"""A capturista through the command: its own session, for whom it works, and secrets that stay in files."""

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe import Cliente, CredencialInvalida
from icsoe.almacen import Almacen, Guardado
from icsoe.cli import ejecutar
from icsoe.cli.remedios import REMEDIOS
from icsoe.sesion import Sesion
from icsoe_dominio.negativas import catalogo

from .conftest import ORIGEN, Tiempo

CURP = "CABX760512MMCSCD05"
SECRETA = "Zarpar*Lejos-82"
UNO = "0192f0c1-0000-7000-8000-0000000000aa"
YO = {
    "id": "k",
    "usuario": CURP,
    "correo": "k@prueba.invalid",
    "contratistas": [
        {"contratista_id": UNO, "rfc": "PERJ800101AB1", "nombre": "JUANA", "puede_acuses": True}
    ],
}
ABIERTA = {
    "acceso": "a", "refresco": "r", "sesion_id": "s", "dispositivo": "d" * 43, "cuenta_id": "k",
    "rol": "capturista",
}  # fmt: skip
Respuestas = dict[str, Callable[[httpx.Request], httpx.Response]]


@dataclass
class Guion:
    """Answers by ``METHOD path``, and keeps what was asked."""

    respuestas: Respuestas
    pedidos: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, pedido: httpx.Request) -> httpx.Response:
        self.pedidos.append(pedido)
        return self.respuestas[f"{pedido.method} {pedido.url.path.removeprefix('/api/v1')}"](pedido)


def fija(estado: int, cuerpo: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(estado, json=cuerpo)


@pytest.fixture
def guion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Guion:
    """The command speaks to this script instead of to the network."""
    respuestas: Respuestas = {
        "POST /auth/sesiones/contrasena": fija(201, ABIERTA),
        "POST /auth/sesiones/renovacion": fija(200, {"acceso": "a2"}),
        "GET /registry/capturista": fija(200, YO),
        "GET /signing/acuses": fija(200, []),
    }
    uno = Guion(respuestas)
    original: Any = httpx.Client.__init__

    def con_guion(self: httpx.Client, **opciones: Any) -> None:
        opciones["transport"] = httpx.MockTransport(uno)
        original(self, **opciones)

    monkeypatch.setattr(httpx.Client, "__init__", con_guion)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for variable in ("ICSOE_URL", "ICSOE_CONTRATISTA"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "clave.txt").write_text(f"{SECRETA}\n")
    (tmp_path / "enlace.txt").write_text(f"http://localhost:8080/acceso/{'t' * 43}\n")
    monkeypatch.chdir(tmp_path)
    return uno


def entrar() -> int:
    return ejecutar(["login", "--usuario", CURP.lower(), "--password-file", "clave.txt"])


def test_a_login_keeps_session_and_device_for_this_user_alone(guion: Guion) -> None:
    assert entrar() == 0
    carpeta = Almacen.de(ORIGEN).carpeta
    modos = {ruta.name: stat.S_IMODE(ruta.stat().st_mode) for ruta in carpeta.iterdir()}
    assert modos == {"sesion.json": 0o600, "capturistas.json": 0o600}
    assert entrar() == 0
    primera, *_, segunda = [p for p in guion.pedidos if p.url.path.endswith("/sesiones/contrasena")]
    assert "dispositivo" not in json.loads(primera.content)
    assert json.loads(segunda.content)["dispositivo"] == "d" * 43
    assert not any(SECRETA.encode() in ruta.read_bytes() for ruta in carpeta.iterdir())


def test_a_code_is_sent_where_one_is_due_and_asked_for_where_none_was_given(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    guion.respuestas["POST /auth/sesiones/contrasena"] = fija(200, {"paso": "p", "segundo_factor": "PEDIR"})
    guion.respuestas["POST /auth/sesiones/contrasena/segundo-factor"] = fija(201, ABIERTA)
    assert entrar() == 2
    assert "--codigo" in capsys.readouterr().err
    orden = ["login", "--usuario", CURP, "--password-file", "clave.txt", "--codigo", "123456"]
    assert ejecutar(orden) == 0
    enviado = [p for p in guion.pedidos if p.url.path.endswith("/segundo-factor")]
    assert json.loads(enviado[0].content) == {"paso": "p", "codigo": "123456"}


def test_the_contratista_is_chosen_once_or_by_option_and_sent_to_the_services_that_ask(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entrar() == 0
    assert ejecutar(["acuses"]) == 2
    assert "icsoe contratistas usar" in capsys.readouterr().err
    assert ejecutar(["contratistas", "usar", "perj800101ab1"]) == 0
    assert ejecutar(["acuses"]) == 0
    otro = UNO.replace("aa", "bb")
    assert ejecutar(["acuses", "--contratista", otro]) == 0
    dichos = {p.url.path: [] for p in guion.pedidos}
    for pedido in guion.pedidos:
        dichos[pedido.url.path].append(pedido.headers.get("ICSOE-Contratista"))
    assert dichos["/api/v1/signing/acuses"] == [UNO, otro]
    assert set(dichos["/api/v1/registry/capturista"]) == {None}


def test_a_contratista_that_is_not_ones_own_is_refused_before_anything_is_asked_of_it(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entrar() == 0
    assert ejecutar(["acuses", "--contratista", "LOMA900202AB2"]) == 3
    assert "icsoe contratistas" in capsys.readouterr().err
    assert not any(p.url.path.startswith("/api/v1/signing") for p in guion.pedidos)


PEDIR = ["solicitar", "devolucion", "--ejercicio", "2026", "--cuatrimestre", "2", "--motivo", "Falta uno."]


def de_periodo(cuatrimestre: int, estado: str) -> dict[str, Any]:
    return {
        "id": UNO, "ejercicio": 2026, "cuatrimestre": cuatrimestre, "tipo": "SIN_INFORMACION",
        "estado": estado, "envio": 1, "version": 2,
    }  # fmt: skip


def test_a_capturista_asks_for_the_return_of_what_waits_for_signature(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    pedida = {
        "informativa_id": UNO,
        "envio": 1,
        "solicitada_en": "2026-09-10T18:00:00Z",
        "motivo": "Falta uno.",
    }
    guion.respuestas["GET /informativa/informativas"] = fija(200, [de_periodo(2, "POR_FIRMAR")])
    guion.respuestas[f"POST /signing/pendientes/{UNO}/solicitud-devolucion"] = fija(200, pedida)
    assert entrar() == 0
    assert ejecutar([*PEDIR, "--contratista", UNO, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == pedida
    ultimo = guion.pedidos[-1]
    assert json.loads(ultimo.content) == {"motivo": "Falta uno."}
    assert ultimo.headers["ICSOE-Contratista"] == UNO
    assert ultimo.headers["Idempotency-Key"]


@pytest.mark.parametrize("motivo", ["", "   ", "x" * 501])
def test_a_reason_that_is_none_is_refused_here_with_what_is_wrong(
    guion: Guion, capsys: pytest.CaptureFixture[str], motivo: str
) -> None:
    assert entrar() == 0
    orden = [*PEDIR[:-1], motivo, "--contratista", UNO, "--json"]
    assert ejecutar(orden) == 3
    dicho = json.loads(capsys.readouterr().err)
    assert dicho["codigo"] == "campo_invalido"
    assert dicho["errores"] == [
        {"campo": "motivo", "mensaje": "El texto debe tener entre 1 y 500 caracteres."}
    ]
    assert guion.pedidos[-1].url.path.endswith("/registry/capturista")


@pytest.mark.parametrize("activo", [False, True])
def test_a_second_factor_that_is_not_there_is_not_taken_away(
    guion: Guion, capsys: pytest.CaptureFixture[str], activo: bool
) -> None:
    cuenta = {"usuario": CURP, "correo": "k@prueba.invalid", "segundo_factor": activo,
              "id": "k", "rol": "capturista", "exige_segundo_factor": False}  # fmt: skip
    guion.respuestas["GET /auth/cuenta"] = fija(200, cuenta)
    guion.respuestas["DELETE /auth/cuenta/segundo-factor"] = fija(204, None)
    assert entrar() == 0
    orden = ["cuenta", "segundo-factor", "quitar", "--password-file", "clave.txt", "--codigo", "123456"]
    assert ejecutar(orden) == 0
    dicho = capsys.readouterr().out
    assert ("Quitaste" in dicho, "No tienes" in dicho) == (activo, not activo)
    assert guion.pedidos[-1].method == ("DELETE" if activo else "GET")


def test_what_does_not_wait_for_signature_cannot_be_asked_for(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    otras = [de_periodo(1, "POR_FIRMAR"), de_periodo(2, "EN_CAPTURA")]
    guion.respuestas["GET /informativa/informativas"] = fija(200, otras)
    assert entrar() == 0
    assert ejecutar([*PEDIR, "--contratista", UNO]) == 3
    assert "ya no está pendiente de firma" in capsys.readouterr().err
    assert not any("solicitud-devolucion" in p.url.path for p in guion.pedidos)


def test_a_capturista_is_told_that_only_the_contratista_signs(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entrar() == 0
    orden = ["presentar", "sin-informacion", "--ejercicio", "2026", "--cuatrimestre", "2"]
    assert ejecutar([*orden, "--json"]) == 3
    assert json.loads(capsys.readouterr().err.splitlines()[-1])["codigo"] == "solo_firma_el_contratista"


def test_a_password_is_made_from_files_and_a_weak_one_spends_no_link(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    vigente = {"motivo": "ALTA", "usuario": CURP, "correo": "k***@prueba.invalid", "expira": "x"}
    guion.respuestas["POST /auth/accesos/consulta"] = fija(200, vigente)
    guion.respuestas["POST /auth/accesos/contrasena"] = fija(200, {"usuario": CURP})
    Path("debil.txt").write_text("Qwerty12345")
    orden = ["password", "crear", "--token-file", "enlace.txt", "--nueva-file"]
    assert ejecutar([*orden, "debil.txt"]) == 3
    dicho = capsys.readouterr().err
    assert "caracter especial" in dicho
    assert "el enlace sigue sirviendo" in dicho
    assert not any(p.url.path.endswith("/accesos/contrasena") for p in guion.pedidos)
    assert ejecutar([*orden, "clave.txt"]) == 0
    assert json.loads(guion.pedidos[-1].content) == {"token": "t" * 43, "contrasena": SECRETA}
    assert "Contraseña actualizada" in capsys.readouterr().out


def test_a_weak_password_leaves_the_present_one_and_speaks_of_no_link(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    propia = {"usuario": CURP, "correo": "k@prueba.invalid", "segundo_factor": False,
              "id": "k", "rol": "capturista", "exige_segundo_factor": False}  # fmt: skip
    guion.respuestas["GET /auth/cuenta"] = fija(200, propia)
    Path("debil.txt").write_text("Qwerty12345")
    assert entrar() == 0
    orden = ["password", "cambiar", "--password-file", "clave.txt", "--nueva-file", "debil.txt"]
    assert ejecutar(orden) == 3
    dicho = capsys.readouterr().err
    assert "la actual no cambió" in dicho
    assert "enlace" not in dicho
    assert guion.pedidos[-1].method == "GET"


def test_a_wrong_code_is_tried_once_because_each_try_counts(tiempo: Tiempo) -> None:
    negada = {"codigo": "codigo_invalido", "detail": "No es correcto.", "remedio": ""}
    guion = Guion({"PUT /auth/cuenta/segundo-factor": fija(401, negada)})
    guion.respuestas["POST /auth/sesiones/renovacion"] = fija(200, {"acceso": "a2"})
    with Cliente(
        ORIGEN, paciencia=tiempo.paciencia(), sesion=Sesion("a", "r", usuario=CURP),
        transporte=httpx.MockTransport(guion),
    ) as cliente, pytest.raises(CredencialInvalida):  # fmt: skip
        cliente.cuenta.activar_segundo_factor("000000")
    assert [p.method for p in guion.pedidos].count("PUT") == 1


def test_an_ended_session_of_a_capturista_asks_for_its_login(
    guion: Guion, capsys: pytest.CaptureFixture[str]
) -> None:
    terminada = {"codigo": "sesion_expirada", "detail": "Terminó.", "remedio": ""}
    guion.respuestas["POST /auth/sesiones/renovacion"] = fija(401, terminada)
    Almacen.de(ORIGEN).guardar(Guardado(Sesion("a", "r", usuario=CURP)))
    assert ejecutar(["contratistas"]) == 4
    assert f"icsoe login --usuario {CURP}" in capsys.readouterr().err


def test_every_remedy_of_the_terminal_belongs_to_a_refusal_of_the_catalogue() -> None:
    assert set(REMEDIOS) <= set(catalogo())


@pytest.mark.parametrize("secreto", ["--password", "--contrasena", "--token"])
def test_no_command_takes_a_password_or_a_token_as_an_argument(secreto: str) -> None:
    for orden in (["login"], ["password", "crear"], ["password", "cambiar"], ["cuenta", "correo", "a@b.mx"]):
        assert ejecutar([*orden, secreto, "x"]) == 2
