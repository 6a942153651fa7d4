"""The command line: exit codes, Spanish, secrets that stay where they are."""

import json
import stat
from pathlib import Path

import pytest
from icsoe import EFirma
from icsoe.almacen import Almacen, Guardado
from icsoe.cli import ejecutar
from icsoe.efirma import leer_archivo
from icsoe.errores import CredencialInvalida, UsoIncorrecto
from icsoe.sesion import Sesion
from icsoe_sim.efirma import Par

SESION = Sesion("a", "r", "PERJ800101AB1", "JUANA", "3" * 20)


@pytest.fixture(autouse=True)
def _carpeta_propia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ICSOE_URL", raising=False)


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (["presentar", "sin-informacion"], "Falta --ejercicio."),
        (["presentar", "sin-informacion", "--ejercicio", "2026", "--cuatrimestre", "2"], "Falta --cer."),
        (["login", "--contrasena", "x"], "No existe la opción --contrasena."),
        (["inventada"], "Falta la orden, no existe o le sobran argumentos."),
        (["acuses", "--url", "http://icsoe.ejemplo.mx"], "se exige https"),
    ],
)
def test_wrong_usage_is_said_in_spanish_with_exit_code_2(
    argumentos: list[str], dice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(argumentos) == 2
    assert dice in capsys.readouterr().err


def test_help_is_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["presentar", "sin-informacion", "--help"]) == 0
    ayuda = capsys.readouterr().out
    assert "Uso: icsoe presentar sin-informacion [OPCIONES]" in ayuda
    for ingles in ("Usage", "Options", "required", "default", "Show this"):
        assert ingles not in ayuda


def test_without_session_the_next_step_is_to_log_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["acuses"]) == 4
    assert "icsoe login" in capsys.readouterr().err


def test_an_error_under_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["acuses", "--json"]) == 4
    dicho = capsys.readouterr()
    assert dicho.out == ""
    assert json.loads(dicho.err)["codigo"] == "SIN_SESION"


def test_a_wrong_password_causes_no_request(
    archivos: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mala.txt").write_text("otra")
    orden = ["login", "--cer", archivos["cer"], "--key", archivos["key"], "--url", "http://127.0.0.1:1"]
    assert ejecutar([*orden, "--password-file", str(tmp_path / "mala.txt")]) == 4
    assert "contraseña es incorrecta" in capsys.readouterr().err


def test_the_key_of_another_certificate_is_refused(par: Par, otro_par: Par) -> None:
    with pytest.raises(CredencialInvalida) as error:
        EFirma.abrir(par.certificado, otro_par.llave, otro_par.contrasena)
    assert error.value.codigo == "MSG-04"


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsoIncorrecto):
        leer_archivo(tmp_path / "no.cer")


def test_the_session_file_is_its_owners_alone(tmp_path: Path) -> None:
    almacen = Almacen.de("http://localhost:8080")
    almacen.guardar(Guardado(SESION, ("/icsoe/registry/1;c;3",)))
    archivo = almacen.carpeta / "sesion.json"
    assert stat.S_IMODE(archivo.stat().st_mode) == 0o600
    assert almacen.leer() == Guardado(SESION, ("/icsoe/registry/1;c;3",))
    assert str(tmp_path) in str(archivo)


def test_what_tells_this_machine_from_others_is_its_owners_alone_and_outlives_the_session() -> None:
    almacen = Almacen.de("http://localhost:8080")
    assert almacen.equipo() is None
    almacen.fijar_equipo("e" * 43)
    almacen.guardar(Guardado(SESION))
    almacen.guardar(Guardado())
    assert almacen.equipo() == "e" * 43
    assert stat.S_IMODE((almacen.carpeta / "equipo").stat().st_mode) == 0o600
    assert Almacen.de("https://localhost:8080").equipo() is None


def test_a_session_is_never_offered_to_another_installation() -> None:
    Almacen.de("http://localhost:8080").guardar(Guardado(SESION))
    for otra in ("https://localhost:8080", "http://localhost:8081", "http://127.0.0.1:8080"):
        assert Almacen.de(otra).leer() == Guardado()


def test_verifying_without_an_anchor_never_says_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nada")
    assert ejecutar(["verificar", str(tmp_path / "x.pdf")]) == 6
    assert "álido" not in capsys.readouterr().out
