"""The ports on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import TypeVar
from uuid import UUID

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion
from pydantic import BaseModel

from ..domain.contratista import Aceptacion, AcuseRepse, Contratista
from ..domain.generales import Generales

M = TypeVar("M", bound=BaseModel)

_LEER = "select * from contratista where id = $1"
_GUARDAR = """
update contratista set nombre = $2, terminos_version = $3, version = $4, correo = $5, celular = $6,
    telefono_fijo = $7, social_igual_fiscal = $8, copias_acuse = $9, acuse_nombre = $10, acuse_key = $11,
    acuse_version_id = $12, acuse_sha256 = $13, acuse_bytes = $14, acuse_cargado = $15
where id = $1
"""


def _contratista(fila: Record | None) -> Contratista | None:
    if fila is None:
        return None
    datos = dict(fila)
    acuse = AcuseRepse(**{campo.name: datos.pop(f"acuse_{campo.name}") for campo in fields(AcuseRepse)})
    generales = Generales(**{campo.name: datos.pop(campo.name) for campo in fields(Generales)})
    generales = replace(generales, copias_acuse=tuple(generales.copias_acuse))
    return Contratista(
        generales=generales if generales.correo else None, acuse_repse=acuse if acuse.key else None, **datos
    )


@dataclass(frozen=True)
class ContratistasPg:
    conn: Conexion

    async def crear_o_leer(self, contratista: Contratista) -> Contratista | None:
        c = contratista
        await self.conn.execute(
            "insert into contratista (id, rfc, nombre, tipo_persona, version) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing",
            c.id,
            c.rfc,
            c.nombre,
            c.tipo_persona,
            c.version,
        )
        return await self.para_editar(c.id)

    async def para_editar(self, id: UUID) -> Contratista | None:
        return _contratista(await self.conn.fetchrow(f"{_LEER} for update", id))

    async def guardar(self, contratista: Contratista) -> None:
        c = contratista
        generales = astuple(c.generales) if c.generales else (None, None, None, None, ())
        acuse = astuple(c.acuse_repse) if c.acuse_repse else (None,) * 6
        await self.conn.execute(_GUARDAR, c.id, c.nombre, c.terminos_version, c.version, *generales, *acuse)

    async def registrar_aceptacion(self, id: UUID, aceptacion: Aceptacion) -> None:
        await self.conn.execute(
            "insert into aceptacion_terminos values ($1, $2, $3, $4) on conflict do nothing",
            id,
            aceptacion.version,
            aceptacion.instante,
            aceptacion.ip,
        )


@dataclass(frozen=True)
class TrabajoPg:
    """One transaction of this service."""

    tx: Transaccion
    contratistas: ContratistasPg

    @classmethod
    def de(cls, tx: Transaccion) -> "TrabajoPg":
        return cls(tx, ContratistasPg(tx.conn))

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos

    async def responder(self, resultado: M) -> M:
        return await self.tx.responder(resultado)


@dataclass(frozen=True)
class LecturasPg:
    base: BaseDatos

    async def contratista(self, id: UUID) -> Contratista | None:
        return _contratista(await self.base.fetchrow(_LEER, id))

    async def con_generales(self) -> Sequence[UUID]:
        filas = await self.base.fetch("select id from contratista where correo is not null order by id")
        return [fila["id"] for fila in filas]
