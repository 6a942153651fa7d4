"""One suite for the real parts and for their in-memory
twins: what handlers are tested on is what they run on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import BaseDatos, UnidadDeTrabajo
from icsoe_chassis.ports import Reloj
from icsoe_chassis.reloj import RelojDesplazado, RelojSistema
from icsoe_chassis.salida import RegistroGrande
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.testing import RelojFijo, UowEnMemoria
from icsoe_contracts.evento import Evento
from icsoe_contracts.notify import CorreoEntregado
from pydantic import BaseModel

notify = Servicio("notify", Ajustes, lambda _: Partes())


class Respuesta(BaseModel):
    folio: str


def entregado() -> Evento:
    return CorreoEntregado.model_construct(correo_id=uuid4())


class Banco:
    """A unit of work and what it left behind, real or in memory."""

    def __init__(self, uow: Any, base: BaseDatos | None) -> None:
        self.uow = uow
        self._base = base

    async def eventos(self, sujeto: UUID) -> list[int]:
        """The sequences of a stream, in order of emission."""
        if self._base is None:
            return [e.sequence for e in self.uow.eventos.emitidos if e.sujeto == sujeto]
        filas = await self._base.fetch(
            "select sequence from outbox where key = $1 order by position", str(sujeto)
        )
        return [f["sequence"] for f in filas]

    async def tareas(self) -> list[tuple[str, str]]:
        if self._base is None:
            return [(p.tipo, p.clave) for p in self.uow.tareas.programadas]
        return [
            (f["kind"], f["key"]) for f in await self._base.fetch("select kind, key from job order by id")
        ]


@pytest_asyncio.fixture(params=["gemelo", "real"])
async def banco(request: pytest.FixtureRequest, base_de: Callable[..., Awaitable[Any]]) -> Banco:
    if request.param == "gemelo":
        return Banco(UowEnMemoria(lambda t: t), None)
    prueba = await base_de(notify)
    return Banco(UnidadDeTrabajo(prueba.recursos.base, lambda t: t), prueba.recursos.base)


async def test_events_of_a_stream_are_counted_from_one_without_gaps_over_transactions(banco: Banco) -> None:
    uno, otro = uuid4(), uuid4()
    async with banco.uow() as t:
        for sujeto in (uno, otro, uno):
            t.eventos.emitir(entregado(), sujeto=sujeto)
    async with banco.uow() as t:
        t.eventos.emitir(entregado(), sujeto=uno)
    assert await banco.eventos(uno) == [1, 2, 3]
    assert await banco.eventos(otro) == [1]


async def test_a_block_that_raises_leaves_no_event_and_no_job_and_takes_no_number(banco: Banco) -> None:
    sujeto = uuid4()

    async def fallar() -> None:
        async with banco.uow() as t:
            t.eventos.emitir(entregado(), sujeto=sujeto)
            await t.tareas.programar("correo", "k", {})
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await fallar()
    assert (await banco.eventos(sujeto), await banco.tareas()) == ([], [])
    async with banco.uow() as t:
        t.eventos.emitir(entregado(), sujeto=sujeto)
    assert await banco.eventos(sujeto) == [1]


async def test_a_job_exists_once_per_kind_and_key(banco: Banco) -> None:
    for clave in ("a", "a", "b"):
        async with banco.uow() as t:
            await t.tareas.programar("correo", clave, {"id": clave}, desde=datetime(2026, 9, 1, tzinfo=UTC))
    assert await banco.tareas() == [("correo", "a"), ("correo", "b")]


async def test_an_answer_comes_back_as_it_was_given(banco: Banco) -> None:
    async with banco.uow() as t:
        assert await t.responder(Respuesta(folio="SI2600000001")) == Respuesta(folio="SI2600000001")


async def test_an_event_that_is_not_in_the_catalogue_is_a_mistake_at_once(banco: Banco) -> None:
    class Suelto(Evento):
        TIPO = "icsoe.otro.suelto.v1"

    with pytest.raises(KeyError):
        async with banco.uow() as t:
            t.eventos.emitir(Suelto(), sujeto=uuid4())


async def test_writers_of_one_stream_at_once_leave_neither_gap_nor_double(
    base_de: Callable[..., Awaitable[Any]],
) -> None:
    base = (await base_de(notify)).recursos.base
    sujetos = [uuid4() for _ in range(3)]

    async def escribir(n: int) -> None:
        async with base.transaccion() as tx:
            for sujeto in sujetos if n % 2 else reversed(sujetos):
                tx.eventos.emitir(entregado(), sujeto=sujeto)

    await asyncio.gather(*(escribir(n) for n in range(40)))
    for sujeto in sujetos:
        filas = await base.fetch("select sequence from outbox where key = $1 order by position", str(sujeto))
        assert [f["sequence"] for f in filas] == list(range(1, 41))


async def test_an_event_over_256_kib_is_refused_before_it_is_written(banco: Banco) -> None:
    grande = CorreoEntregado.model_construct(correo_id=uuid4(), message_id="x" * 262_144)
    sujeto = uuid4()
    with pytest.raises(RegistroGrande):
        async with banco.uow() as t:
            t.eventos.emitir(grande, sujeto=sujeto)
    assert await banco.eventos(sujeto) == []


async def test_what_a_job_is_given_must_be_json(banco: Banco) -> None:
    with pytest.raises(TypeError):
        async with banco.uow() as t:
            await t.tareas.programar("correo", "a", {"id": uuid4()})
    assert await banco.tareas() == []


RELOJES = (RelojFijo(), RelojSistema(), RelojDesplazado(datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("reloj", RELOJES)
def test_every_clock_speaks_utc_and_never_runs_backwards(reloj: Reloj) -> None:
    primera, segunda = reloj.ahora(), reloj.ahora()
    assert primera.utcoffset() == timedelta()
    assert primera <= segunda


async def test_a_service_can_not_emit_on_a_topic_of_another(base_de: Callable[..., Awaitable[Any]]) -> None:
    ajena = await base_de(Servicio("listado", Ajustes, lambda _: Partes()))
    with pytest.raises(ValueError, match="dueño"):
        async with ajena.recursos.base.transaccion() as tx:
            tx.eventos.emitir(entregado(), sujeto=uuid4())


async def test_the_application_s_role_can_change_rows_but_no_tables(
    base_de: Callable[..., Awaitable[Any]],
) -> None:
    base = (await base_de(notify)).recursos.base
    await base.execute("insert into inbox (consumer, event_id) values ('a', $1)", uuid4())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await base.execute("create table intrusa (n int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await base.execute("drop table outbox")
