"""Migrations: each file once, in order, never changed afterwards, safe to run by several at once."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.migraciones import MigracionInvalida, al_dia, aplicar, listar
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.testing.plugin import base_fresca


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    (tmp_path / "0001_una.sql").write_text("create table una (n int);")
    return tmp_path


@pytest_asyncio.fixture
async def dsn(carpeta: Path) -> AsyncGenerator[str]:
    async with base_fresca(Servicio("prueba", Ajustes, lambda _: Partes(), carpeta)) as base:
        yield base


async def test_only_what_is_new_is_applied_however_many_ask_at_once(dsn: str, carpeta: Path) -> None:
    (carpeta / "0002_dos.sql").write_text("create table dos (n int);")
    assert sorted(await asyncio.gather(*(aplicar(dsn, carpeta) for _ in range(3)))) == [0, 0, 1]


async def test_a_file_changed_after_it_was_applied_is_refused(dsn: str, carpeta: Path) -> None:
    (carpeta / "0001_una.sql").write_text("create table una (n bigint);")
    with pytest.raises(MigracionInvalida, match="cambió"):
        await aplicar(dsn, carpeta)


async def test_a_file_that_fails_leaves_nothing_and_readiness_says_so(dsn: str, carpeta: Path) -> None:
    (carpeta / "0002_rota.sql").write_text("create table dos (n int); select 1/0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await aplicar(dsn, carpeta)
    conn = await asyncpg.connect(dsn)
    try:
        assert await conn.fetchval("select to_regclass('dos')") is None
        assert not await al_dia(conn, listar(carpeta))
    finally:
        await conn.close()


@pytest.mark.parametrize("nombre", ["0003_salto.sql", "2_corta.sql", "0002-guion.sql"])
def test_a_misnamed_or_skipped_number_is_refused(carpeta: Path, nombre: str) -> None:
    (carpeta / nombre).write_text("select 1;")
    with pytest.raises(MigracionInvalida):
        listar(carpeta)
