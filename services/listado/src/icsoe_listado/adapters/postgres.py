"""The ports on PostgreSQL."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.periodo import Periodo

from ..application.ports import Presentada, Publicacion
from ..domain.informativa import Informativa
from ..domain.renglones import Lista

_AVANZAR = """
insert into flujo as f (source, subject, last_sequence) values ($1, $2, $3)
on conflict (source, subject) do update set last_sequence = greatest(f.last_sequence, excluded.last_sequence)
"""
_GUARDAR = """
insert into presentada values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
    $13 and not exists (
        select from presentada p where (p.folio_corregido, p.contratista_id) = ($5, $2)
        and p.complementaria in ('CORRECCION', 'SIN_EFECTOS')
    ), $14)
on conflict (informativa_id) do nothing
"""
_SIN_VIGENCIA = "update presentada set vigente = false where folio = $1 and contratista_id = $2"
_VIGENTES = """
select folio, nombre, tipo_persona, tipo, fecha_presentacion, contratos_relacionados,
    count(*) over (partition by contratista_id) as vigentes
from presentada where ejercicio = $1 and cuatrimestre = $2 and vigente
order by orden collate "C", folio
"""
_REGISTRAR = "insert into publicacion values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
_PUBLICADAS = """
select distinct on (ejercicio, cuatrimestre, lista) * from publicacion
where $1::smallint is null or ejercicio = $1
order by ejercicio desc, cuatrimestre desc, lista desc, version desc
"""
_UNA = """
select * from publicacion where (ejercicio, cuatrimestre, lista) = ($1, $2, $3)
and ($4::integer is null or version = $4) order by version desc limit 1
"""
_RENGLONES_POR_VIAJE = 1000


@dataclass(frozen=True)
class PresentadasPg:
    conn: Conexion

    async def avanzar(self, source: str, subject: str, sequence: int) -> None:
        await self.conn.execute(_AVANZAR, source, subject, sequence)

    async def guardar(self, presentada: Presentada, *, vigente: bool, orden: str) -> None:
        p = presentada
        await self.conn.execute(
            _GUARDAR, p.informativa_id, p.contratista_id, p.periodo.ejercicio, p.periodo.cuatrimestre,
            p.folio,
            p.tipo, p.complementaria, p.folio_corregido, p.nombre, p.tipo_persona, p.fecha_presentacion,
            p.contratos_relacionados, vigente, orden,
        )  # fmt: skip

    async def dejar_sin_vigencia(self, folio: str, contratista_id: UUID) -> None:
        await self.conn.execute(_SIN_VIGENCIA, folio, contratista_id)


@dataclass(frozen=True)
class PublicacionesPg:
    conn: Conexion

    async def siguiente_version(self, lista: Lista, periodo: Periodo) -> int:
        await self.conn.execute(
            "select pg_advisory_xact_lock(hashtext('publicacion'), hashtext($1))", f"{lista} {periodo}"
        )
        ultima: int | None = await self.conn.fetchval(
            "select max(version) from publicacion where (lista, ejercicio, cuatrimestre) = ($1, $2, $3)",
            lista, periodo.ejercicio, periodo.cuatrimestre,
        )  # fmt: skip
        return (ultima or 0) + 1

    async def registrar(self, publicacion: Publicacion) -> None:
        p = publicacion
        await self.conn.execute(
            _REGISTRAR, p.periodo.ejercicio, p.periodo.cuatrimestre, p.lista, p.version, p.filas, p.corte,
            p.publicado, p.publicado_por, p.xlsx.model_dump_json(), p.csv.model_dump_json(),
        )  # fmt: skip


@dataclass(frozen=True)
class TrabajoPg:
    """One transaction of this service."""

    tx: Transaccion
    presentadas: PresentadasPg
    publicaciones: PublicacionesPg

    @classmethod
    def de(cls, tx: Transaccion) -> "TrabajoPg":
        return cls(tx, PresentadasPg(tx.conn), PublicacionesPg(tx.conn))

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos


@dataclass(frozen=True)
class LecturasPg:
    base: BaseDatos

    @asynccontextmanager
    async def vigentes(self, periodo: Periodo) -> AsyncGenerator[AsyncIterator[Informativa]]:
        async with (
            self.base.conexion() as conn,
            conn.transaction(isolation="repeatable_read", readonly=True),
        ):
            cursor = conn.cursor(
                _VIGENTES, periodo.ejercicio, periodo.cuatrimestre, prefetch=_RENGLONES_POR_VIAJE
            )
            yield (_informativa(fila, periodo) async for fila in cursor)

    async def publicaciones(self, ejercicio: int | None) -> Sequence[Publicacion]:
        return [_publicacion(fila) for fila in await self.base.fetch(_PUBLICADAS, ejercicio)]

    async def publicacion(self, lista: Lista, periodo: Periodo, version: int | None) -> Publicacion | None:
        fila = await self.base.fetchrow(_UNA, periodo.ejercicio, periodo.cuatrimestre, lista, version)
        return _publicacion(fila) if fila else None

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool:
        return bool(
            await self.base.fetchval(
                "select last_sequence >= $3 from flujo where (source, subject) = ($1, $2)",
                source,
                subject,
                sequence,
            )
        )


def _informativa(fila: Record, periodo: Periodo) -> Informativa:
    return Informativa(
        folio=fila["folio"],
        contratista=fila["nombre"],
        tipo_persona=fila["tipo_persona"],
        periodo=periodo,
        tipo=fila["tipo"],
        fecha_presentacion=fila["fecha_presentacion"],
        contratos_relacionados=fila["contratos_relacionados"],
        vigentes=fila["vigentes"],
    )


def _publicacion(fila: Record) -> Publicacion:
    datos: dict[str, Any] = dict(fila)
    periodo = Periodo(datos.pop("ejercicio"), datos.pop("cuatrimestre"))
    xlsx, csv = (ReferenciaObjeto.model_validate_json(datos.pop(formato)) for formato in ("xlsx", "csv"))
    return Publicacion(periodo=periodo, xlsx=xlsx, csv=csv, **datos)
