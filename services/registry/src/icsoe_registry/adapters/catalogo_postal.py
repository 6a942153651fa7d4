"""The postal catalogue on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion

from ..application.catalogo_postal import CodigoPostal, Colonia, Lugar, Ubicacion
from .archivo_postal import ArchivoPostal, Renglon

_COLONIA = "c.codigo_postal, c.clave, c.nombre, c.tipo, m.nombre as municipio, e.nombre as estado"
_DESDE = f"""
select {_COLONIA} from colonia c
join municipio m on (m.estado, m.clave) = (c.estado, c.municipio) join estado e on e.clave = c.estado
"""  # noqa: S608


def _colonia(fila: Record) -> Colonia:
    return Colonia(
        f"{fila['codigo_postal']}-{fila['clave']}", fila["codigo_postal"], fila["nombre"], fila["tipo"]
    )


@dataclass(frozen=True)
class CatalogoPostalPg:
    """``CatalogoPostal`` on the service's database."""

    base: BaseDatos

    async def codigo_postal(self, cp: str) -> CodigoPostal | None:
        filas = await self.base.fetch(f"{_DESDE} where c.codigo_postal = $1 order by c.nombre", cp)
        if not filas:
            return None
        return CodigoPostal(cp, filas[0]["estado"], filas[0]["municipio"], [_colonia(f) for f in filas])

    async def ubicacion(self, colonia_id: str) -> Ubicacion | None:
        cp, _, clave = colonia_id.partition("-")
        fila = await self.base.fetchrow(f"{_DESDE} where (c.codigo_postal, c.clave) = ($1, $2)", cp, clave)
        return Ubicacion(_colonia(fila), fila["municipio"], fila["estado"]) if fila else None

    async def estados(self) -> Sequence[Lugar]:
        return [Lugar(*f) for f in await self.base.fetch("select clave, nombre from estado order by nombre")]

    async def municipios(self, estado: str) -> Sequence[Lugar]:
        sql = "select clave, nombre from municipio where estado = $1 order by nombre"
        return [Lugar(*f) for f in await self.base.fetch(sql, estado)]

    async def colonias(self, estado: str, municipio: str) -> Sequence[Colonia]:
        sql = f"{_DESDE} where (c.estado, c.municipio) = ($1, $2) order by c.nombre, c.codigo_postal"
        return [_colonia(f) for f in await self.base.fetch(sql, estado, municipio)]


async def reemplazar(archivo: ArchivoPostal, tx: Transaccion, ahora: datetime) -> int:
    """The whole catalogue anew, in the caller's transaction: readers see the old one until it commits.

    How many colonias it has.
    """
    r = archivo.renglones
    tablas: dict[str, list[tuple[str | None, ...]]] = {
        "estado": [*{(x.clave_estado, x.estado) for x in r}],
        "municipio": [*{(x.clave_estado, x.clave_municipio, x.municipio) for x in r}],
        "colonia": [_fila_de_colonia(x) for x in r],
    }
    await tx.conn.execute("set local statement_timeout = '60s'")
    for tabla, filas in tablas.items():
        await tx.conn.execute(f"delete from {tabla}")  # noqa: S608
        await tx.conn.copy_records_to_table(tabla, records=filas)
    await tx.conn.execute("delete from catalogo_postal")
    sql = "insert into catalogo_postal (huella, oficial, cargado) values ($1, $2, $3)"
    await tx.conn.execute(sql, archivo.huella, archivo.oficial, ahora)
    return len(r)


def _fila_de_colonia(r: Renglon) -> tuple[str | None, ...]:
    return r.codigo_postal, r.clave, r.colonia, r.tipo or None, r.clave_estado, r.clave_municipio
