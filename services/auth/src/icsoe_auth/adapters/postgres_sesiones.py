"""Sessions that a password opened, and the list of anybody's own ones, on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.salida import Conexion

from ..application.ports_cuentas import Cuenta, SesionAjena, SesionDeNavegador
from ..domain.sesion import POR_CUENTA, Plazos

# Behind the lock of the account's row.
_ABRIR = """
with viejas as (
    update sesion set terminada = $5 where id in (
        select id from sesion
        where cuenta_id = $2 and terminada is null and creada >= $6 order by creada desc offset $7)
)
insert into sesion (id, cuenta_id, refresco_sha256, rol, creada, usada, red, dispositivo_sha256)
values ($1, $2, $3, $4, $5, $5, $8, $9)
"""
_VIVAS = """
select id, creada, usada, case when certificado_numero is null then 'CONTRASENA' else 'EFIRMA' end, red
from sesion where cuenta_id = $1 and terminada is null and usada >= $2 and creada >= $3
order by creada desc
"""


@dataclass(frozen=True)
class SesionesDeCuentaPg:
    conn: Conexion

    async def abrir(self, sesion: SesionDeNavegador, cuenta: Cuenta, ahora: datetime) -> None:
        s = sesion
        limites = (Plazos.en(ahora).creada_desde, POR_CUENTA - 1)
        datos = (s.id, cuenta.id, s.refresco_sha256, cuenta.rol, ahora, *limites, s.red, s.dispositivo_sha256)
        await self.conn.execute(_ABRIR, *datos)

    async def de(self, cuenta_id: UUID, ahora: datetime) -> Sequence[SesionAjena]:
        plazos = Plazos.en(ahora)
        filas = await self.conn.fetch(_VIVAS, cuenta_id, plazos.usada_desde, plazos.creada_desde)
        return [SesionAjena(*fila) for fila in filas]

    async def terminar_una(self, id: UUID, cuenta_id: UUID, ahora: datetime) -> bool:
        sql = (
            "update sesion set terminada = coalesce(terminada, $3)"
            " where id = $1 and cuenta_id = $2 returning true"
        )
        return bool(await self.conn.fetchval(sql, id, cuenta_id, ahora))

    async def terminar_todas(self, cuenta_id: UUID, ahora: datetime, menos: UUID | None = None) -> None:
        await self.conn.execute(
            "update sesion set terminada = $2"
            " where cuenta_id = $1 and terminada is null and id is distinct from $3",
            cuenta_id,
            ahora,
            menos,
        )
