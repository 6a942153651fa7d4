"""The ports on PostgreSQL."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar
from uuid import UUID

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion
from icsoe_dominio.periodo import Periodo
from pydantic import BaseModel

from ..application.ports import Congelado, Contexto, Presentacion
from ..domain.informativa import Informativa, Paso
from ..domain.situacion import Contratista, Presentada, Situacion, efecto_en_el_objetivo, ocupa_el_periodo

# The states are written out, not a parameter: only so does the partial index serve a generic plan.
_DEL_PERIODO = """
    (select to_jsonb(c) from contratista c where c.id = {contratista}) as contratista,
    (
        select count(*) from informativa o
        where o.contratista_id = {contratista} and o.estado in ('EN_CAPTURA', 'POR_FIRMAR')
    ) as borradores,
    exists (
        select from informativa o
        where (o.contratista_id, o.ejercicio, o.cuatrimestre) = ({contratista}, {ejercicio}, {cuatrimestre})
        and o.estado in ('EN_CAPTURA', 'POR_FIRMAR')
    ) as en_curso,
    array(
        select row(p.folio, p.tipo, p.complementaria) from presentada p
        where (p.contratista_id, p.ejercicio, p.cuatrimestre) = ({contratista}, {ejercicio}, {cuatrimestre})
        and p.vigente order by p.folio
    ) as vigentes
"""
_CONTEXTO = "select" + _DEL_PERIODO.format(contratista="$1", ejercicio="$2", cuatrimestre="$3")
_SUYA = "select * from informativa where id = $1 and contratista_id = $2 and estado <> 'ELIMINADA'"
_SU_PERIODO = {
    "contratista": "i.contratista_id",
    "ejercicio": "i.ejercicio",
    "cuatrimestre": "i.cuatrimestre",
}
_PARA_ENVIAR = f"""
select i.*, {_DEL_PERIODO.format(**_SU_PERIODO)} from informativa i
where i.id = $1 and i.contratista_id = $2 and i.estado <> 'ELIMINADA' for update
"""  # noqa: S608
_CREAR = """
with nueva as (
    insert into informativa values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
    $17)
    on conflict (contratista_id, ejercicio, cuatrimestre) where estado in ('EN_CAPTURA', 'POR_FIRMAR') do
    nothing
    returning id
)
insert into historial (informativa_id, de, a, actor, motivo, instante) select id, $18, $19, $20, $21, $22
from nueva
returning 1
"""
_GUARDAR = """
with cambio as (
    update informativa set estado = $2, contratos_relacionados = $3, total_trabajadores = $4, envio = $5,
        contenido_sha256 = $6, folio_definitivo = $7, motivo_devolucion = $8, version = $9, actualizada = $10,
        devolucion_solicitada = $11
    where id = $1
)
insert into historial (informativa_id, de, a, actor, motivo, instante) values ($1, $12, $13, $14, $15, $16)
"""
_CONGELAR = f"""
with congelado as (insert into envio values ($1, $5, $17, $6, $18, $19)), {_GUARDAR.partition("with ")[2]}
"""  # noqa: S608
_AVANZAR = """
insert into flujo as f (source, subject, last_sequence) values ($1, $2, $3)
on conflict (source, subject) do update set last_sequence = excluded.last_sequence
    where f.last_sequence < excluded.last_sequence
returning 1
"""
_CONTRATISTA = """
insert into contratista as c values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set rfc = excluded.rfc, nombre = excluded.nombre,
    tipo_persona = excluded.tipo_persona, generales_completos = excluded.generales_completos,
    faltantes = excluded.faltantes, orden = excluded.orden
    where c.orden < excluded.orden
