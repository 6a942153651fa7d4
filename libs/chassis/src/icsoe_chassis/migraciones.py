"""Migrations: the chassis' own SQL, then the service's, each
file once, in one transaction, under an advisory lock.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import asyncpg

from .salida import Conexion

_CANDADO = 0x1C50E
_NOMBRE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_ESQUEMA = """
create table if not exists esquema (
    ambito    text        not null,
    version   integer     not null,
    nombre    text        not null,
    sha256    text        not null,
    aplicada  timestamptz not null default now(),
    primary key (ambito, version)
)
"""


class MigracionInvalida(Exception):
    """A file is misnamed, missing a number, or was changed after it was applied."""


@dataclass(frozen=True)
class Migracion:
    """One file; ``ambito`` is ``chassis`` or ``servicio``."""

    ambito: str
    version: int
    nombre: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def listar(carpeta: Path | None) -> list[Migracion]:
    """All migrations of a service's database in the order of application. Raises MigracionInvalida."""
    propias = sorted(
        (r for r in files("icsoe_chassis").joinpath("migraciones_sql").iterdir() if r.name.endswith(".sql")),
        key=lambda r: r.name,
    )
    hechas = [("chassis", r.name, r.read_text("utf-8")) for r in propias]
    if carpeta and carpeta.is_dir():
        hechas += [("servicio", r.name, r.read_text("utf-8")) for r in sorted(carpeta.glob("*.sql"))]
    migraciones: list[Migracion] = []
    for ambito, nombre, sql in hechas:
        partes = _NOMBRE.fullmatch(nombre)
        siguiente = 1 + sum(m.ambito == ambito for m in migraciones)
        if partes is None or int(partes[1]) != siguiente:
            raise MigracionInvalida(f"{nombre}: se esperaba {siguiente:04d}_nombre.sql")
        migraciones.append(Migracion(ambito, siguiente, nombre, sql))
    return migraciones


async def aplicar(
    dsn: str, carpeta: Path | None, *, clave: str | None = None, rol_app: str | None = None
) -> int:
    """Applies what is missing, as the migrator's role; returns how many files that were.

    ``rol_app`` gets data rights (no DDL) on everything made
    here; a service's own file may revoke some of them.
    """
    conn = await asyncpg.connect(dsn, password=clave, timeout=10)
    try:
        await conn.execute("select pg_advisory_lock($1)", _CANDADO)
        await conn.execute("set lock_timeout = '3s'")
        if rol_app:
            await _derechos(conn, rol_app)
        await conn.execute(_ESQUEMA)
        filas = await conn.fetch("select ambito, version, sha256 from esquema")
        aplicadas = {(f["ambito"], f["version"]): f["sha256"] for f in filas}
        nuevas = 0
        for m in listar(carpeta):
            conocida = aplicadas.get((m.ambito, m.version))
            if conocida == m.sha256:
                continue
            if conocida is not None:
                raise MigracionInvalida(f"{m.nombre} cambió después de aplicarse")
            async with conn.transaction():
                await conn.execute(m.sql)
                await conn.execute(
                    "insert into esquema (ambito, version, nombre, sha256) values ($1, $2, $3, $4)",
                    m.ambito,
                    m.version,
                    m.nombre,
                    m.sha256,
                )
            nuevas += 1
        return nuevas
    finally:
        await conn.close()


async def _derechos(conn: asyncpg.Connection, rol: str) -> None:
    nombre = await conn.fetchval("select quote_ident($1)", rol)
    await conn.execute(
        f"grant usage on schema public to {nombre};"
        f"alter default privileges in schema public"
        f" grant select, insert, update, delete on tables to {nombre};"
        f"alter default privileges in schema public grant usage, select on sequences to {nombre};"
    )


async def al_dia(conn: Conexion, esperadas: list[Migracion]) -> bool:
    """Whether the database has at least these migrations, unchanged."""
    filas = await conn.fetch("select ambito, version, sha256 from esquema")
    presentes = {(f["ambito"], f["version"], f["sha256"]) for f in filas}
    return all((m.ambito, m.version, m.sha256) in presentes for m in esperadas)
