"""The rows of the lists: columns, order, names, and cells that never compute."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icsoe_dominio.periodo import Periodo
from icsoe_listado.domain.informativa import Contrato, Informativa
from icsoe_listado.domain.renglones import COLUMNAS, archivo_de, leer_nombre, orden_de, renglones_de, segura

SIN_INFORMACION = Informativa(
    folio="SI26000001",
    contratista="JUANA PÉREZ RUIZ",
    tipo_persona="F",
    periodo=Periodo(2026, 2),
    tipo="SIN_INFORMACION",
    fecha_presentacion=datetime(2026, 9, 18, 5, 59, 59, tzinfo=UTC),
    contratos_relacionados=0,
)


def test_a_sin_informacion_is_one_row_with_columns_3_to_9_empty() -> None:
    assert list(renglones_de(SIN_INFORMACION)) == [
        (
            "LP",
            (
                "JUANA PÉREZ RUIZ",
                "Física",
                *(None,) * 7,
                2026,
                "Segundo",
                "Sin información",
                "SI26000001",
                "17/09/2026",
            ),
        )
    ]


def test_a_normal_is_one_row_per_contract_by_contract_folio() -> None:
    contrato = Contrato(
        "A26S000002",
        "CLIENTE SA DE CV",
        "M",
        "=1+1 limpieza",
        date(2026, 5, 2),
        None,
        12,
        rfc_contratante="X",
    )
    normal = replace(
        SIN_INFORMACION,
        tipo="NORMAL",
        folio="N26000002",
        contratos=(contrato, replace(contrato, folio="A26S000001")),
        contratos_relacionados=2,
    )
    listas, renglones = zip(*renglones_de(normal), strict=True)
    assert listas == ("LP", "LP")
    assert [fila[4] for fila in renglones] == ["A26S000001", "A26S000002"]
    assert renglones[1][2:9] == (
        "CLIENTE SA DE CV",
        "Moral",
        "A26S000002",
        "'=1+1 limpieza",
        "02/05/2026",
        None,
        12,
    )


def test_every_row_has_the_columns_of_its_list() -> None:
    assert len(COLUMNAS["LP"]) == 14
    assert COLUMNAS["LII"] == (*COLUMNAS["LP"], "Inconsistencia")
    for informativa in (SIN_INFORMACION, replace(SIN_INFORMACION, vigentes=2)):
        for lista, renglon in renglones_de(informativa):
            assert len(renglon) == len(COLUMNAS[lista])


@pytest.mark.parametrize("inicio", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＠"])
def test_no_cell_starts_with_a_formula_character(inicio: str) -> None:
    ((_, renglon),) = renglones_de(replace(SIN_INFORMACION, contratista=f"{inicio}HYPERLINK(1)"))
    assert renglon[0] == f"'{inicio}HYPERLINK(1)"


def test_other_text_is_left_as_it_is() -> None:
    for texto in ("", "A=B", "Ñandú", "'ya", "123"):
        assert segura(texto) == texto


def test_names_are_sorted_as_a_mexican_reader_expects() -> None:
    nombres = ["ÑUÑO", "NZ", "OÑA", "ÁLVAREZ", "ALVA", "NUBE", "ALVAREZ Y CÍA"]
    assert sorted(nombres, key=orden_de) == ["ALVA", "ÁLVAREZ", "ALVAREZ Y CÍA", "NUBE", "NZ", "ÑUÑO", "OÑA"]


@pytest.mark.parametrize(
    ("lista", "periodo", "nombre"),
    [
        ("LP", (2026, 1), "LPP2026.xlsx"),
        ("LP", (2025, 2), "LPS2025.xlsx"),
        ("LII", (2025, 3), "LIIT2025.xlsx"),
    ],
)
def test_files_are_named_as_the_institute_names_them(
    lista: str, periodo: tuple[int, int], nombre: str
) -> None:
    assert archivo_de("LP" if lista == "LP" else "LII", Periodo(*periodo)) == nombre
    assert leer_nombre(nombre) == (lista, Periodo(*periodo), "xlsx")


@pytest.mark.parametrize(
    "nombre",
    ["LPX2026.xlsx", "LPP2020.xlsx", "LPP2026.xls", "../LPP2026.xlsx", "LPP2026.xlsx\n", "lpp2026.xlsx", ""],
)
def test_other_names_are_no_files_of_ours(nombre: str) -> None:
    assert leer_nombre(nombre) is None
