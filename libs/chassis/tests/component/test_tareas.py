"""Jobs on real PostgreSQL: at least once, one worker at a time, again with growing pauses, and an end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.ejecutor import SIMULTANEAS, EjecutorDeTareas
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.tareas import Tarea, TareaImposible
from icsoe_chassis.testing import RelojFijo

servicio = Servicio("notify", Ajustes, lambda _: Partes())
Bases = Callable[..., Awaitable[Any]]


class Mesa:
    """A service with one kind of job, ``correo``, that does what ``hacer`` says."""

    def __init__(self, base: Any, reloj: RelojFijo) -> None:
        self.base, self.reloj = base, reloj
        self.hechas: list[str] = []
        self.fallas = 0
        self.error: type[Exception] = RuntimeError

    async def hacer(self, clave: str, _: dict[str, Any]) -> None:
        if self.fallas > 0:
            self.fallas -= 1
            raise self.error("no se pudo")
        self.hechas.append(clave)

    def ejecutor(self, intentos: int = 3) -> EjecutorDeTareas:
        return EjecutorDeTareas(self.base, self.reloj, {"correo": Tarea(self.hacer, intentos, 30)})

    async def programar(self, *claves: str, **resto: Any) -> None:
        async with self.base.transaccion() as tx:
            for clave in claves:
                await tx.tareas.programar("correo", clave, {"id": clave}, **resto)

    async def estados(self) -> list[str]:
        return [f["state"] for f in await self.base.fetch("select state from job order by id")]


async def mesa_de(base_de: Bases) -> Mesa:
    reloj = RelojFijo()
    return Mesa((await base_de(servicio, reloj=reloj)).recursos.base, reloj)


async def test_jobs_are_done_in_order_and_once_each(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar("a", "b", "a")
    ejecutor = mesa.ejecutor()
    assert [await ejecutor.una() for _ in range(3)] == [True, True, False]
    assert mesa.hechas == ["a", "b"]
    assert await mesa.estados() == ["hecha", "hecha"]


async def test_two_workers_never_take_the_same_job(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar(*(f"k{n}" for n in range(20)))
    ejecutores = [mesa.ejecutor() for _ in range(4)]
    while any(await asyncio.gather(*(e.una() for e in ejecutores))):
        pass
    assert sorted(mesa.hechas) == sorted(f"k{n}" for n in range(20))


async def test_a_job_that_fails_waits_longer_each_time_and_then_succeeds(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    mesa.fallas = 2
    await mesa.programar("a")
    ejecutor = mesa.ejecutor()
    assert await ejecutor.una()
    assert not await ejecutor.una()
    mesa.reloj.avanzar(timedelta(seconds=1))
    assert await ejecutor.una()
    mesa.reloj.avanzar(timedelta(seconds=2))
    assert await ejecutor.una()
    assert (mesa.hechas, await mesa.estados()) == (["a"], ["hecha"])


async def test_a_job_that_never_succeeds_is_set_aside_after_its_tries(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    mesa.fallas = 99
    await mesa.programar("a")
    ejecutor = mesa.ejecutor(intentos=3)
    for _ in range(5):
        await ejecutor.una()
        mesa.reloj.avanzar(timedelta(minutes=10))
    fila = await mesa.base.fetchrow("select state, attempts, last_error from job")
    assert tuple(fila) == ("imposible", 3, "RuntimeError")


async def test_a_job_that_says_it_is_impossible_is_not_tried_again(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    mesa.fallas, mesa.error = 1, TareaImposible
    await mesa.programar("a")
    await mesa.ejecutor().una()
    assert await mesa.estados() == ["imposible"]


async def test_a_job_for_later_waits_for_its_instant(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar("a", desde=mesa.reloj.ahora() + timedelta(hours=1))
    assert not await mesa.ejecutor().una()
    mesa.reloj.avanzar(timedelta(hours=1))
    assert await mesa.ejecutor().una()


async def test_the_job_of_a_worker_that_died_is_taken_when_its_lease_is_over(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar("a")
    await mesa.base.execute(
        "update job set attempts = 1, lease = gen_random_uuid(), leased_until = $1",
        mesa.reloj.ahora() + timedelta(seconds=30),
    )
    assert not await mesa.ejecutor().una()
    mesa.reloj.avanzar(timedelta(seconds=30))
    assert await mesa.ejecutor().una()
    assert mesa.hechas == ["a"]


async def test_a_worker_that_lost_its_lease_no_longer_settles_the_job(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar("a")
    empezada, seguir = asyncio.Event(), asyncio.Event()

    async def lenta(_: str, __: dict[str, Any]) -> None:
        empezada.set()
        await seguir.wait()

    tarde = asyncio.create_task(EjecutorDeTareas(mesa.base, mesa.reloj, {"correo": Tarea(lenta)}).una())
    await empezada.wait()
    mesa.reloj.avanzar(timedelta(seconds=120))
    mesa.fallas = 1
    assert await mesa.ejecutor().una()
    seguir.set()
    assert await tarde
    assert await mesa.estados() == ["pendiente"]


async def test_a_job_that_takes_its_worker_down_each_time_is_set_aside_in_the_end(base_de: Bases) -> None:
    mesa = await mesa_de(base_de)
    await mesa.programar("a")
    await mesa.base.execute("update job set attempts = 3, lease = gen_random_uuid()")
    assert await mesa.ejecutor(intentos=3).una()
    assert (mesa.hechas, await mesa.estados()) == ([], ["imposible"])


async def test_the_running_worker_wakes_for_a_new_job_and_ends_when_told(base_de: Bases) -> None:
    mesa, parar, hecha = await mesa_de(base_de), asyncio.Event(), asyncio.Event()

    async def avisar(_: str, __: dict[str, Any]) -> None:
        hecha.set()

    ejecutor = EjecutorDeTareas(mesa.base, mesa.reloj, {"correo": Tarea(avisar)})
    corriendo = asyncio.create_task(ejecutor.correr(parar))
    await mesa.programar("a")
    await hecha.wait()
    parar.set()
    await corriendo
    assert await mesa.estados() == ["hecha"]


async def test_a_burst_wider_than_the_hands_of_a_worker_is_done_at_once_by_each_job_once(
    base_de: Bases,
) -> None:
    mesa, parar = await mesa_de(base_de), asyncio.Event()
    claves = [f"{n:02}" for n in range(4 * SIMULTANEAS)]
    juntas, todas = asyncio.Barrier(SIMULTANEAS), asyncio.Event()

    async def hacer(clave: str, _: dict[str, Any]) -> None:
        # Goes on only when every hand has a job.
        await juntas.wait()
        mesa.hechas.append(clave)
        if len(mesa.hechas) == len(claves):
            todas.set()

    await mesa.programar(*claves)
    ejecutor = EjecutorDeTareas(mesa.base, mesa.reloj, {"correo": Tarea(hacer)})
    corriendo = asyncio.create_task(ejecutor.correr(parar))
    await todas.wait()
    parar.set()
    await corriendo
    assert sorted(mesa.hechas) == claves
    assert set(await mesa.estados()) == {"hecha"}
