"""One database per service: its application changes rows, its migrator changes tables, nobody else enters."""

import asyncpg
import pytest
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.topologia import leer

SERVICIOS = tuple(leer().servicios)


async def conectar(plataforma: Perfil, rol: str, base: str, clave: str | None = None) -> asyncpg.Connection:
    principal = rol.removesuffix("_app") if rol.endswith("_app") else rol.replace("_migra", "-migra")
    return await asyncpg.connect(
        f"postgresql://{rol}@{plataforma.postgres}/{base}",
        password=clave or plataforma.secreto(principal, "base_datos_clave"),
    )


@pytest.mark.parametrize("servicio", SERVICIOS)
async def test_an_application_reaches_its_own_database_only(plataforma: Perfil, servicio: str):
    conn = await conectar(plataforma, f"{servicio}_app", servicio)
    assert await conn.fetchval("select current_database()") == servicio
    await conn.close()
    for ajena in {*SERVICIOS, "postgres"} - {servicio}:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conectar(plataforma, f"{servicio}_app", ajena)


@pytest.mark.parametrize("servicio", SERVICIOS)
async def test_an_application_cannot_change_the_schema(plataforma: Perfil, servicio: str):
    conn = await conectar(plataforma, f"{servicio}_app", servicio)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("create table ajena (x int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("drop table outbox")
    finally:
        await conn.close()


async def test_an_application_writes_the_rows_of_the_migrated_tables(plataforma: Perfil):
    conn = await conectar(plataforma, "auth_app", "auth")
    try:
        await conn.execute("select from outbox limit 1")  # refused to whoever may not read it
        assert await conn.fetchval("select has_table_privilege('outbox', 'insert, delete')")
    finally:
        await conn.close()


async def test_a_wrong_password_is_refused(plataforma: Perfil):
    with pytest.raises(asyncpg.InvalidPasswordError):
        await conectar(plataforma, "auth_app", "auth", "no es la clave")
