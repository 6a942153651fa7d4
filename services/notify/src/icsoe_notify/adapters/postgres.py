"""The ports on PostgreSQL."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos, Tareas
from icsoe_chassis.salida import Conexion

from ..application.ports import (
    ConEnlace,
    Contacto,
    Correo,
    DeCapturista,
    DeContratista,
    Destino,
    Direccion,
)
from ..domain.correo import TOPES, MotivoDeFalla, huella_de_direccion

_GUARDAR_CONTACTO = """
insert into contacto as c (contratista_id, nombre, correo, copias, confirmados, orden)
values ($1, $2, $3, $4, $5, $6)
on conflict (contratista_id) do update
    set nombre = excluded.nombre, correo = excluded.correo, copias = excluded.copias,
        confirmados = excluded.confirmados, orden = excluded.orden
    where c.orden < excluded.orden
"""
_GUARDAR_CAPTURISTA = """
insert into contacto_capturista as c (capturista_id, correo, orden)
values ($1, $2, $3)
on conflict (capturista_id) do update
    set correo = excluded.correo, orden = excluded.orden
    where c.orden < excluded.orden
"""
_GUARDAR_NOMBRE = """
insert into nombre_de_capturista as n (capturista_id, nombre, orden)
values ($1, $2, $3)
on conflict (capturista_id) do update
    set nombre = excluded.nombre, orden = excluded.orden
    where n.orden < excluded.orden
"""
_ENCOLAR = """
insert into correo (id, causa, plantilla, destino, titular, direccion, sellado, expira, datos, creado, estado)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'PENDIENTE') on conflict (id) do nothing
"""
_CERRAR = """
update correo set estado = case when $2::text is null then 'ENTREGADO' else 'FALLIDO' end,
    falla = $2, cerrado = $3, datos = null, direccion = null, sellado = null
where id = $1 and estado = 'PENDIENTE' returning 1
"""
_POR_ENVIAR = """
select id, causa, plantilla, destino, titular, direccion, sellado, expira, datos, creado
from correo where id = $1 and estado = 'PENDIENTE'
"""
_CONTACTO = "select nombre, correo, copias, confirmados from contacto where contratista_id = $1"
_CORREO_DE_CAPTURISTA = "select correo from contacto_capturista where capturista_id = $1"

_TURNO_DE_DIRECCION = "select pg_advisory_xact_lock($1)"
_OLVIDAR_CUPOS = "delete from cupo where cuando <= $1"
_LLENO = """
select count(*) >= $4 from cupo where direccion_sha256 = $1 and correo_id <> $2 and cuando > $3
"""
_TOMAR_CUPO = """
insert into cupo (correo_id, direccion_sha256, cuando) values ($1, $2, $3) on conflict (correo_id) do nothing
"""


@dataclass(frozen=True)
class ContactosPg:
    conn: Conexion

    async def guardar(self, contratista_id: UUID, contacto: Contacto, orden: int) -> None:
        await self.conn.execute(
            _GUARDAR_CONTACTO,
            contratista_id,
            contacto.nombre,
            contacto.correo,
            list(contacto.copias),
            sorted(contacto.confirmados),
            orden,
        )

    async def guardar_capturista(self, capturista_id: UUID, correo: str, orden: int) -> None:
        await self.conn.execute(_GUARDAR_CAPTURISTA, capturista_id, correo, orden)

    async def guardar_nombre(self, capturista_id: UUID, nombre: str, orden: int) -> None:
        await self.conn.execute(_GUARDAR_NOMBRE, capturista_id, nombre, orden)

    async def nombre(self, capturista_id: UUID) -> str | None:
        return await self.conn.fetchval(
            "select nombre from nombre_de_capturista where capturista_id = $1", capturista_id
        )


@dataclass(frozen=True)
class CorreosPg:
    conn: Conexion

    async def encolar(self, correo: Correo) -> None:
        destino = correo.destino
        await self.conn.execute(
            _ENCOLAR,
            correo.id,
            correo.causa,
            correo.plantilla,
            _DESTINOS[type(destino)],
            destino.titular,
            destino.direccion if isinstance(destino, Direccion) else None,
            destino.sellado if isinstance(destino, ConEnlace) else None,
            destino.expira if isinstance(destino, ConEnlace) else None,
            json.dumps(dict(correo.datos), ensure_ascii=False),
            correo.creado,
        )

    async def cerrar(self, correo_id: UUID, falla: MotivoDeFalla | None, cuando: datetime) -> bool:
        return bool(await self.conn.fetchval(_CERRAR, correo_id, falla, cuando))


@dataclass(frozen=True)
class CuposPg:
    conn: Conexion

    async def tomar(self, correo_id: UUID, cuenta: str, ahora: datetime) -> bool:
        huella = huella_de_direccion(cuenta)
        await self.conn.execute(_TURNO_DE_DIRECCION, int.from_bytes(huella[:8], signed=True))
        await self.conn.execute(_OLVIDAR_CUPOS, ahora - max(lapso for lapso, _ in TOPES))
        for lapso, tope in TOPES:
            if await self.conn.fetchval(_LLENO, huella, correo_id, ahora - lapso, tope):
                return False
        await self.conn.execute(_TOMAR_CUPO, correo_id, huella, ahora)
        return True


@dataclass(frozen=True)
class TrabajoPg:
    """One transaction of notify."""

    tx: Transaccion

    @property
    def contactos(self) -> ContactosPg:
        return ContactosPg(self.tx.conn)

    @property
    def correos(self) -> CorreosPg:
        return CorreosPg(self.tx.conn)

    @property
    def cupos(self) -> CuposPg:
        return CuposPg(self.tx.conn)

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos

    @property
    def tareas(self) -> Tareas:
        return self.tx.tareas


@dataclass(frozen=True)
class LecturasPg:
    base: BaseDatos

    async def por_enviar(self, correo_id: UUID) -> Correo | None:
        fila = await self.base.fetchrow(_POR_ENVIAR, correo_id)
        if fila is None:
            return None
        datos = json.loads(fila["datos"])
        return Correo(fila["id"], fila["causa"], fila["plantilla"], _destino(fila), datos, fila["creado"])

    async def contacto(self, contratista_id: UUID) -> Contacto | None:
        fila = await self.base.fetchrow(_CONTACTO, contratista_id)
        if fila is None:
            return None
        return Contacto(fila["nombre"], fila["correo"], tuple(fila["copias"]), frozenset(fila["confirmados"]))

    async def correo_de_capturista(self, capturista_id: UUID) -> str | None:
        return await self.base.fetchval(_CORREO_DE_CAPTURISTA, capturista_id)


_DESTINOS: dict[type[Destino], str] = {
    DeContratista: "CONTRATISTA",
    DeCapturista: "CAPTURISTA",
    Direccion: "DIRECCION",
    ConEnlace: "ENLACE",
}


def _destino(fila: asyncpg.Record) -> Destino:
    titular: UUID = fila["titular"]
    match fila["destino"]:
        case "CONTRATISTA":
            return DeContratista(titular)
        case "CAPTURISTA":
            return DeCapturista(titular)
        case "DIRECCION":
            return Direccion(titular, fila["direccion"])
        case _:
            return ConEnlace(titular, fila["sellado"], fila["expira"])
