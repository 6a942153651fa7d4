"""Roles and databases, one per service: ``<svc>_app`` changes rows, ``<svc>_migra`` changes tables."""

import asyncpg

from ..perfil import Perfil
from ..topologia import leer

_CERROJO = 0x1C50E  # one preparer at a time in this cluster


def dsn_migra(perfil: Perfil, servicio: str) -> str:
    """The address of a service's database as its migrator, without the password."""
    return f"postgresql://{servicio}_migra@{perfil.postgres}/{servicio}"


def dsn_raiz(perfil: Perfil, base: str = "postgres") -> str:
    """The superuser's address; only `preparar` and tests use it."""
    return f"postgresql://postgres:{perfil.secreto('postgres', 'clave')}@{perfil.postgres}/{base}"


async def _rol(conn: asyncpg.Connection, nombre: str, clave: str) -> None:
    if not await conn.fetchval("select 1 from pg_roles where rolname = $1", nombre):
        await conn.execute(f'create role "{nombre}" login nosuperuser nocreatedb nocreaterole')
    # ALTER ROLE takes no parameters; our secrets are URL base64, quoted all the same
    await conn.execute(f"alter role \"{nombre}\" password '{clave.replace(chr(39), chr(39) * 2)}'")


async def _base(conn: asyncpg.Connection, servicio: str) -> None:
    if not await conn.fetchval("select 1 from pg_database where datname = $1", servicio):
        await conn.execute(f'create database "{servicio}" owner "{servicio}_migra"')
    await conn.execute(f'revoke connect, temporary on database "{servicio}" from public')
    await conn.execute(f'grant connect on database "{servicio}" to "{servicio}_app", "{servicio}_migra"')


async def _esquema(conn: asyncpg.Connection, servicio: str) -> None:
    """Only the migrator makes tables; its migrations give the application its rights on them."""
    await conn.execute("revoke all on schema public from public")
    await conn.execute(f'grant usage, create on schema public to "{servicio}_migra"')


async def preparar(perfil: Perfil) -> None:
    """Creates what is missing, under an advisory lock."""
    conn = await asyncpg.connect(dsn_raiz(perfil))
    try:
        await conn.execute("select pg_advisory_lock($1)", _CERROJO)
        await conn.execute("revoke connect on database postgres from public")
        for servicio in leer().servicios:
            await _rol(conn, f"{servicio}_app", perfil.secreto(servicio, "base_datos_clave"))
            await _rol(conn, f"{servicio}_migra", perfil.secreto(f"{servicio}-migra", "base_datos_clave"))
            await _base(conn, servicio)
            dentro = await asyncpg.connect(dsn_raiz(perfil, servicio))
            try:
                await _esquema(dentro, servicio)
            finally:
                await dentro.close()
    finally:
        await conn.close()
