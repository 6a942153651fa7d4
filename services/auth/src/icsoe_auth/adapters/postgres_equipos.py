"""Known clients on PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.lotes import borrar_lote
from icsoe_chassis.salida import Conexion

from ..domain.equipo import POR_CUENTA, RECORDADO

# Behind the lock of the account's row. What is read is the table before this statement.
_ANOTAR = """
with sobran as (
    delete from equipo where cuenta_id = $1 and token_sha256 in (
        select token_sha256 from equipo where cuenta_id = $1 and token_sha256 <> $2
        order by visto desc offset $5)
), anotado as (
    insert into equipo values ($1, $2, $3)
    on conflict (cuenta_id, token_sha256) do update set visto = excluded.visto
)
select exists (select from equipo where cuenta_id = $1)
    and not exists (select from equipo where (cuenta_id, token_sha256) = ($1, $2) and visto > $4)
"""
_OLVIDABLE = """
e.visto <= $1 and exists (select from equipo o where o.cuenta_id = e.cuenta_id
    and (o.visto, o.token_sha256) > (e.visto, e.token_sha256))
"""


@dataclass(frozen=True)
class EquiposPg:
    conn: Conexion

    async def anotar(self, token_sha256: bytes, cuenta_id: UUID, ahora: datetime) -> bool:
        datos = (cuenta_id, token_sha256, ahora, ahora - RECORDADO, POR_CUENTA - 1)
        return bool(await self.conn.fetchval(_ANOTAR, *datos))

    async def olvidar(self, ahora: datetime) -> bool:
        return await borrar_lote(self.conn, "equipo", _OLVIDABLE, ahora - RECORDADO)
