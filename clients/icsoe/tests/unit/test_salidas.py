"""What the command writes: errors a program can read, outputs that fail, and nothing a terminal obeys."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from icsoe.almacen import Almacen
from icsoe.cli import ejecutar
from icsoe_sim.emision import Emisor

from .conftest import ORIGEN, Plataforma, problema, una_vez

ICSOE = Path(sys.executable).parent / "icsoe"
ACUSES = "GET /api/v1/signing/acuses"
Salida = Callable[[], IO[bytes]]


@pytest.fixture
def dentro(de_efirma: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]) -> Plataforma:
    """The command, logged in, speaks to the platform of a few lines."""
    assert ejecutar(["login", *de_efirma]) == 0
    capsys.readouterr()
    return plataforma


@pytest.fixture
def carpeta_propia(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ICSOE_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def _ultimo(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    dicho = capsys.readouterr()
    assert dicho.out == ""
    return json.loads(dicho.err.splitlines()[-1])


@pytest.mark.parametrize(
    ("respuesta", "errores"),
    [
        (
            problema(422, "campo_invalido", campos=["Correo"], errores={"correo": "Escribe un correo."}),
            [{"campo": "correo", "mensaje": "Escribe un correo."}],
        ),
        (
            problema(422, "campo_invalido", campos=["motivo"], motivo="De 1 a 500 caracteres."),
            [{"campo": "motivo", "mensaje": "De 1 a 500 caracteres."}],
        ),
        (
            httpx.Response(422, json={"codigo": "x", "errores": [{"campo": "motivo", "regla": "too_short"}]}),
            [{"campo": "motivo", "mensaje": "no cumple la regla «too_short»"}],
        ),
        (problema(409, "MSG-06"), []),
        (httpx.Response(422, json={"codigo": "x", "datos": ["raro"], "errores": [1]}), []),
    ],
)  # fmt: skip
def test_a_program_reads_which_datum_is_wrong_and_why(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str], respuesta: httpx.Response,
    errores: list[dict[str, str]],
) -> None:  # fmt: skip
    dentro.fallas.append(una_vez(ACUSES, respuesta))
    assert ejecutar(["acuses", "--json"]) == 3
    dicho = _ultimo(capsys)
    assert set(dicho) == {"codigo", "mensaje", "remedio", "errores"}
    assert dicho["errores"] == errores


def test_what_this_machine_refuses_names_the_datum_too(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["generales", "guardar", "--correo", "no", "--json"]) == 3
    dicho = _ultimo(capsys)
    assert dicho["codigo"] == "campo_invalido"
    assert [error["campo"] for error in dicho["errores"]] == ["correo"]


@pytest.mark.parametrize(
    ("orden", "codigo"),
    [
        (["acuses", "--inventada", "--json"], "uso_incorrecto"),
        (["presentar", "sin-informacion", "--json"], "uso_incorrecto"),
        (["certificado", "revisar", "no.cer", "--json"], "archivo_ausente"),
        (["certificado", "revisar", ".", "--json"], "archivo_ilegible"),
        (["verificar", "no.pdf", "--json"], "archivo_ausente"),
    ],
)
@pytest.mark.usefixtures("carpeta_propia")
def test_a_program_tells_misuse_from_a_missing_file(
    orden: list[str], codigo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(orden) == 2
    assert _ultimo(capsys)["codigo"] == codigo


def test_an_interrupted_command_is_an_object_too(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrumpir(_: httpx.Request) -> None:
        raise KeyboardInterrupt

    dentro.fallas.append(interrumpir)
    assert ejecutar(["acuses", "--json"]) == 1
    assert _ultimo(capsys)["codigo"] == "interrumpida"


def test_a_folder_that_takes_no_session_is_told_in_spanish(
    de_efirma: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config").write_text("un archivo")
    assert ejecutar(["login", *de_efirma]) == 2
    assert "no es una carpeta" in capsys.readouterr().err


def _llena() -> IO[bytes]:
    return Path("/dev/full").open("wb")


def _sin_lector() -> IO[bytes]:
    lector, escritor = os.pipe()
    os.close(lector)
    return os.fdopen(escritor, "wb")


@pytest.mark.parametrize(
    ("abrir", "motivo"),
    [(_llena, "no hay espacio en el disco"), (_sin_lector, "el programa que la leía ya terminó")],
)
@pytest.mark.parametrize("orden", [["verificar", "x.pdf", "--json"], ["confianza", "ver"], ["--help"]])
@pytest.mark.usefixtures("carpeta_propia")
def test_an_output_that_takes_nothing_is_told_in_spanish_with_its_own_code(
    abrir: Salida, motivo: str, orden: list[str], tmp_path: Path, emisor: Emisor
) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nada")
    Almacen.de(ORIGEN).fijar_ancla(ssl.DER_cert_to_PEM_cert(emisor.certificado).encode())
    with abrir() as salida:
        hecho = subprocess.run([ICSOE, *orden], stdout=salida, stderr=subprocess.PIPE, text=True, check=False)
    assert hecho.returncode == 8
    assert f"No se pudo escribir la respuesta: {motivo}" in hecho.stderr
    assert "Traceback" not in hecho.stderr
    assert "Exception" not in hecho.stderr


@pytest.mark.usefixtures("carpeta_propia")
def test_notices_that_nobody_can_read_stop_nothing() -> None:
    with _llena() as salida:
        hecho = subprocess.run([ICSOE, "acuses"], stdout=subprocess.PIPE, stderr=salida, check=False)
    assert (hecho.returncode, hecho.stdout) == (4, b"")


@pytest.mark.parametrize(
    "orden",
    [
        ["--url", "http://ejemplo.mx", "acuses"],
        ["acuses", "--url", "http://ejemplo.mx"],
        ["--url", "http://ejemplo.mx", "contratistas"],
        ["--url", "http://ejemplo.mx", "cuenta", "segundo-factor", "quitar"],
        ["--url", "http://localhost:1", "acuses", "--url", "http://ejemplo.mx"],
    ],
)
@pytest.mark.usefixtures("carpeta_propia")
def test_the_installation_is_named_before_or_after_the_command(
    orden: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("ICSOE_URL", "http://localhost:2")
    (tmp_path / "clave.txt").write_text("x\n")
    en_archivo = ["--password-file", "clave.txt"] if "quitar" in orden else []
    assert ejecutar([*orden, *en_archivo]) == 2
    assert "«http://ejemplo.mx» no es segura" in capsys.readouterr().err


def test_an_address_in_the_middle_is_told_where_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["generales", "--url", "http://localhost:1", "ver"]) == 2
    assert "antes de la primera palabra" in capsys.readouterr().err


HOSTIL = "\x1b]0;título\x07Hola\x9b31m\u202e\ud800\nfin"


def test_no_word_of_the_server_moves_the_terminal(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    cuerpo = json.dumps({"codigo": "MSG-06", "detail": HOSTIL, "remedio": HOSTIL, "datos": {}}).encode()
    for orden in (["acuses"], ["acuses", "--json"]):
        dentro.fallas.append(una_vez(ACUSES, httpx.Response(409, content=cuerpo)))
        assert ejecutar(orden) == 3
    dicho = capsys.readouterr().err
    *lineas, objeto = dicho.splitlines()
    assert lineas[:2] == ["Error: ]0;títuloHola31m", "fin"]
    assert dicho.replace("\n", "").isprintable()
    assert json.loads(objeto)["mensaje"] == HOSTIL


def test_neither_does_a_datum_that_is_shown(dentro: Plataforma, capsys: pytest.CaptureFixture[str]) -> None:
    dato = HOSTIL.replace("\ud800", "")
    cuerpo = {
        "id": "c", "rfc": "PERJ800101AB1", "nombre": dato, "tipo_persona": "F", "estado": "NUEVO",
        "version": 1,
    }  # fmt: skip
    for orden in (["generales", "ver"], ["generales", "ver", "--json"]):
        dentro.fallas.append(una_vez("GET /api/v1/registry/contratista", httpx.Response(200, json=cuerpo)))
        assert ejecutar(orden) == 0
    dicho = capsys.readouterr().out
    assert "Nombre: ]0;títuloHola31m\nfin" in dicho
    assert dicho.replace("\n", "").isprintable()
    assert json.loads(dicho.splitlines()[-1])["nombre"] == dato


@pytest.mark.parametrize("cifra", ["²", "١", "9" * 5000])
def test_a_number_of_the_server_that_is_none_is_no_crash(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str], cifra: str
) -> None:
    posicion = f"/icsoe/informativa/1;x;{cifra}"
    malas = {b"Retry-After": cifra.encode(), b"ICSOE-Posicion": posicion.encode()}
    dentro.fallas.append(una_vez(ACUSES, httpx.Response(409, json={"codigo": "x"}, headers=malas)))
    dentro.fallas.append(una_vez(ACUSES, httpx.Response(200, json=[], headers=malas)))
    assert ejecutar(["acuses"]) == 3
    assert ejecutar(["acuses"]) == 0
    assert "HTTP" not in capsys.readouterr().out


def test_an_address_that_waits_for_no_confirmation_is_told_where_they_are_listed(
    dentro: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = "POST /api/v1/registry/contratista/correos/confirmacion"
    for codigo in ("no_encontrado", "demasiados_enlaces"):
        dentro.fallas.append(una_vez(ruta, problema(404, codigo)))
    orden = ["generales", "confirmar-correo", "--reenviar", "otro@casa.mx"]
    assert ejecutar(orden) == 3
    dicho = capsys.readouterr().err
    assert "«otro@casa.mx» no es uno de los tuyos por confirmar" in dicho
    assert "icsoe generales ver" in dicho
    assert "icsoe acuses" not in dicho
    assert ejecutar(orden) == 3
    assert "detalle demasiados_enlaces" in capsys.readouterr().err
