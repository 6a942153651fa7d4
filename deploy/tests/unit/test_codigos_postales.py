"""The postal catalogue comes out of somebody's pickles without running any of them (threats.md T-83)."""

import os
import pickle
import sqlite3
from pathlib import Path

import pytest
from icsoe_deploy import codigos_postales
from icsoe_deploy.rutas import Aviso


class Hostil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.getenv, ("HOME",)


def test_the_catalogue_reader_refuses_any_global() -> None:
    for malo in (Hostil(), print, Path("/"), {1: Hostil()}):
        with pytest.raises(Aviso):
            codigos_postales.abrir(pickle.dumps(malo))


def test_each_colonia_becomes_one_line_with_the_names_of_its_municipality_and_state(tmp_path: Path) -> None:
    tablas = {
        "CodigoPostal": {"01000": ["CMX", "010", "01", "0", "Tiempo del Centro"]},
        "Municipio": {("010", "CMX"): "Álvaro Obregón"},
        "Estado": {"CMX": ["MEX", "Ciudad de México"]},
        "Colonia": {("0001", "01000"): "San Ángel "},
    }
    archivo = tmp_path / "catalogs.db"
    with sqlite3.connect(archivo) as base:
        for nombre, filas in tablas.items():
            base.execute(f"create table C756_c_{nombre} (key, value)")
            pares = [(pickle.dumps(clave), pickle.dumps(valor)) for clave, valor in filas.items()]
            base.executemany(f"insert into C756_c_{nombre} values (?, ?)", pares)
    esperado = ("01000", "0001", "San Ángel", "", "010", "Álvaro Obregón", "CMX", "Ciudad de México")
    assert list(codigos_postales.renglones(archivo)) == [esperado]
