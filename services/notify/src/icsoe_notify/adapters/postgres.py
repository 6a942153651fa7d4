"""The ports on PostgreSQL."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.base_datos import BaseDatos, Transaccion
from icsoe_chassis.ports import Eventos, Tareas
from icsoe_chassis.salida import Conexion

from ..application.ports import Contacto, Correo
from ..domain.correo import MotivoDeFalla

_GUARDAR_CONTACTO = """
insert into contacto as c (contratista_id, nombre, correo, copias, fuente, last_sequence)
values ($1, $2, $3, $4, $5, $6)
on conflict (contratista_id) do update
    set nombre = excluded.nombre, correo = excluded.correo, copias = excluded.copias,
        fuente = excluded.fuente, last_sequence = excluded.last_sequence
    where c.fuente <> excluded.fuente or c.last_sequence < excluded.last_sequence
"""
_ENCOLAR = """
insert into correo (id, causa, plantilla, contratista_id, datos, creado, estado)
values ($1, $2, $3, $4, $5, $6, 'PENDIENTE') on conflict (causa, plantilla) do nothing
"""
_CERRAR = """
update correo set estado = case when $2::text is null then 'ENTREGADO' else 'FALLIDO' end,
    falla = $2, cerrado = $3, datos = null
where id = $1 and estado = 'PENDIENTE' returning 1
"""
_POR_ENVIAR = """
select m.id, m.causa, m.plantilla, m.contratista_id, m.datos, m.creado,
    c.contratista_id is not null as conocido, c.nombre, c.correo, c.copias
from correo m left join contacto c using (contratista_id)
where m.id = $1 and m.estado = 'PENDIENTE'
"""


@dataclass(frozen=True)
class ContactosPg:
    conn: Conexion

    async def guardar(self, contratista_id: UUID, contacto: Contacto, posicion: tuple[str, int]) -> None:
        await self.conn.execute(
            _GUARDAR_CONTACTO,
            contratista_id,
            contacto.nombre,
            contacto.correo,
            list(contacto.copias),
            *posicion,
        )


@dataclass(frozen=True)
class CorreosPg:
    conn: Conexion

    async def encolar(self, correo: Correo) -> None:
        await self.conn.execute(
            _ENCOLAR,
            correo.id,
            correo.causa,
            correo.plantilla,
            correo.contratista_id,
            json.dumps(dict(correo.datos), ensure_ascii=False),
            correo.creado,
        )

    async def cerrar(self, correo_id: UUID, falla: MotivoDeFalla | None, cuando: datetime) -> bool:
        return bool(await self.conn.fetchval(_CERRAR, correo_id, falla, cuando))


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
    def eventos(self) -> Eventos:
        return self.tx.eventos

    @property
    def tareas(self) -> Tareas:
        return self.tx.tareas


@dataclass(frozen=True)
class LecturasPg:
    base: BaseDatos

    async def por_enviar(self, correo_id: UUID) -> tuple[Correo, Contacto | None] | None:
        fila = await self.base.fetchrow(_POR_ENVIAR, correo_id)
        if fila is None:
            return None
        correo = Correo(
            fila["id"],
            fila["causa"],
            fila["plantilla"],
            fila["contratista_id"],
            json.loads(fila["datos"]),
            fila["creado"],
        )
        if not fila["conocido"]:
            return correo, None
        return correo, Contacto(fila["nombre"], fila["correo"], tuple(fila["copias"]))
