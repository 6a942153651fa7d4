"""The ports on PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.lotes import borrar_lote
from icsoe_chassis.ports import Eventos
from icsoe_chassis.salida import Conexion

from ..application.ports import Apertura, SesionNueva, SesionViva, Titular
from ..domain.equipo import POR_CUENTA as EQUIPOS
from ..domain.equipo import RECORDADO
from ..domain.sesion import POR_CUENTA, VENTANA_DE_INGRESOS, Plazos
from .postgres_equipos import EquiposPg

_INGRESAR = """
with gastado as (
    insert into reto_usado (nonce, expira) values ($1, $2) on conflict do nothing returning true
)
insert into cuenta (id, rfc, nombre, tipo_persona, creada, ultimo_ingreso, curp)
select $3, $4, $5, $6, $7, $7, $8 from gastado
on conflict (rfc) do update
    set nombre = excluded.nombre, ultimo_ingreso = excluded.ultimo_ingreso, curp = excluded.curp
returning id
"""
# One statement, because every login pays it; the known clients as in postgres_equipos.py.
_ABRIR = """
with cupo as (
    select creada from sesion where cuenta_id = $2 and creada > $6 order by creada desc offset $7 limit 1
), viejas as (
    update sesion set terminada = $5 where id in (
        select id from sesion
        where cuenta_id = $2 and terminada is null and creada >= $8 order by creada desc offset $9)
), nueva as (
    insert into sesion (id, cuenta_id, refresco_sha256, certificado_numero, creada, usada, red)
    select $1, $2, $3, $4, $5, $5, $10 where not exists (select from cupo)
    returning cuenta_id
), sobran as (
    delete from equipo where cuenta_id = $2 and token_sha256 in (
        select token_sha256 from equipo where cuenta_id = $2 and token_sha256 <> $11
        order by visto desc offset $13)
), anotado as (
    insert into equipo select cuenta_id, $11, $5 from nueva
    on conflict (cuenta_id, token_sha256) do update set visto = excluded.visto
)
select (select creada from cupo), exists (select from equipo where cuenta_id = $2)
    and not exists (select from equipo where (cuenta_id, token_sha256) = ($2, $11) and visto > $12)
"""
_USAR = """
update sesion set usada = $2
where refresco_sha256 = $1 and terminada is null and usada >= $3 and creada >= $4
  and (rol not in ('contratista', 'capturista')) = $5
returning id, cuenta_id, rol, case when certificado_numero is not null then creada end
"""


@dataclass(frozen=True)
class RetosPg:
    conn: Conexion

    async def olvidar(self, vencidos_antes_de: datetime) -> bool:
        return await borrar_lote(self.conn, "reto_usado", "e.expira < $1", vencidos_antes_de)


@dataclass(frozen=True)
class CuentasPg:
    conn: Conexion

    async def ingresar(
        self, nonce: bytes, expira: datetime, nueva_id: UUID, titular: Titular, ahora: datetime
    ) -> UUID | None:
        datos = (nueva_id, titular.rfc, titular.nombre, titular.tipo_persona, ahora, titular.curp)
        return await self.conn.fetchval(_INGRESAR, nonce, expira, *datos)


@dataclass(frozen=True)
class SesionesPg:
    conn: Conexion

    async def abrir(self, sesion: SesionNueva, ahora: datetime, tope: int) -> Apertura:
        desde = ahora - VENTANA_DE_INGRESOS
        vivas_desde = Plazos.en(ahora).creada_desde
        datos = (sesion.id, sesion.cuenta_id, sesion.refresco_sha256, sesion.certificado_numero, ahora)
        limites = (desde, tope - 1, vivas_desde, POR_CUENTA - 1)
        equipo = (sesion.equipo_sha256, ahora - RECORDADO, EQUIPOS - 1)
        fila = await self.conn.fetchrow(_ABRIR, *datos, *limites, sesion.red, *equipo)
        assert fila is not None
        primera, otro_equipo = fila
        return Apertura(primera and primera + VENTANA_DE_INGRESOS, otro_equipo)

    async def usar(
        self, refresco_sha256: bytes, plazos: Plazos, ahora: datetime, *, interna: bool
    ) -> SesionViva | None:
        desde = plazos.usada_desde, plazos.creada_desde
        fila = await self.conn.fetchrow(_USAR, refresco_sha256, ahora, *desde, interna)
        return SesionViva(*fila) if fila else None

    async def terminar(self, id: UUID, ahora: datetime) -> None:
        await self.conn.execute(
            "update sesion set terminada = $2 where id = $1 and terminada is null", id, ahora
        )

    async def olvidar(self, creadas_antes_de: datetime) -> bool:
        return await borrar_lote(self.conn, "sesion", "e.creada < $1", creadas_antes_de)


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

    @property
    def equipos(self) -> EquiposPg:
        return EquiposPg(self.tx.conn)

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos
