"""The small check behind `make lint` sees what it is there for."""

import pytest
from icsoe_deploy.reglas import LINEAS_ARCHIVO, LINEAS_FUNCION, faltas


def funcion(lineas: int, documentacion: int = 0) -> str:
    texto = ['    """Doc.'] + ["    más"] * (documentacion - 2) + ['    """'] if documentacion else []
    return "\n".join(["def larga():", *texto, *["    x = 1"] * (lineas - 1)]) + "\n"


def test_a_function_of_forty_lines_passes_whatever_its_docstring_measures():
    assert list(faltas("a.py", funcion(LINEAS_FUNCION, documentacion=20))) == []


def test_a_longer_function_is_named_with_its_length():
    assert list(faltas("a.py", funcion(LINEAS_FUNCION + 1))) == ["a.py:1: larga has 41 lines, at most 40"]


def test_a_file_that_grew_too_long_is_named():
    assert list(faltas("a.ts", "x\n" * (LINEAS_ARCHIVO + 1))) == ["a.ts: 401 lines, at most 400"]


@pytest.mark.parametrize("ruta", ["libs/x/utils.py", "libs/common/x.py"])
def test_a_name_that_says_nothing_is_refused(ruta: str):
    assert len(list(faltas(ruta, ""))) == 1


def test_a_registry_address_is_refused_in_any_file():
    assert len(list(faltas("README.md", "https://pypi." + "org/simple"))) == 1


def test_only_the_chassis_opens_a_pool():
    texto = "asyncpg.create_" + "pool(dsn)\n"
    assert len(list(faltas("services/x/a.py", texto))) == 1
    assert list(faltas("libs/chassis/src/icsoe_chassis/base_datos.py", texto)) == []
