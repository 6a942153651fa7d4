"""The jobs role: claims rows of ``job`` with a lease, runs them, tries again with growing pauses."""

import asyncio
import json
import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import asyncpg

from .base_datos import SIN_BASE, BaseDatos
from .esperas import dormir, primero
from .lotes import borrar_lote
from .medidas import MEDIDAS
from .peticion import traza_actual
from .ports import Reloj
from .registro import registro
from .tareas import Tarea, TareaImposible

CANAL = "icsoe_job"
SIMULTANEAS = 4
RESPALDO_S = 1.0
LIMPIEZA_S = 3_600
MEDICION_S = 15
PAUSA_MAXIMA_S = 300.0

_TOMAR = """
with debidas as materialized (
    select id from job where state = 'pendiente' and not_before <= $1
        and (leased_until is null or leased_until <= $1) and kind = any($3)
    order by not_before, id for update skip locked limit $5
)
update job set attempts = attempts + 1, lease = $2,
    leased_until = $1 + t.arriendo * interval '1 second'
from debidas, unnest($3::text[], $4::float8[]) as t(kind, arriendo)
where job.id = debidas.id and t.kind = job.kind
returning job.id, job.kind, job.key, job.data, job.attempts, job.traceparent, job.not_before, job.lease
"""
_HECHA = """
update job set state = 'hecha', finished_at = $3, leased_until = null, lease = null
where id = $1 and lease = $2
"""
_FALLIDA = """
update job set state = $3, last_error = $4, not_before = $5, failing_since = coalesce(failing_since, $6),
    leased_until = null, lease = null
where id = $1 and lease = $2
"""
_ATRASO = """
select kind, null::bigint as imposibles, min(least(failing_since, not_before)) as desde
from job where state = 'pendiente' and least(failing_since, not_before) <= $1 group by kind
union all select kind, count(*), null from job where state = 'imposible' group by kind
"""


