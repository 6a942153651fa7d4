"""The ports on PostgreSQL."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion
from icsoe_dominio.domicilio import Domicilio, Vialidad
from pydantic import BaseModel, TypeAdapter

from ..application.ports import EnlaceDeCorreo
from ..domain.archivo import Paso
from ..domain.contratista import Aceptacion, AcuseRepse, Contratista
from ..domain.enlace import POR_DIA
from ..domain.generales import Generales
from ..domain.repse import SIN_REPSE, Repse
from ..domain.vinculo import DIA

M = TypeVar("M", bound=BaseModel)

_COLUMNAS = """id, rfc, nombre, tipo_persona, terminos_version, correo, celular, telefono_fijo,
    social_igual_fiscal, copias_acuse, acuse_nombre, acuse_key, acuse_version_id, acuse_sha256, acuse_bytes,
    acuse_cargado, version, domicilio_social, repse, correos_confirmados"""
_LEER = f"select {_COLUMNAS} from contratista where id = $1"  # noqa: S608
_DOMICILIO = TypeAdapter(Domicilio)
_REPSE = TypeAdapter(Repse)
_GUARDAR = """
update contratista set nombre = $2, terminos_version = $3, version = $4, correo = $5, celular = $6,
    telefono_fijo = $7, social_igual_fiscal = $8, copias_acuse = $9, acuse_nombre = $10, acuse_key = $11,
    acuse_version_id = $12, acuse_sha256 = $13, acuse_bytes = $14, acuse_cargado = $15,
    domicilio_social = $16, repse = $17, correos_confirmados = $18
where id = $1
"""
_ANOTAR_ENLACE = """
with hoy as (
    select count(*) as veces from enlace_de_correo where contratista_id = $2 and correo = $3 and creado > $6
), viejos as (
    update enlace_de_correo set expira = $4
    where contratista_id = $2 and correo = $3 and expira > $4 and (select veces from hoy) < $7
)
insert into enlace_de_correo (token_sha256, contratista_id, correo, creado, expira)
select $1, $2, $3, $4, $5 from hoy where veces < $7
returning true
"""
_CARGAS = """
select cargado from carga_de_acuse where contratista_id = $1 and paso = $2 and cargado > $3 order by cargado
"""
_ANOTAR_CARGA = """
with viejas as (delete from carga_de_acuse where contratista_id = $1 and cargado <= $4)
insert into carga_de_acuse (contratista_id, paso, cargado) values ($1, $2, $3)
"""
_GASTAR_ENLACE = """
update enlace_de_correo set usado = $2 where token_sha256 = $1 and usado is null and expira > $2
returning contratista_id, correo
"""


def _contratista(fila: Record | None) -> Contratista | None:
    if fila is None:
        return None
    datos = dict(fila)
    acuse = AcuseRepse(**{campo.name: datos.pop(f"acuse_{campo.name}") for campo in fields(AcuseRepse)})
    generales = Generales(**{campo.name: datos.pop(campo.name) for campo in fields(Generales)})
    generales = replace(generales, copias_acuse=tuple(generales.copias_acuse))
    domicilio, repse = datos.pop("domicilio_social"), datos.pop("repse")
    return Contratista(
        generales=generales if generales.correo else None,
        acuse_repse=acuse if acuse.key else None,
        domicilio_social=_DOMICILIO.validate_json(domicilio) if domicilio else None,
        repse=_REPSE.validate_json(repse) if repse else SIN_REPSE,
        correos_confirmados=frozenset(datos.pop("correos_confirmados")),
        **datos,
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
        nuevos = (
            _DOMICILIO.dump_json(c.domicilio_social).decode() if c.domicilio_social else None,
            _REPSE.dump_json(c.repse).decode() if c.repse != SIN_REPSE else None,
            sorted(c.correos_confirmados),
        )
        fijos = (c.id, c.nombre, c.terminos_version, c.version)
        await self.conn.execute(_GUARDAR, *fijos, *generales, *acuse, *nuevos)

    async def registrar_aceptacion(self, id: UUID, aceptacion: Aceptacion) -> None:
        await self.conn.execute(
            "insert into aceptacion_terminos values ($1, $2, $3, $4) on conflict do nothing",
            id,
            aceptacion.version,
            aceptacion.instante,
            aceptacion.ip,
        )

    async def cargas_de_acuse(self, id: UUID, paso: Paso, desde: datetime) -> Sequence[datetime]:
        return [fila["cargado"] for fila in await self.conn.fetch(_CARGAS, id, paso, desde)]

    async def anotar_carga(self, id: UUID, paso: Paso, ahora: datetime) -> None:
        await self.conn.execute(_ANOTAR_CARGA, id, paso, ahora, ahora - DIA)

    async def anotar_calles(self, id: UUID, vialidades: Sequence[Vialidad]) -> None:
        filas = [(id, v.nombre, v.tipo) for v in vialidades]
        await self.conn.executemany(
            "insert into calle_usada values ($1, $2, $3) on conflict do nothing", filas
        )

    async def guardar_borrador(self, id: UUID, borrador: str | None) -> bool:
        sql = "update contratista set borrador = $2 where id = $1 returning true"
        return bool(await self.conn.fetchval(sql, id, borrador))


@dataclass(frozen=True)
class EnlacesPg:
    conn: Conexion

    async def anotar(
        self, token_sha256: bytes, enlace: EnlaceDeCorreo, creado: datetime, expira: datetime
    ) -> bool:
        de_quien = (enlace.contratista_id, enlace.correo)
        desde = creado - timedelta(days=1)
        return bool(
            await self.conn.fetchval(_ANOTAR_ENLACE, token_sha256, *de_quien, creado, expira, desde, POR_DIA)
        )

    async def gastar(self, token_sha256: bytes, ahora: datetime) -> EnlaceDeCorreo | None:
        fila = await self.conn.fetchrow(_GASTAR_ENLACE, token_sha256, ahora)
        return EnlaceDeCorreo(*fila) if fila else None


@dataclass(frozen=True)
class TrabajoPg:
    """One transaction of this service."""

    tx: Transaccion
    contratistas: ContratistasPg
    enlaces: EnlacesPg

    @classmethod
    def de(cls, tx: Transaccion) -> "TrabajoPg":
        return cls(tx, ContratistasPg(tx.conn), EnlacesPg(tx.conn))

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

    async def borrador(self, id: UUID) -> Mapping[str, Any] | None:
        hallado = await self.base.fetchval("select borrador from contratista where id = $1", id)
        return json.loads(hallado) if hallado else None

    async def calles(self, id: UUID) -> Sequence[Vialidad]:
        sql = "select nombre, tipo_vialidad from calle_usada where contratista_id = $1 order by nombre"
        return [Vialidad(*fila) for fila in await self.base.fetch(sql, id)]

    async def con_generales(self) -> Sequence[UUID]:
        filas = await self.base.fetch("select id from contratista where correo is not null order by id")
        return [fila["id"] for fila in filas]
