"""From what signing presented to the published files, on real PostgreSQL."""

import csv
import hashlib
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import asyncpg
import openpyxl
import pytest
from icsoe_chassis.consumo import EventoImposible
from icsoe_listado.domain.renglones import COLUMNAS_LP

from .conftest import Taller


async def _filas(taller: Taller, archivo: str) -> list[tuple[Any, ...]]:
    respuesta = await taller.cliente.get(f"/archivos/{archivo}")
    assert respuesta.status_code == 200
    (hoja,) = openpyxl.load_workbook(BytesIO(respuesta.content)).worksheets
    return list(hoja.iter_rows(values_only=True))


async def test_a_published_period_has_one_row_per_sin_informacion_sorted_by_name(taller: Taller) -> None:
    await taller.presentar(nombre="ÑANDÚ SA DE CV", tipo_persona="M")
    await taller.presentar(nombre="=CMD SA DE CV", tipo_persona="M")
    await taller.presentar(nombre="ÁLVAREZ LUZ")
    await taller.presentar(nombre="OTRO PERIODO", cuatrimestre=1)
    assert (await taller.publicar()).exit_code == 0
    encabezado, *filas = await _filas(taller, "LPS2026.xlsx")
    assert encabezado == COLUMNAS_LP
    assert [(fila[0], fila[1], fila[12]) for fila in filas] == [
        ("'=CMD SA DE CV", "Moral", "SI26000002"),
        ("ÁLVAREZ LUZ", "Física", "SI26000003"),
        ("ÑANDÚ SA DE CV", "Moral", "SI26000001"),
    ]
    assert filas[1][2:] == (*(None,) * 7, 2026, "Segundo", "Sin información", "SI26000003", "10/09/2026")
    assert await _filas(taller, "LIIS2026.xlsx") == [(*COLUMNAS_LP, "Inconsistencia")]


async def test_the_page_shows_the_hash_of_the_bytes_that_are_downloaded(taller: Taller) -> None:
    await taller.presentar()
    dicho = (await taller.publicar()).output
    vistas = {fila["lista"]: fila for fila in (await taller.cliente.get("/publicaciones")).json()}
    assert set(vistas) == {"LP", "LII"}
    for vista in vistas.values():
        for archivo, sha256 in (
            (vista["archivo"], vista["sha256"]),
            (vista["archivo_csv"], vista["sha256_csv"]),
        ):
            respuesta = await taller.cliente.get(f"/archivos/{archivo}")
            assert hashlib.sha256(respuesta.content).hexdigest().upper() == sha256
            assert archivo in respuesta.headers["Content-Disposition"]
            assert respuesta.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
            assert "Set-Cookie" not in respuesta.headers
        assert vista["sha256"] in dicho
    assert (vistas["LP"]["filas"], vistas["LII"]["filas"], vistas["LP"]["version"]) == (1, 0, 1)


async def test_the_csv_twin_holds_the_rows_of_the_workbook(taller: Taller) -> None:
    await taller.presentar(nombre='COMA, "COMILLAS" SA')
    await taller.publicar()
    texto = (await taller.cliente.get("/archivos/LPS2026.csv")).content.decode("utf-8-sig")
    filas = list(csv.reader(StringIO(texto, newline="")))
    hoja = await _filas(taller, "LPS2026.xlsx")
    assert filas == [["" if celda is None else str(celda) for celda in fila] for fila in hoja]


async def test_each_publication_is_a_new_version_and_the_older_one_stays(taller: Taller) -> None:
    await taller.presentar()
    await taller.publicar()
    primera = (await taller.cliente.get("/archivos/LPS2026.xlsx")).content
    await taller.presentar()
    await taller.publicar()
    vista = (await taller.cliente.get("/publicaciones", params={"ejercicio": 2026})).json()[0]
    assert (vista["version"], vista["filas"]) == (2, 2)
    assert (await taller.cliente.get("/archivos/LPS2026.xlsx")).content != primera
    assert (await taller.cliente.get("/archivos/LPS2026.xlsx?version=1")).content == primera
    publicado = "icsoe.listado.publicado.v1"
    assert await taller.eventos() == [(publicado, 1), (publicado, 1), (publicado, 2), (publicado, 2)]


