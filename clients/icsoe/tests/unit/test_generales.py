"""Generales through the SDK and the command: only what is given changes, refused before it is sent."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe import Cliente, Negada, UsoIncorrecto
from icsoe.almacen import Almacen, Guardado
from icsoe.cli import ejecutar
from icsoe.sesion import Sesion

from .conftest import ORIGEN, Tiempo

ACTUAL: dict[str, Any] = {
    "id": "c", "rfc": "PER800101AB1", "nombre": "PERSONA", "tipo_persona": "M",
    "estado": "TERMINOS_ACEPTADOS",
    "version": 3, "correo": "a@prueba.invalid", "celular": "5512345678", "telefono_fijo": "5587654321",
    "social_igual_fiscal": False, "copias_acuse": ["b@prueba.invalid"],
    "repse": {"numero": "AR1", "vigencia_hasta": "2028-01-31",
              "actividades": [{"folio": "F1", "descripcion": "Limpieza"}]},
}  # fmt: skip
COLONIAS = [{"id": f"06700-{n}", "codigo_postal": "06700", "nombre": nombre} for n, nombre in
            ((1, "Roma Norte"), (2, "Roma Sur"))]  # fmt: skip


@pytest.fixture
def enviados() -> list[tuple[str, Any]]:
    return []


@pytest.fixture
def cliente_con_datos(enviados: list[tuple[str, Any]], tiempo: Tiempo) -> Cliente:
    def responder(pedido: httpx.Request) -> httpx.Response:
        ruta = pedido.url.path.removeprefix("/api/v1/registry")
        if pedido.method == "PUT":
            enviados.append((ruta, json.loads(pedido.content)))
        if ruta.startswith("/codigos-postales"):
            lugar = {"codigo_postal": "06700", "estado": "CDMX", "municipio": "Cuauhtémoc"}
            return httpx.Response(200, json=lugar | {"colonias": COLONIAS})
        return httpx.Response(200, json={"acceso": "a2"} if "renovacion" in ruta else ACTUAL)

    return Cliente(
        ORIGEN,
        paciencia=tiempo.paciencia(),
        sesion=Sesion("a", "r", "PER800101AB1"),
        transporte=httpx.MockTransport(responder),
    )


def test_what_is_not_given_stays_as_it_was(
    cliente_con_datos: Cliente, enviados: list[tuple[str, Any]]
) -> None:
    cliente_con_datos.generales_guardar(correo="nuevo@prueba.invalid")
    cliente_con_datos.generales.repse_guardar(numero="AR2")
    generales, repse = (cuerpo for _, cuerpo in enviados)
    assert generales["correo"] == "nuevo@prueba.invalid"
    for campo in ("celular", "telefono_fijo", "social_igual_fiscal", "copias_acuse"):
        assert generales[campo] == ACTUAL[campo]
    assert repse == {"vigencia_desde": None} | ACTUAL["repse"] | {"numero": "AR2"}


def test_a_colonia_is_found_by_its_name_and_an_unclear_one_lists_the_choices(
    cliente_con_datos: Cliente, enviados: list[tuple[str, Any]]
) -> None:
    domicilio = {"codigo_postal": "06700", "calle": "Durango", "num_exterior": "10"}
    cliente_con_datos.generales.domicilio_guardar(domicilio | {"colonia": "roma SUR"})
    assert enviados[-1][1] == {"colonia_id": "06700-2", "calle": "Durango", "num_exterior": "10"}
    with pytest.raises(UsoIncorrecto) as error:
        cliente_con_datos.generales.domicilio_guardar(domicilio)
    assert "Roma Norte, Roma Sur" in error.value.remedio


@pytest.mark.parametrize(
    ("opciones", "dice"),
    [
        (["--correo", "no-es-correo"], "correo: "),
        (["--celular", "123"], "celular: "),
        (["--copia", "a@b.mx", "--copia", "mala"], "copia mala: "),
        (["--copia", "a@b.mx", "--copia", "b@b.mx", "--copia", "c@b.mx", "--copia", "d@b.mx"], "hasta 3"),
    ],
)
def test_a_wrong_datum_is_refused_before_anything_is_sent_or_accepted(
    opciones: list[str], dice: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    orden = ["generales", "guardar", "--acepto-terminos", "--url", "http://127.0.0.1:9", *opciones]
    assert ejecutar(orden) == 3
    assert dice in capsys.readouterr().err


@pytest.mark.parametrize(
    ("opciones", "dice"),
    [
        (["--acuse-repse", "no.pdf"], "«no.pdf»: no existe"),
        (["--acuse-repse", "."], "es una carpeta"),
        (["--domicilio", "no.json"], "«no.json»: no existe"),
        (["--domicilio", "calle=Durango", "--domicilio", "color=rojo"], "«color=rojo»: no existe"),
        (["--domicilio", "codigo_postal=06700"], "falta la calle"),
        (["--repse-actividad", "sin folio"], "FOLIO=descripción"),
    ],
)
def test_a_file_or_field_that_is_wrong_is_said_in_spanish(
    opciones: list[str], dice: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert ejecutar(["generales", "guardar", *opciones, "--url", "http://127.0.0.1:9"]) == 2
    assert dice in capsys.readouterr().err


def test_a_folio_that_is_none_is_refused_with_the_command_that_lists_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ejecutar(["acuse", "descargar", "hola"]) == 2
    assert "icsoe acuses" in capsys.readouterr().err


def test_a_fourth_copy_is_refused_by_the_sdk_too(cliente_con_datos: Cliente) -> None:
    with pytest.raises(Negada):
        cliente_con_datos.generales_guardar(copias_acuse=["a@b.mx", "b@b.mx", "c@b.mx", "d@b.mx"])


@pytest.mark.parametrize(("igual", "se_muestra"), [(True, False), (False, True)])
def test_an_address_that_no_longer_counts_is_not_shown(
    igual: bool, se_muestra: bool, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lugar = {"colonia_id": "06700-1", "codigo_postal": "06700", "colonia": "Roma Norte", "estado": "CDMX",
             "municipio": "Cuauhtémoc"}  # fmt: skip
    domicilio = {"lugar": lugar, "calle": {"nombre": "Durango", "tipo": "Calle"}, "num_exterior": "10"}
    mostrado = ACTUAL | {"social_igual_fiscal": igual, "domicilio_social": domicilio}
    original: Any = httpx.Client.__init__

    def con_respuesta(self: httpx.Client, **opciones: Any) -> None:
        transporte = httpx.MockTransport(lambda _: httpx.Response(200, json=mostrado | {"acceso": "a2"}))
        original(self, **(opciones | {"transport": transporte}))

    monkeypatch.setattr(httpx.Client, "__init__", con_respuesta)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("ICSOE_URL", raising=False)
    Almacen.de(ORIGEN).guardar(Guardado(Sesion("a", "r", "PER800101AB1")))
    assert ejecutar(["generales", "ver"]) == 0
    assert ("Durango 10" in capsys.readouterr().out) is se_muestra


def test_the_help_writes_an_empty_value_as_a_shell_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["generales", "guardar", "--help"]) == 0
    ayuda = capsys.readouterr().out
    assert ayuda.count("''") == 3
    assert "«»" not in ayuda