"""


_PRESENTADA = """
insert into presentada values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (informativa_id) do nothing
"""
_EFECTO = """
with objetivo as (update presentada set vigente = false where folio = $1 and contratista_id = $2)
update informativa set estado = $3 where folio_definitivo = $1 and contratista_id = $2
"""
M = TypeVar("M", bound=BaseModel)
_COLUMNAS = tuple(campo.name for campo in fields(Informativa) if campo.name != "periodo")


def _contratista(texto: str | None) -> Contratista | None:
    if texto is None:
        return None
    fila = json.loads(texto)
    faltantes = tuple(fila.pop("faltantes"))
    del fila["id"], fila["orden"]
    return Contratista(faltantes=faltantes, **fila)


def _informativa(fila: Record) -> Informativa:
    datos = {columna: fila[columna] for columna in _COLUMNAS}
    return Informativa(periodo=Periodo(fila["ejercicio"], fila["cuatrimestre"]), **datos)


def _contexto(fila: Record) -> Contexto:
    vigentes = tuple(Presentada(*vigente) for vigente in fila["vigentes"])
    situacion = Situacion(fila["en_curso"], vigentes)
    return Contexto(_contratista(fila["contratista"]), situacion, fila["borradores"])


@dataclass(frozen=True)
class InformativasPg:
    conn: Conexion

    async def contexto(self, contratista_id: UUID, periodo: Periodo) -> Contexto:
        fila = await self.conn.fetchrow(_CONTEXTO, contratista_id, periodo.ejercicio, periodo.cuatrimestre)
        assert fila is not None
        return _contexto(fila)

    async def crear(self, informativa: Informativa, paso: Paso) -> bool:
        i = informativa
        return bool(
            await self.conn.fetchval(
                _CREAR, i.id, i.contratista_id, i.periodo.ejercicio, i.periodo.cuatrimestre, i.tipo,
                i.complementaria, i.estado, i.folio_provisional, i.contratos_relacionados,
                i.total_trabajadores,
                i.envio, i.contenido_sha256, i.folio_definitivo, i.motivo_devolucion, i.version, i.creada,
                i.actualizada, *_paso(paso),
            )
        )  # fmt: skip

    async def para_editar(self, id: UUID, contratista_id: UUID) -> Informativa | None:
        fila = await self.conn.fetchrow(
            f"{_SUYA} for update",
            id,
            contratista_id,
        )
        return _informativa(fila) if fila else None

    async def para_enviar(self, id: UUID, contratista_id: UUID) -> tuple[Informativa, Contexto] | None:
        fila = await self.conn.fetchrow(_PARA_ENVIAR, id, contratista_id)
        return (_informativa(fila), _contexto(fila)) if fila else None

    async def para_aplicar(self, id: UUID) -> Informativa | None:
        fila = await self.conn.fetchrow("select * from informativa where id = $1 for update", id)
        return _informativa(fila) if fila else None

    async def guardar(self, informativa: Informativa, paso: Paso) -> None:
        await self.conn.execute(_GUARDAR, *_cambio(informativa, paso))

    async def congelar(self, informativa: Informativa, paso: Paso, congelado: Congelado) -> None:
        c = congelado
        await self.conn.execute(
            _CONGELAR, *_cambio(informativa, paso), c.contenido, c.enviada_por, c.enviada_en
        )


def _cambio(i: Informativa, paso: Paso) -> tuple[object, ...]:
    return (
        i.id, i.estado, i.contratos_relacionados, i.total_trabajadores, i.envio, i.contenido_sha256,
        i.folio_definitivo, i.motivo_devolucion, i.version, i.actualizada, i.devolucion_solicitada,
        *_paso(paso),
    )  # fmt: skip


def _paso(paso: Paso) -> tuple[object, ...]:
    return (paso.de, paso.a, paso.actor, paso.motivo, paso.instante)


@dataclass(frozen=True)
class ProyeccionesPg:
    conn: Conexion

    async def avanzar(self, source: str, subject: str, sequence: int) -> bool:
        return bool(await self.conn.fetchval(_AVANZAR, source, subject, sequence))

    async def guardar_contratista(self, id: UUID, contratista: Contratista, orden: int) -> None:
        c = contratista
        await self.conn.execute(
            _CONTRATISTA, id, c.rfc, c.nombre, c.tipo_persona, c.generales_completos, list(c.faltantes),
            orden,
        )  # fmt: skip

    async def registrar_presentada(self, presentacion: Presentacion) -> None:
        p = presentacion
        await self.conn.execute(
            _PRESENTADA,
            p.informativa_id, p.contratista_id, p.periodo.ejercicio, p.periodo.cuatrimestre, p.tipo,
            p.complementaria, p.folio, ocupa_el_periodo(p.complementaria),
        )  # fmt: skip
        efecto = efecto_en_el_objetivo(p.complementaria)
        if efecto and p.folio_corregido:
            await self.conn.execute(_EFECTO, p.folio_corregido, p.contratista_id, efecto)


@dataclass(frozen=True)
class TrabajoPg:
    """One transaction of this service."""

    tx: Transaccion
    informativas: InformativasPg
    proyecciones: ProyeccionesPg

    @classmethod
    def de(cls, tx: Transaccion) -> "TrabajoPg":
        return cls(tx, InformativasPg(tx.conn), ProyeccionesPg(tx.conn))

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos

    async def responder(self, resultado: M) -> M:
        return await self.tx.responder(resultado)


@dataclass(frozen=True)
class LecturasPg:
    base: BaseDatos

    async def informativa(self, id: UUID, contratista_id: UUID) -> Informativa | None:
        fila = await self.base.fetchrow(
            _SUYA,
            id,
            contratista_id,
        )
        return _informativa(fila) if fila else None

    async def en_curso(self, contratista_id: UUID) -> Sequence[Informativa]:
        filas = await self.base.fetch(
            "select * from informativa where contratista_id = $1 and estado in ('EN_CAPTURA', 'POR_FIRMAR')"
            " order by ejercicio, cuatrimestre",
            contratista_id,
        )
        return [_informativa(fila) for fila in filas]

    async def vigentes(self, contratista_id: UUID) -> Sequence[tuple[Periodo, Presentada]]:
        filas = await self.base.fetch(
            "select ejercicio, cuatrimestre, folio, tipo, complementaria from presentada"
            " where contratista_id = $1 and vigente order by folio",
            contratista_id,
        )
        return [(Periodo(anio, numero), Presentada(*resto)) for anio, numero, *resto in filas]

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool:
        return bool(
            await self.base.fetchval(
                "select last_sequence >= $3 from flujo where (source, subject) = ($1, $2)",
                source,
                subject,
                sequence,
            )
        )