async def test_an_event_delivered_twice_is_one_row(taller: Taller) -> None:
    flujo, informativa = uuid4(), uuid4()
    await taller.presentar(flujo, 1, informativa_id=informativa, folio="SI26000050")
    await taller.presentar(flujo, 1, informativa_id=informativa, folio="SI26000050")
    await taller.publicar()
    assert len(await _filas(taller, "LPS2026.xlsx")) == 2


async def test_a_return_left_without_effects_is_listed_no_more(taller: Taller) -> None:
    flujo, contratista = uuid4(), uuid4()
    await taller.presentar(flujo, contratista_id=contratista, folio="SI26000060")
    await taller.presentar(
        flujo,
        contratista_id=contratista,
        folio="SE26000061",
        tipo="COMPLEMENTARIA",
        complementaria="SIN_EFECTOS",
        folio_corregido="SI26000060",
    )
    await taller.publicar()
    assert len(await _filas(taller, "LPS2026.xlsx")) == 1


@pytest.mark.parametrize("epoca", [1, 2])
async def test_a_return_applied_by_hand_after_what_followed_it_is_listed_unless_it_has_ended(
    taller: Taller, epoca: int
) -> None:
    flujo, contratista = uuid4(), uuid4()
    sin_efectos = {"tipo": "COMPLEMENTARIA", "complementaria": "SIN_EFECTOS", "folio_corregido": "SI26000060"}
    await taller.presentar(
        flujo, 2, epoca=epoca, contratista_id=contratista, folio="SE26000061", **sin_efectos
    )
    await taller.presentar(flujo, 3, epoca=epoca, contratista_id=contratista, folio="SI26000062")
    await taller.presentar(flujo, 1, contratista_id=contratista, folio="SI26000060")
    await taller.presentar(flujo, 2, contratista_id=uuid4(), folio="SI26000063")
    await taller.publicar()
    _, *filas = await _filas(taller, "LPS2026.xlsx")
    assert [fila[12] for fila in filas] == ["SI26000062", "SI26000063"]


async def test_two_vigentes_of_one_contratista_are_in_the_inconsistent_list_alone(taller: Taller) -> None:
    contratista = uuid4()
    await taller.presentar(contratista_id=contratista)
    await taller.presentar(contratista_id=contratista)
    await taller.publicar()
    assert len(await _filas(taller, "LPS2026.xlsx")) == 1
    _, *filas = await _filas(taller, "LIIS2026.xlsx")
    etiqueta = "Informativa múltiple (Sólo debe existir una informativa por cuatrimestre)."
    assert [fila[14] for fila in filas] == [etiqueta] * 2


async def test_a_return_whose_contracts_are_unknown_is_set_aside_not_accused(taller: Taller) -> None:
    with pytest.raises(EventoImposible):
        await taller.presentar(tipo="NORMAL", contratos_relacionados=3, total_trabajadores=9)


async def test_a_period_whose_signing_has_not_opened_is_not_listed(taller: Taller) -> None:
    resultado = await taller.publicar(2026, 3)
    assert resultado.exit_code == 3
    assert "1 de enero de 2027" in resultado.output
    assert (await taller.cliente.get("/publicaciones")).json() == []
    assert (await taller.publicar(2020, 1)).exit_code == 2


async def test_a_changed_object_is_never_served(taller: Taller) -> None:
    await taller.presentar()
    await taller.publicar()
    taller.objetos.alterados = True
    respuesta = await taller.cliente.get("/archivos/LPS2026.xlsx")
    assert respuesta.status_code == 503
    assert not respuesta.content.startswith(b"PK")


async def test_a_cached_file_is_confirmed_without_reading_it(taller: Taller) -> None:
    await taller.presentar()
    await taller.publicar()
    etiqueta = (await taller.cliente.get("/archivos/LPS2026.xlsx")).headers["ETag"]
    respuesta = await taller.cliente.get("/archivos/LPS2026.xlsx", headers={"If-None-Match": etiqueta})
    assert (respuesta.status_code, respuesta.content) == (304, b"")


@pytest.mark.parametrize("archivo", ["LPP2025.xlsx", "otro.xlsx", "LPS2026.exe"])
async def test_an_unknown_file_is_404(taller: Taller, archivo: str) -> None:
    assert (await taller.cliente.get(f"/archivos/{archivo}")).status_code == 404


async def test_what_was_published_cannot_be_changed_by_the_service(taller: Taller) -> None:
    await taller.publicar()
    for orden in ("delete from publicacion", "update publicacion set filas = 9"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await taller.prueba.recursos.base.execute(orden)
