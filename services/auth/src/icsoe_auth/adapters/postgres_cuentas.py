"""Accounts with a password on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.ports import Eventos, Tareas
from icsoe_chassis.salida import Conexion
from icsoe_dominio.contrasena import RECORDADAS

from ..application.ports_cuentas import Cuenta, Guardada, Vinculo
from ..domain.alta import Alta
from ..domain.intentos import huella_de
from .postgres_accesos import (
    DesbloqueosPg,
    DispositivosPg,
    EnlacesPg,
    IntentosPg,
    ReclamosPg,
    RecuperacionesPg,
)
from .postgres_equipos import EquiposPg
from .postgres_sesiones import SesionesDeCuentaPg

_COLUMNAS = """
id, rol, usuario, correo, contrasena, pimienta, suspendida, segundo_factor, factor_pendiente, ultimo_paso,
congelada
"""
_APLICAR = """
insert into vinculo as v values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update
    set estado = excluded.estado, orden = excluded.orden, exige_segundo_factor = excluded.exige_segundo_factor
    where v.orden < excluded.orden
"""
_FIJAR_CONTRASENA = """
with vieja as (
    delete from contrasena_usada where cuenta_id = $1 and numero <= (
        select numero from contrasena_usada where cuenta_id = $1 order by numero desc offset $5 limit 1)
), usada as (
    insert into contrasena_usada values ($1, $2, $3, $4)
)
update cuenta_usuario set contrasena = $2, pimienta = $3, activada = coalesce(activada, $4) where id = $1
"""
_REHACER = """
with usada as (
    update contrasena_usada set contrasena = $2, pimienta = $3 where cuenta_id = $1 and numero = (
        select max(numero) from contrasena_usada where cuenta_id = $1)
)
update cuenta_usuario set contrasena = $2, pimienta = $3 where id = $1
"""


def _cuenta(fila: Any) -> Cuenta | None:
    if fila is None or fila["usuario"] is None:
        return None
    contrasena = fila["contrasena"]
    return Cuenta(
        id=fila["id"],
        rol=fila["rol"],
        usuario=fila["usuario"],
        correo=fila["correo"],
        guardada=Guardada(contrasena, fila["pimienta"]) if contrasena else None,
        suspendida=fila["suspendida"] is not None,
        segundo_factor=fila["segundo_factor"],
        factor_pendiente=fila["factor_pendiente"],
        ultimo_paso=fila["ultimo_paso"],
        congelada=fila["congelada"] is not None,
    )


@dataclass(frozen=True)
class CuentasDeUsuarioPg:
    conn: Conexion

    async def alta(self, capturista_id: UUID, ahora: datetime) -> Alta:
        await self.conn.execute(
            "insert into cuenta_usuario (id, rol, creada) values ($1, 'capturista', $2)"
            " on conflict do nothing",
            capturista_id,
            ahora,
        )
        fila = await self.conn.fetchrow(
            "select usuario, correo, correo_orden, alta_vinculo, alta_orden, activada is not null as activa"
            " from cuenta_usuario where id = $1 for update",
            capturista_id,
        )
        assert fila is not None
        return Alta(*fila)

    async def guardar_alta(self, capturista_id: UUID, alta: Alta) -> None:
        await self.conn.execute(
            "update cuenta_usuario set usuario = $2, huella = $3, correo = $4, correo_orden = $5,"
            " alta_vinculo = $6, alta_orden = $7 where id = $1",
            capturista_id,
            alta.usuario,
            huella_de(alta.usuario) if alta.usuario else None,
            alta.correo,
            alta.correo_orden,
            alta.vinculo_id,
            alta.orden,
        )

    async def de_usuario(self, usuario: str) -> Cuenta | None:
        return await self._una("usuario = $1", usuario)

    async def de_huella(self, huella: bytes) -> Cuenta | None:
        return await self._una("huella = $1", huella)

    async def bloquear(self, id: UUID) -> Cuenta | None:
        return await self._una("id = $1 for update", id)

    async def leer(self, id: UUID) -> Cuenta | None:
        return await self._una("id = $1", id)

    async def _una(self, cual: str, valor: object) -> Cuenta | None:
        sql = f"select {_COLUMNAS} from cuenta_usuario where {cual}"  # noqa: S608
        return _cuenta(await self.conn.fetchrow(sql, valor))

    async def usadas(self, id: UUID) -> Sequence[Guardada]:
        filas = await self.conn.fetch(
            "select contrasena, pimienta from contrasena_usada where cuenta_id = $1"
            " order by numero desc limit $2",
            id,
            RECORDADAS,
        )
        return [Guardada(*fila) for fila in filas]

    async def fijar_contrasena(self, id: UUID, nueva: Guardada, ahora: datetime) -> None:
        datos = (id, nueva.contrasena, nueva.pimienta, ahora, RECORDADAS - 1)
        await self.conn.execute(_FIJAR_CONTRASENA, *datos)

    async def rehacer_contrasena(self, id: UUID, misma: Guardada) -> None:
        await self.conn.execute(_REHACER, id, misma.contrasena, misma.pimienta)

    async def fijar_correo(self, id: UUID, correo: str) -> None:
        await self.conn.execute("update cuenta_usuario set correo = $2 where id = $1", id, correo)

    async def fijar_factor(self, id: UUID, activo: bytes | None, pendiente: bytes | None) -> None:
        await self.conn.execute(
            "update cuenta_usuario set segundo_factor = $2, factor_pendiente = $3 where id = $1",
            id,
            activo,
            pendiente,
        )

    async def estrenar_paso(self, id: UUID, paso: int) -> None:
        await self.conn.execute("update cuenta_usuario set ultimo_paso = $2 where id = $1", id, paso)

    async def avanzar_paso(self, id: UUID, paso: int) -> bool:
        sql = "update cuenta_usuario set ultimo_paso = $2 where id = $1 and ultimo_paso < $2 returning true"
        return bool(await self.conn.fetchval(sql, id, paso))

    async def fijar_codigos(self, id: UUID, huellas: Sequence[bytes]) -> None:
        await self.conn.execute("delete from codigo_de_recuperacion where cuenta_id = $1", id)
        await self.conn.execute(
            "insert into codigo_de_recuperacion select $1, unnest($2::bytea[])", id, list(huellas)
        )

    async def gastar_codigo(self, id: UUID, huella: bytes) -> bool:
        sql = "delete from codigo_de_recuperacion where cuenta_id = $1 and sha256 = $2 returning true"
        return bool(await self.conn.fetchval(sql, id, huella))

    async def crear_interna(self, cuenta: Cuenta, ahora: datetime) -> bool:
        sql = (
            "insert into cuenta_usuario (id, rol, usuario, huella, segundo_factor, creada)"
            " values ($1, $2, $3, $4, $5, $6) on conflict (usuario) do nothing returning true"
        )
        huella = huella_de(cuenta.usuario)
        datos = (cuenta.id, cuenta.rol, cuenta.usuario, huella, cuenta.segundo_factor, ahora)
        return bool(await self.conn.fetchval(sql, *datos))

    async def suspender(self, usuario: str, ahora: datetime) -> UUID | None:
        return await self.conn.fetchval(
            "update cuenta_usuario set suspendida = coalesce(suspendida, $2)"
            " where usuario = $1 and rol <> 'capturista' returning id",
            usuario,
            ahora,
        )


@dataclass(frozen=True)
class VinculosPg:
    conn: Conexion

    async def aplicar(self, vinculo: Vinculo) -> None:
        v = vinculo
        datos = (v.id, v.capturista_id, v.contratista_id, v.estado, v.exige_segundo_factor, v.orden)
        await self.conn.execute(_APLICAR, *datos)

    async def invitado(self, id: UUID) -> bool:
        sql = "select true from vinculo where id = $1 and estado = 'INVITADO'"
        return bool(await self.conn.fetchval(sql, id))

    async def exige_segundo_factor(self, capturista_id: UUID) -> bool:
        return bool(
            await self.conn.fetchval(
                "select true from vinculo where capturista_id = $1 and estado = 'ACTIVO'"
                " and exige_segundo_factor limit 1",
                capturista_id,
            )
        )

    async def activo(self, capturista_id: UUID, contratista_id: UUID) -> bool:
        return bool(
            await self.conn.fetchval(
                "select true from vinculo where (capturista_id, contratista_id) = ($1, $2)"
                " and estado = 'ACTIVO' limit 1",
                capturista_id,
                contratista_id,
            )
        )


@dataclass(frozen=True)
class TrabajoDeCuentasPg:
    """``TrabajoDeCuentas`` on one transaction."""

    tx: Transaccion

    @property
    def cuentas(self) -> CuentasDeUsuarioPg:
        return CuentasDeUsuarioPg(self.tx.conn)

    @property
    def vinculos(self) -> VinculosPg:
        return VinculosPg(self.tx.conn)

    @property
    def enlaces(self) -> EnlacesPg:
        return EnlacesPg(self.tx.conn)

    @property
    def intentos(self) -> IntentosPg:
        return IntentosPg(self.tx.conn)

    @property
    def dispositivos(self) -> DispositivosPg:
        return DispositivosPg(self.tx.conn)

    @property
    def equipos(self) -> EquiposPg:
        return EquiposPg(self.tx.conn)

    @property
    def sesiones(self) -> SesionesDeCuentaPg:
        return SesionesDeCuentaPg(self.tx.conn)

    @property
    def recuperaciones(self) -> RecuperacionesPg:
        return RecuperacionesPg(self.tx.conn)

    @property
    def desbloqueos(self) -> DesbloqueosPg:
        return DesbloqueosPg(self.tx.conn)

    @property
    def reclamos(self) -> ReclamosPg:
        return ReclamosPg(self.tx.conn)

    @property
    def eventos(self) -> Eventos:
        return self.tx.eventos

    @property
    def tareas(self) -> Tareas:
        return self.tx.tareas
