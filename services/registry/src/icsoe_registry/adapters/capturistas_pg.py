"""The ports of capturistas on PostgreSQL. Every change of a link is made under the lock of its person."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from asyncpg import Record
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion
from pydantic import BaseModel

from ..application.ports_capturistas import Ocupacion, Remitente
from ..domain.capturista import Capturista
from ..domain.contratista import Aceptacion
from ..domain.datos_capturista import Nombre
from ..domain.vinculo import Vinculo
from .postgres import ContratistasPg

M = TypeVar("M", bound=BaseModel)

_CAMPOS = tuple(campo.name for campo in fields(Vinculo))
_COLUMNAS = ", ".join(_CAMPOS)
_VALORES = ", ".join(f"${i}" for i in range(1, len(_CAMPOS) + 1))
_CAMBIOS = ", ".join(f"{campo} = excluded.{campo}" for campo in _CAMPOS[1:])
_GUARDAR_VINCULO = f"""
insert into vinculo ({_COLUMNAS}) values ({_VALORES}) on conflict (id) do update set {_CAMBIOS}
"""  # noqa: S608
_GUARDAR = """
update capturista set correo = $2, nombre = $3, primer_apellido = $4, segundo_apellido = $5,
    terminos_version = $6, cuenta_desde = $7, ultimo_acceso = $8, bloqueado_hasta = $9, correo_orden = $10,
    bloqueo_orden = $11, cuenta_orden = $12, reclamo_orden = $13
where id = $1
"""
_ABIERTOS = "estado in ('INVITADO', 'POR_CONFIRMAR', 'ACTIVO')"
_VINCULOS = f"""
select {_COLUMNAS} from vinculo where capturista_id = $1 and ({_ABIERTOS} or id = $2) order by alta, id
"""  # noqa: S608
_OCUPACION = f"""
select count(*) filter (where {_ABIERTOS}) as abiertos,
    coalesce(array_agg(alta order by alta) filter (where alta > $2), '{{}}') as altas
