"""Dead letters: records that can not be applied, in the consumer's own database, and their way back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import asyncpg

from .base_datos import BaseDatos, Transaccion
from .lectura import Leido, Registro, clase_de, leer_registro
from .medidas import MEDIDAS
from .registro import limpiar, registro

_ANOTAR = """
insert into dead_letter
    (consumer, topic, partition, record_offset, event_id, key, headers, value, error_class, error, attempts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (consumer, topic, partition, record_offset) do nothing
"""


class NoReprocesable(Exception):
    """The dead letter does not exist, is settled, or a rule of redriving was not kept."""


@dataclass(frozen=True)
class RegistroGuardado:
    """A record as it was kept."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Ejecutor(Protocol):
    """The consumer that will handle it: the same handler behind the same check."""

    @property
    def consumidor(self) -> Any: ...
    @property
    def nombre(self) -> str: ...
    async def ejecutar(self, leido: Leido, tx: Transaccion) -> None: ...


async def anotar(base: BaseDatos, consumidor: str, r: Registro, error: BaseException, intentos: int) -> None:
    """Keeps the record, committed before its offset is. No byte of it, not even a NUL, may keep it out."""
    clase, detalle = clase_de(error)
    await base.execute(
        _ANOTAR,
        consumidor,
        r.topic,
        r.partition,
        r.offset,
        _id_de(r.headers),
        r.key,
        _guardables(r.headers),
        r.value,
        clase,
        limpiar(detalle).replace("\0", ""),
        intentos,
    )
    MEDIDAS.sumar("apartados", consumidor=consumidor, clase=clase)
    registro().error(
        "registro_apartado", consumidor=consumidor, particion=r.partition, offset=r.offset, clase=clase
    )


async def pendientes_recientes(base: BaseDatos, consumidor: str, tope: int) -> int:
    """How many dead letters of this consumer are fresh and unsettled, at most ``tope``."""
    return await base.fetchval(
        "select count(*) from (select 1 from dead_letter where consumer = $1 and state = 'pendiente'"
        " and created_at > now() - interval '10 minutes' limit $2) as f",
        consumidor,
        tope,
    )


def _id_de(cabeceras: Sequence[tuple[str, bytes]]) -> UUID | None:
    try:
        return UUID(dict(cabeceras)["ce_id"].decode("ascii"))
    except (KeyError, ValueError, AttributeError):
        return None


def _guardables(cabeceras: Sequence[tuple[str, bytes | None]]) -> str:
    """Headers as JSON pairs, every byte kept: plain ASCII as it is, the rest as Python escapes."""
    pares = [
        [clave.encode("unicode_escape").decode(), None if valor is None else _escapar(valor)]
        for clave, valor in cabeceras
    ]
    return json.dumps(pares)


def _escapar(valor: bytes) -> str:
    return valor.decode("latin-1").encode("unicode_escape").decode()


def _leer_cabeceras(guardadas: str) -> list[tuple[str, bytes]]:
    """The inverse of ``_guardables``. A null value becomes an empty one: no reader tells them apart."""
    return [
        (
            clave.encode().decode("unicode_escape"),
            (valor or "").encode().decode("unicode_escape").encode("latin-1"),
        )
        for clave, valor in json.loads(guardadas)
    ]


def _registro_de(fila: asyncpg.Record) -> RegistroGuardado:
    return RegistroGuardado(
        fila["topic"],
        fila["partition"],
        fila["record_offset"],
        fila["key"],
        fila["value"],
        _leer_cabeceras(fila["headers"]),
    )


@dataclass(frozen=True)
class Reproceso:
    """One redrive. A changed body or header needs a second person, and all of it goes to the bitácora."""

    id: int
    quien: str
    segunda: str | None = None
    cuerpo: bytes | None = None
    cabeceras: dict[str, str] | None = None

    @property
    def cambia(self) -> bool:
        return self.cuerpo is not None or bool(self.cabeceras)

    @property
    def aprobada(self) -> bool:
        """Whether somebody else stands for the change."""
        segunda = (self.segunda or "").strip().casefold()
        return bool(segunda) and segunda != self.quien.strip().casefold()

    @property
    def constancia(self) -> str:
        """What the bitácora keeps: who, and of a change its hash and the headers' names, never content."""
        huella = None if self.cuerpo is None else hashlib.sha256(self.cuerpo).hexdigest()
        return json.dumps(
            {
                "id": self.id,
                "cambio": self.cambia,
                "segunda": self.segunda,
                "cuerpo_sha256": huella,
                "cabeceras": sorted(self.cabeceras or ()),
            }
        )


async def reprocesar(base: BaseDatos, ejecutores: Sequence[Ejecutor], orden: Reproceso) -> None:
    """Applies the dead letter and settles it in one transaction: exactly once. Raises NoReprocesable or
    what the handler raises.
    """
    if orden.cambia and not orden.aprobada:
        raise NoReprocesable("un cambio de cuerpo o cabeceras necesita una segunda persona")
    async with base.transaccion() as tx:
        fila = await tx.conn.fetchrow("select * from dead_letter where id = $1 for update", orden.id)
        if fila is None:
            raise NoReprocesable("no existe")
        if fila["state"] != "pendiente":
            raise NoReprocesable(f"ya está {fila['state']}")
        ejecutor = next((e for e in ejecutores if e.nombre == fila["consumer"]), None)
        if ejecutor is None:
            raise NoReprocesable("su consumidor ya no existe")
        guardado = _registro_de(fila)
        cabeceras = {**dict(guardado.headers), **{k: v.encode() for k, v in (orden.cabeceras or {}).items()}}
        reparado = RegistroGuardado(
            guardado.topic,
            guardado.partition,
            guardado.offset,
            cabeceras.get("ce_subject", guardado.key) if orden.cabeceras else guardado.key,
            guardado.value if orden.cuerpo is None else orden.cuerpo,
            list(cabeceras.items()),
        )
        await ejecutor.ejecutar(leer_registro(reparado, ejecutor.consumidor, base.emisor.modo), tx)
        await _asentar(tx, orden)


async def _asentar(tx: Transaccion, orden: Reproceso) -> None:
    await tx.conn.execute(
        "update dead_letter set state = 'reprocesada', resolved_at = now(), resolved_by = $2 where id = $1",
        orden.id,
        orden.quien,
    )
    await tx.conn.execute(
        "insert into ops_log (who, act, detail) values ($1, 'dlq_redrive', $2)",
        orden.quien,
        orden.constancia,
    )
