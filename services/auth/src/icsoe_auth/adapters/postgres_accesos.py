"""Links, counted tries, known browsers, recoveries and unlocks on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from uuid import UUID

from icsoe_chassis.lotes import borrar_lote
from icsoe_chassis.salida import Conexion

from ..application.ports_actos import Desbloqueo, Reclamo
from ..application.ports_cuentas import Cobro, Enlace, EnlaceNuevo, Pedida
from ..domain.alta import EnlaceDebido
from ..domain.enlace import Motivo
from ..domain.intentos import VENTANA

# $5: beginning of the window; $6: end of a lock. A locked row is not touched, so it returns nothing.
_COBRAR = """
insert into intento as i values ($1, $2, 1, $3, case when 1 >= $4::int then $6::timestamptz end)
on conflict (huella, origen) do update set
    fallos = case when i.desde <= $5 then 1 else i.fallos + 1 end,
    desde = case when i.desde <= $5 then $3 else i.desde end,
    hasta = case
        when (case when i.desde <= $5 then 1 else i.fallos + 1 end) >= $4::int then $6::timestamptz
    end
where i.hasta is null or i.hasta <= $3
returning fallos
"""
_LEER = """
select e.id, e.cuenta_id, e.motivo, e.correo, e.vinculo_id, e.expira, c.usuario
from enlace e join cuenta_usuario c on c.id = e.cuenta_id
where e.token_sha256 = $1 and e.usado is null and e.cancelado is null and e.expira > $2
"""
_RECLAMOS = """
select r.id, r.cuenta_id,
       case when r.resuelto is not null then 'RESUELTO'
            when exists (select from reclamo n where n.cuenta_id = r.cuenta_id and n.en > r.en)
            then 'REEMPLAZADO'
            when exists (select from enlace e where e.cuenta_id = r.cuenta_id and e.motivo = 'RECUPERACION'
                         and e.usado is null and e.cancelado is null and e.expira > $3) then 'EN_ESPERA'
            else 'VENCIDO' end,
       r.en, r.resuelto