from vinculo where contratista_id = $1
"""  # noqa: S608
_LISTA = f"""
select c.*, {", ".join(f"v.{campo} as v_{campo}" for campo in _CAMPOS)}
from vinculo v join capturista c on c.id = v.capturista_id
where v.contratista_id = $1 order by v.alta desc, v.id limit 1000
"""  # noqa: S608


def _vinculo(fila: Record, prefijo: str = "") -> Vinculo:
    valores: dict[str, Any] = {campo: fila[prefijo + campo] for campo in _CAMPOS}
    valores["envios"] = tuple(valores["envios"])
    return Vinculo(**valores)


def _capturista(fila: Record, vinculos: Sequence[Vinculo] = ()) -> Capturista:
    """``fila`` may hold more columns than a person has."""
    valores: dict[str, Any] = {c.name: fila[c.name] for c in fields(Capturista) if c.name != "vinculos"}
    nombre = Nombre(fila["nombre"], fila["primer_apellido"], fila["segundo_apellido"])
    valores["nombre"] = nombre if fila["nombre"] is not None else None
    return Capturista(**valores, vinculos=tuple(vinculos))


async def _remitentes(fuente: BaseDatos | Conexion, ids: Sequence[UUID]) -> Mapping[UUID, Remitente]:
    filas = await fuente.fetch("select id, rfc, nombre from contratista where id = any($1::uuid[])", ids)
    return {fila["id"]: Remitente(fila["id"], fila["rfc"], fila["nombre"]) for fila in filas}


@dataclass(frozen=True)
class CapturistasPg:
    conn: Conexion

    async def de_curp(self, nuevo: Capturista) -> Capturista:
        """The insert of a twin waits here until the first has ended; then both read one row."""
        await self.conn.execute(
            "insert into capturista (id, curp, correo, creado) values ($1, $2, $3, $4)"
            " on conflict (curp) do nothing",
            nuevo.id,
            nuevo.curp,
            nuevo.correo,
            nuevo.creado,
        )
        id = await self.conn.fetchval("select id from capturista where curp = $1", nuevo.curp)
        assert id is not None
        hallado = await self.para_editar(id)
        assert hallado is not None
        return hallado

    async def de_vinculo(self, vinculo_id: UUID, contratista_id: UUID) -> Capturista | None:
        id = await self.conn.fetchval(
            "select capturista_id from vinculo where id = $1 and contratista_id = $2",
            vinculo_id,
            contratista_id,
        )
        return await self.para_editar(id, vinculo_id) if id else None

    async def para_editar(self, id: UUID, vinculo_id: UUID | None = None) -> Capturista | None:
        """Locks, then reads the links: what was committed while we waited is seen."""
        fila = await self.conn.fetchrow("select * from capturista where id = $1 for update", id)
        if fila is None:
            return None
        vinculos = await self.conn.fetch(_VINCULOS, id, vinculo_id)
        return _capturista(fila, [_vinculo(v) for v in vinculos])

    async def guardar(self, antes: Capturista | None, despues: Capturista) -> None:
        c = despues
        if antes is None or replace(antes, vinculos=()) != replace(c, vinculos=()):
            nombre = astuple(c.nombre) if c.nombre else (None, None, None)
            await self.conn.execute(
                _GUARDAR, c.id, c.correo, *nombre, c.terminos_version, c.cuenta_desde, c.ultimo_acceso,
                c.bloqueado_hasta, c.correo_orden, c.bloqueo_orden, c.cuenta_orden,
                c.reclamo_orden,
            )  # fmt: skip
        for vinculo in c.vinculos:
            if antes is None or vinculo not in antes.vinculos:
                await self.conn.execute(_GUARDAR_VINCULO, *(getattr(vinculo, campo) for campo in _CAMPOS))

    async def registrar_aceptacion(self, id: UUID, aceptacion: Aceptacion) -> None:
        await self.conn.execute(
            "insert into aceptacion_terminos_capturista values ($1, $2, $3, $4) on conflict do nothing",
            id,
            aceptacion.version,
            aceptacion.instante,
            aceptacion.ip,
        )

    async def ocupacion(self, contratista_id: UUID, desde: datetime) -> Ocupacion:
        fila = await self.conn.fetchrow(_OCUPACION, contratista_id, desde)
        assert fila is not None
        return Ocupacion(fila["abiertos"], fila["altas"])

    async def remitentes(self, ids: Sequence[UUID]) -> Mapping[UUID, Remitente]:
        return await _remitentes(self.conn, ids)


@dataclass(frozen=True)
class TrabajoDeCapturistasPg:
    """One transaction of the commands of capturistas."""

    tx: Transaccion
    contratistas: ContratistasPg
    capturistas: CapturistasPg

    @classmethod
    def de(cls, tx: Transaccion) -> "TrabajoDeCapturistasPg":
        return cls(tx, ContratistasPg(tx.conn), CapturistasPg(tx.conn))

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos

    async def responder(self, resultado: M) -> M:
        return await self.tx.responder(resultado)


@dataclass(frozen=True)
class LecturasDeCapturistasPg:
    base: BaseDatos

    async def de_contratista(self, contratista_id: UUID) -> Sequence[tuple[Vinculo, Capturista]]:
        filas = await self.base.fetch(_LISTA, contratista_id)
        return [(_vinculo(fila, "v_"), _capturista(fila)) for fila in filas]

    async def capturista(self, id: UUID) -> Capturista | None:
        fila = await self.base.fetchrow("select * from capturista where id = $1", id)
        if fila is None:
            return None
        return _capturista(fila, [_vinculo(v) for v in await self.base.fetch(_VINCULOS, id, None)])

    async def remitentes(self, ids: Sequence[UUID]) -> Mapping[UUID, Remitente]:
        return await _remitentes(self.base, ids)

    async def con_vinculo_activo(self) -> Sequence[UUID]:
        filas = await self.base.fetch(
            "select distinct capturista_id as id from vinculo where estado = 'ACTIVO' order by id"
        )
        return [fila["id"] for fila in filas]

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool:
        """Of auth, the accounts of capturistas; nothing else is awaited here."""
        if not source.startswith("/icsoe/auth/"):
            return True
        try:
            cuenta, epoca = UUID(subject), int(source.rpartition("/")[2])
        except ValueError:
            return True
        oido = await self.base.fetchval("select cuenta_orden from capturista where id = $1", cuenta)
        return oido is None or oido >= (epoca << 40) + sequence
