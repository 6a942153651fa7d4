"""The ports on PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.base import Transaccion
from icsoe_chassis.salida import Conexion

from ..application.ports import Titular
from ..domain.sesion import POR_CUENTA, Plazos

_CONSUMIR = "insert into reto_usado (nonce, expira) values ($1, $2) on conflict do nothing returning true"
_INGRESAR = """
insert into cuenta (id, rfc, nombre, tipo_persona, creada, ultimo_ingreso) values ($1, $2, $3, $4, $5, $5)
on conflict (rfc) do update set nombre = excluded.nombre, ultimo_ingreso = excluded.ultimo_ingreso
returning id
"""
_ABRIR = """
with viejas as (
    update sesion set terminada = $5 where id in (
        select id from sesion where cuenta_id = $2 and terminada is null order by creada desc offset $6)
)
insert into sesion (id, cuenta_id, refresco_sha256, certificado_numero, creada, usada)
values ($1, $2, $3, $4, $5, $5)
"""
_USAR = """
update sesion set usada = $2
where refresco_sha256 = $1 and terminada is null and usada >= $3 and creada >= $4
returning id, cuenta_id
"""


@dataclass(frozen=True)
class RetosPg:
    conn: Conexion

    async def consumir(self, nonce: bytes, expira: datetime) -> bool:
        return bool(await self.conn.fetchval(_CONSUMIR, nonce, expira))

    async def olvidar(self, vencidos_antes_de: datetime) -> None:
        await self.conn.execute("delete from reto_usado where expira < $1", vencidos_antes_de)


@dataclass(frozen=True)
class CuentasPg:
    conn: Conexion

    async def ingresar(self, nueva_id: UUID, titular: Titular, ahora: datetime) -> UUID:
        fila = await self.conn.fetchrow(
            _INGRESAR, nueva_id, titular.rfc, titular.nombre, titular.tipo_persona, ahora
        )
        assert fila is not None
        return fila["id"]


@dataclass(frozen=True)
class SesionesPg:
    conn: Conexion

    async def abrir(
        self, id: UUID, cuenta_id: UUID, refresco_sha256: bytes, certificado_numero: str, ahora: datetime
    ) -> None:
        await self.conn.execute(
            _ABRIR, id, cuenta_id, refresco_sha256, certificado_numero, ahora, POR_CUENTA - 1
        )

    async def usar(self, refresco_sha256: bytes, plazos: Plazos, ahora: datetime) -> tuple[UUID, UUID] | None:
        fila = await self.conn.fetchrow(
            _USAR, refresco_sha256, ahora, plazos.usada_desde, plazos.creada_desde
        )
        return (fila["id"], fila["cuenta_id"]) if fila else None

    async def terminar(self, id: UUID, ahora: datetime) -> None:
        await self.conn.execute(
            "update sesion set terminada = $2 where id = $1 and terminada is null", id, ahora
        )

    async def olvidar(self, creadas_antes_de: datetime) -> None:
        await self.conn.execute("delete from sesion where creada < $1", creadas_antes_de)


@dataclass(frozen=True)
class TrabajoPg:
    """``Trabajo`` on one transaction."""

    tx: Transaccion

    @property
    def retos(self) -> RetosPg:
        return RetosPg(self.tx.conn)

    @property
    def cuentas(self) -> CuentasPg:
        return CuentasPg(self.tx.conn)

    @property
    def sesiones(self) -> SesionesPg:
        return SesionesPg(self.tx.conn)