from reclamo r order by r.en desc, r.id offset $1 limit $2
"""
_DISPOSITIVO = """
select true from dispositivo d join cuenta_usuario c on c.id = d.cuenta_id
where d.token_sha256 = $1 and c.huella = $2 and d.expira > $3
"""


@dataclass(frozen=True)
class EnlacesPg:
    conn: Conexion

    async def vivo(self, cuenta_id: UUID) -> EnlaceDebido | None:
        fila = await self.conn.fetchrow(
            "select vinculo_id, correo, alta_orden from enlace where cuenta_id = $1 and motivo = 'ALTA'"
            " and usado is null and cancelado is null",
            cuenta_id,
        )
        return EnlaceDebido(*fila) if fila else None

    async def cancelar(self, cuenta_id: UUID, motivos: Sequence[Motivo], ahora: datetime) -> None:
        await self.conn.execute(
            "update enlace set cancelado = $3 where cuenta_id = $1 and motivo = any($2)"
            " and usado is null and cancelado is null",
            cuenta_id,
            list(motivos),
            ahora,
        )

    async def poner(self, enlace: EnlaceNuevo) -> None:
        e, debido = enlace, enlace.debido
        de_alta = (debido.vinculo_id, debido.orden) if debido else (None, None)
        datos = (e.id, e.cuenta_id, e.motivo, e.token_sha256, e.correo, *de_alta, e.creado, e.expira)
        await self.conn.execute("insert into enlace values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *datos)

    async def leer(self, token_sha256: bytes, ahora: datetime) -> Enlace | None:
        fila = await self.conn.fetchrow(_LEER, token_sha256, ahora)
        return Enlace(*fila) if fila else None

    async def emitidos(self, cuenta_id: UUID, motivo: Motivo, desde: datetime) -> Sequence[datetime]:
        filas = await self.conn.fetch(
            "select creado from enlace where cuenta_id = $1 and motivo = $2 and creado > $3 order by creado",
            cuenta_id,
            motivo,
            desde,
        )
        return [fila["creado"] for fila in filas]

    async def gastar(self, id: UUID, ahora: datetime) -> bool:
        return bool(
            await self.conn.fetchval(
                "update enlace set usado = $2 where id = $1 and usado is null and cancelado is null"
                " and expira > $2 returning true",
                id,
                ahora,
            )
        )

    async def olvidar(self, creados_antes_de: datetime) -> bool:
        # The pending one of an account stays: it says that its invitation was answered with a link already.
        cual = "e.creado < $1 and (e.motivo <> 'ALTA' or e.usado is not null or e.cancelado is not null)"
        return await borrar_lote(self.conn, "enlace", cual, creados_antes_de)


@dataclass(frozen=True)
class IntentosPg:
    conn: Conexion

    async def cobrar(self, huella: bytes, origen: str, tope: int | None, ahora: datetime) -> Cobro:
        datos = (huella, origen, ahora, tope, ahora - VENTANA, ahora + VENTANA)
        fallos = await self.conn.fetchval(_COBRAR, *datos)
        if fallos is not None:
            return Cobro(fallos)
        fila = await self.conn.fetchrow(
            "select fallos, hasta from intento where huella = $1 and origen = $2", huella, origen
        )
        # Pardoned between the two statements: whoever is so close behind may try again at once.
        return Cobro(fila["fallos"], fila["hasta"]) if fila else Cobro(0, ahora)

    async def perdonar(self, huella: bytes, origen: str) -> None:
        await self.conn.execute("delete from intento where huella = $1 and origen = $2", huella, origen)

    async def devolver(self, huella: bytes, origen: str) -> None:
        await self.conn.execute(
            "update intento set fallos = greatest(fallos - 1, 0), hasta = null"
            " where huella = $1 and origen = $2",
            huella,
            origen,
        )

    async def levantar(self, huella: bytes, ahora: datetime) -> bool:
        sql = "update intento set hasta = null where huella = $1 and hasta > $2 returning true"
        return bool(await self.conn.fetch(sql, huella, ahora))

    async def bloqueada(self, huella: bytes, hasta: datetime, ahora: datetime) -> bool:
        sql = "select exists (select from intento where huella = $1 and hasta = $2 and hasta > $3)"
        return bool(await self.conn.fetchval(sql, huella, hasta, ahora))

    async def olvidar(self, antes_de: datetime) -> bool:
        return await borrar_lote(self.conn, "intento", "e.desde < $1", antes_de)


@dataclass(frozen=True)
class DispositivosPg:
    conn: Conexion

    async def de(self, token_sha256: bytes, huella: bytes, ahora: datetime) -> bool:
        return bool(await self.conn.fetchval(_DISPOSITIVO, token_sha256, huella, ahora))

    async def recordar(self, token_sha256: bytes, cuenta_id: UUID, hasta: datetime) -> None:
        await self.conn.execute(
            "insert into dispositivo values ($1, $2, $3)"
            " on conflict (token_sha256) do update set expira = excluded.expira",
            token_sha256,
            cuenta_id,
            hasta,
        )

    async def olvidar(self, cuenta_id: UUID, menos_el_de: UUID | None = None) -> None:
        await self.conn.execute(
            "delete from dispositivo where cuenta_id = $1 and token_sha256 is distinct from"
            " (select dispositivo_sha256 from sesion where id = $2)",
            cuenta_id,
            menos_el_de,
        )

    async def olvidar_vencidos(self, ahora: datetime) -> bool:
        return await borrar_lote(self.conn, "dispositivo", "e.expira < $1", ahora)


@dataclass(frozen=True)
class RecuperacionesPg:
    conn: Conexion

    async def anotar(self, pedida: Pedida) -> None:
        p = pedida
        datos = (p.id, p.usuario, p.correo, p.red, p.pedida)
        await self.conn.execute("insert into recuperacion values ($1, $2, $3, $4, $5)", *datos)

    async def tomar(self, id: UUID) -> Pedida | None:
        fila = await self.conn.fetchrow(
            "select id, usuario, correo, red, pedida, enviada from recuperacion where id = $1 for update", id
        )
        return Pedida(*fila) if fila else None

    async def de_red(self, red: str, desde: datetime, hasta: datetime) -> int:
        sql = "select count(*) from recuperacion where red = $1 and pedida > $2 and pedida <= $3"
        return await self.conn.fetchval(sql, red, desde, hasta) or 0

    async def enviadas(self, usuario: str, desde: datetime) -> int:
        sql = "select count(*) from recuperacion where usuario = $1 and pedida > $2 and enviada"
        return await self.conn.fetchval(sql, usuario, desde) or 0

    async def marcar(self, id: UUID) -> None:
        await self.conn.execute("update recuperacion set enviada = true where id = $1", id)

    async def olvidar(self, antes_de: datetime) -> bool:
        return await borrar_lote(self.conn, "recuperacion", "e.pedida < $1", antes_de)


@dataclass(frozen=True)
class DesbloqueosPg:
    conn: Conexion

    async def desde(self, cuenta_id: UUID, desde: datetime) -> int:
        sql = "select count(*) from desbloqueo where cuenta_id = $1 and en > $2"
        return await self.conn.fetchval(sql, cuenta_id, desde) or 0

    async def anotar(self, hecho: Desbloqueo, ahora: datetime) -> None:
        sql = "insert into desbloqueo (id, cuenta_id, por, rol, caso, en) values ($1, $2, $3, $4, $5, $6)"
        await self.conn.execute(sql, *astuple(hecho), ahora)


@dataclass(frozen=True)
class ReclamosPg:
    conn: Conexion

    async def curp(self, contratista_id: UUID) -> str | None:
        return await self.conn.fetchval("select curp from cuenta where id = $1", contratista_id)

    async def desde(self, cuenta_id: UUID, desde: datetime) -> Sequence[datetime]:
        sql = "select en from reclamo where cuenta_id = $1 and en > $2 order by en"
        return [fila["en"] for fila in await self.conn.fetch(sql, cuenta_id, desde)]

    async def congelar(self, cuenta_id: UUID, contratista_id: UUID, ahora: datetime) -> None:
        await self.conn.execute(
            "update cuenta_usuario set congelada = $2, segundo_factor = null, factor_pendiente = null"
            " where id = $1",
            cuenta_id,
            ahora,
        )
        await self.conn.execute("delete from contrasena_usada where cuenta_id = $1", cuenta_id)
        sql = "insert into reclamo (id, cuenta_id, contratista_id, en) values (gen_random_uuid(), $1, $2, $3)"
        await self.conn.execute(sql, cuenta_id, contratista_id, ahora)

    async def todos(self, desde: int, cuantos: int, ahora: datetime) -> Sequence[Reclamo]:
        return [Reclamo(*fila) for fila in await self.conn.fetch(_RECLAMOS, desde, cuantos, ahora)]

    async def descongelar(self, cuenta_id: UUID, correo: str, ahora: datetime) -> None:
        await self.conn.execute(
            "update reclamo set resuelto = $2"
            " where id = (select id from reclamo where cuenta_id = $1 order by en desc limit 1)",
            cuenta_id,
            ahora,
        )
        sql = "update cuenta_usuario set congelada = null, correo = $2 where id = $1"
        await self.conn.execute(sql, cuenta_id, correo)