class EjecutorDeTareas:
    """Runs the jobs of one service, ``SIMULTANEAS`` at a time in this process."""

    def __init__(self, base: BaseDatos, reloj: Reloj, tareas: Mapping[str, Tarea]) -> None:
        self._base = base
        self._reloj = reloj
        self._tareas = tareas
        self._aviso = asyncio.Event()
        self._en_curso = 0
        self._tarde: set[str] = set()

    async def correr(self, parar: asyncio.Event) -> None:
        """Until ``parar``; then finishes what it has begun (the process allows 20 s)."""
        async with asyncio.TaskGroup() as grupo:
            grupo.create_task(self._escuchar(parar))
            grupo.create_task(self._limpiar(parar))
            grupo.create_task(self._vigilar(parar))
            grupo.create_task(self._repartir(parar, grupo))

    async def _repartir(self, parar: asyncio.Event, grupo: asyncio.TaskGroup) -> None:
        """One claim for all free hands: a hand that claimed for itself would ask four times for each job."""
        while not parar.is_set():
            self._aviso.clear()
            libres = SIMULTANEAS - self._en_curso
            filas = await self._intentar_tomar(libres) if libres else []
            for fila in filas:
                self._en_curso += 1
                grupo.create_task(self._atender(fila))
            if not libres or len(filas) < libres:
                await primero(parar, self._aviso, RESPALDO_S)

    async def _atender(self, fila: asyncpg.Record) -> None:
        try:
            await self._hacer(fila)
        except (*SIN_BASE, asyncpg.PostgresError) as error:
            registro().warning("tareas_interrumpidas", error=type(error).__name__)
        # With every hand busy more may be due than was claimed.
        if self._en_curso == SIMULTANEAS:
            self._aviso.set()
        self._en_curso -= 1

    async def _intentar_tomar(self, cuantas: int) -> list[asyncpg.Record]:
        try:
            return await self._tomar(cuantas)
        except (*SIN_BASE, asyncpg.PostgresError) as error:
            registro().warning("tareas_interrumpidas", error=type(error).__name__)
            return []

    async def _tomar(self, cuantas: int) -> list[asyncpg.Record]:
        if not self._tareas:
            return []
        arriendos = [t.arriendo_s for t in self._tareas.values()]
        filas = await self._base.fetch(
            _TOMAR, self._reloj.ahora(), uuid4(), list(self._tareas), arriendos, cuantas
        )
        return sorted(filas, key=lambda fila: (fila["not_before"], fila["id"]))

    async def una(self) -> bool:
        """Claims and runs one job; False when none is due."""
        filas = await self._tomar(1)
        for fila in filas:
            await self._hacer(fila)
        return bool(filas)

    async def _hacer(self, fila: asyncpg.Record) -> None:
        tarea = self._tareas[fila["kind"]]
        ficha = traza_actual.set(fila["traceparent"])
        try:
            if fila["attempts"] > tarea.intentos:
                raise TareaImposible("cada intento acabó con su proceso")
            # A tenth before the lease ends: never two workers at one job.
            async with asyncio.timeout(tarea.arriendo_s * 0.9):
                await tarea.fn(fila["key"], json.loads(fila["data"]))
        except Exception as error:
            await self._fallar(fila, tarea, error)
        else:
            await self._base.execute(_HECHA, fila["id"], fila["lease"], self._reloj.ahora())
            MEDIDAS.sumar("tareas_hechas", tipo=fila["kind"])
        finally:
            traza_actual.reset(ficha)

    async def _fallar(self, fila: asyncpg.Record, tarea: Tarea, error: Exception) -> None:
        intentos, ahora = fila["attempts"], self._reloj.ahora()
        imposible = isinstance(error, TareaImposible) or intentos >= tarea.intentos
        pausa = min(2.0 ** min(intentos - 1, 12), PAUSA_MAXIMA_S) * random.uniform(0.5, 1.0)  # noqa: S311
        anota = registro().error if imposible else registro().warning
        anota(
            "tarea_imposible" if imposible else "tarea_fallida",
            tipo=fila["kind"],
            id=fila["id"],
            intento=intentos,
            exc_info=error,
        )
        await self._base.execute(
            _FALLIDA,
            fila["id"],
            fila["lease"],
            "imposible" if imposible else "pendiente",
            type(error).__name__,
            ahora + timedelta(seconds=pausa),
            ahora,
        )
        MEDIDAS.sumar("tareas_imposibles" if imposible else "tareas_fallidas", tipo=fila["kind"])

    async def _escuchar(self, parar: asyncio.Event) -> None:
        """A session that listens for new jobs; the poll of each second stands in while it is away."""
        while not parar.is_set():
            with suppress(*SIN_BASE, asyncpg.PostgresError):
                conn = await self._base.conexion_propia()
                try:
                    await conn.add_listener(CANAL, self._avisar)
                    while not parar.is_set() and not conn.is_closed():
                        await dormir(parar, RESPALDO_S)
                finally:
                    await conn.close(timeout=2)
            await dormir(parar, RESPALDO_S)

    def _avisar(self, *_: object) -> None:
        self._aviso.set()

    async def _vigilar(self, parar: asyncio.Event) -> None:
        while not parar.is_set():
            with suppress(*SIN_BASE, asyncpg.PostgresError):
                await self.medir()
            await dormir(parar, MEDICION_S)

    async def medir(self) -> None:
        """Tells, of each kind, the age of the oldest job that is due and how many were set aside; an alarm
        when the age passes the kind's ``alarma_s``, once until it is below again.
        """
        ahora = self._reloj.ahora()
        filas = await self._base.fetch(_ATRASO, ahora)
        desde = {fila["kind"]: fila["desde"] for fila in filas if fila["desde"]}
        imposibles = {fila["kind"]: fila["imposibles"] for fila in filas if fila["imposibles"]}
        for tipo, tarea in self._tareas.items():
            edad = (ahora - desde.get(tipo, ahora)).total_seconds()
            MEDIDAS.poner("tareas_edad_segundos", edad, tipo=tipo)
            MEDIDAS.poner("tareas_apartadas", imposibles.get(tipo, 0), tipo=tipo)
            if edad < tarea.alarma_s:
                self._tarde.discard(tipo)
            elif tipo not in self._tarde:
                self._tarde.add(tipo)
                registro().error("alarma_tareas_atrasadas", tipo=tipo, edad_s=int(edad))

    async def _limpiar(self, parar: asyncio.Event) -> None:
        """Answers are remembered 7 days (design §6), settled jobs 35."""
        while not parar.is_set():
            with suppress(*SIN_BASE, asyncpg.PostgresError):
                await self._borrar("idempotency", "e.created_at < now() - interval '7 days'")
                await self._borrar("job", "e.state = 'hecha' and e.created_at < now() - interval '35 days'")
            await dormir(parar, LIMPIEZA_S)

    async def _borrar(self, tabla: str, cual: str) -> None:
        quedan = True
        while quedan:
            async with self._base.conexion() as conn:
                quedan = await borrar_lote(conn, tabla, cual)
