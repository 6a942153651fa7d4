"""Jobs that wait too long or were set aside: how the operator learns of them, and their way back."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from icsoe_chassis import ops
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.ejecutor import PAUSA_MAXIMA_S, EjecutorDeTareas
from icsoe_chassis.medidas import MEDIDAS
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.tareas import MAS_QUE_UNA_CAIDA, Tarea
from icsoe_chassis.testing import RelojFijo
from typer.testing import CliRunner

servicio = Servicio("notify", Ajustes, lambda _: Partes())
Orden = Callable[..., Any]


class Mesa:
    """A service with one kind of job, ``correo``, that fails as long as ``ausente``."""

    def __init__(self, prueba: Any, reloj: RelojFijo) -> None:
        self.base, self.dsn, self.reloj = prueba.recursos.base, prueba.dsn, reloj
        self.hechas: list[str] = []
        self.ausente = True

    async def hacer(self, clave: str, _: dict[str, Any]) -> None:
        if self.ausente:
            raise ConnectionError("no se pudo")
        self.hechas.append(clave)

    def ejecutor(self, intentos: int = 3) -> EjecutorDeTareas:
        tarea = Tarea(self.hacer, intentos, 30, alarma_s=1_800)
        return EjecutorDeTareas(self.base, self.reloj, {"correo": tarea})

    async def programar(self, clave: str, **resto: Any) -> None:
        async with self.base.transaccion() as tx:
            await tx.tareas.programar("correo", clave, {"id": clave}, **resto)

    async def apartar(self) -> int:
        """The number of a job that has used up its tries."""
        await self.programar("a")
        ejecutor = self.ejecutor()
        for _ in range(3):
            await ejecutor.una()
            self.reloj.avanzar(timedelta(minutes=10))
        return await self.base.fetchval("select id from job where state = 'imposible'")


@pytest.fixture
async def mesa(base_de: Callable[..., Awaitable[Any]]) -> Mesa:
    reloj = RelojFijo()
    return Mesa(await base_de(servicio, reloj=reloj), reloj)


@pytest.fixture
def orden(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> Orden:
    """``icsoe-ops tareas …`` against the test's database."""
    ambiente = {"MODO": "prueba", "CONFIANZA": "simulada", "BASE_DATOS": mesa.dsn}
    ambiente["RELOJ_INICIO"] = mesa.reloj.ahora().isoformat()
    for nombre, valor in ambiente.items():
        monkeypatch.setenv(f"ICSOE_{nombre}", valor)
    monkeypatch.setattr(ops, "servicios", lambda: {"notify": SimpleNamespace(load=lambda: servicio)})

    def correr(*argumentos: str) -> Any:
        return CliRunner().invoke(ops.tareas, [*argumentos, "--servicio", "notify"])

    return correr


async def test_the_operator_sees_which_jobs_fail_and_why_and_not_those_that_only_wait(
    mesa: Mesa, orden: Orden
) -> None:
    id_ = await mesa.apartar()
    await mesa.programar("b")
    await mesa.ejecutor().una()
    await mesa.programar("c", desde=mesa.reloj.ahora() + timedelta(days=1))
    lineas = [json.loads(linea) for linea in orden("list").output.splitlines()]
    assert [(x["key"], x["state"], x["last_error"]) for x in lineas] == [
        ("a", "imposible", "ConnectionError"),
        ("b", "pendiente", "ConnectionError"),
    ]
    assert len(orden("list", "--todos").output.splitlines()) == 3
    assert json.loads(orden("show", str(id_)).output)["data"] == {"id": "a"}


async def test_a_job_that_was_set_aside_comes_back_exactly_once_with_all_its_tries(
    mesa: Mesa, orden: Orden
) -> None:
    id_ = await mesa.apartar()
    hecho = orden("redrive", str(id_), "--quien", "ana")
    assert (hecho.exit_code, hecho.output) == (0, f"Repuesto {id_}.\n")
    otra_vez = orden("redrive", str(id_), "--quien", "ana")
    assert (otra_vez.exit_code, "ya está pendiente" in otra_vez.output) == (1, True)
    mesa.reloj.avanzar(timedelta(minutes=1))
    ejecutor = mesa.ejecutor()
    assert await ejecutor.una()
    assert tuple(await mesa.base.fetchrow("select state, attempts from job")) == ("pendiente", 1)
    mesa.ausente = False
    mesa.reloj.avanzar(timedelta(minutes=10))
    assert [await ejecutor.una(), await ejecutor.una()] == [True, False]
    assert mesa.hechas == ["a"]
    assert "ya está hecha" in orden("redrive", str(id_), "--quien", "ana").output
    (bitacora,) = await mesa.base.fetch("select who, act, detail from ops_log")
    assert (bitacora["who"], bitacora["act"]) == ("ana", "tarea_redrive")
    assert json.loads(bitacora["detail"]) == {"id": id_, "tipo": "correo", "clave": "a"}


async def test_a_job_that_does_not_exist_is_said_so(mesa: Mesa, orden: Orden) -> None:
    for pedida in (("show", "77"), ("redrive", "77", "--quien", "ana")):
        hecho = orden(*pedida)
        assert hecho.exit_code == 1
        assert "77" in hecho.output
        assert "no existe" in hecho.output.lower()


async def test_an_old_job_is_measured_and_raises_one_alarm_until_it_is_done(
    mesa: Mesa, monkeypatch: pytest.MonkeyPatch
) -> None:
    registro = Mock()
    monkeypatch.setattr("icsoe_chassis.ejecutor.registro", lambda: registro)
    ejecutor = mesa.ejecutor(intentos=100)
    await mesa.programar("despues", desde=mesa.reloj.ahora() + timedelta(days=1))
    await mesa.programar("a")
    for _ in range(10):
        await ejecutor.una()
        await ejecutor.medir()
        mesa.reloj.avanzar(timedelta(minutes=10))
    registro.error.assert_called_once_with("alarma_tareas_atrasadas", tipo="correo", edad_s=1_800)
    assert MEDIDAS.leer("tareas_edad_segundos", tipo="correo") == 5_400
    mesa.ausente = False
    await ejecutor.una()
    await ejecutor.medir()
    assert MEDIDAS.leer("tareas_edad_segundos", tipo="correo") == 0


async def test_jobs_that_were_set_aside_are_counted_until_they_come_back(mesa: Mesa, orden: Orden) -> None:
    id_, ejecutor = await mesa.apartar(), mesa.ejecutor()
    await ejecutor.medir()
    assert MEDIDAS.leer("tareas_apartadas", tipo="correo") == 1
    orden("redrive", str(id_), "--quien", "ana")
    await ejecutor.medir()
    assert MEDIDAS.leer("tareas_apartadas", tipo="correo") == 0


def test_the_tries_of_what_nobody_asks_for_again_last_a_month_whatever_the_chance() -> None:
    assert timedelta(seconds=(MAS_QUE_UNA_CAIDA - 10) * PAUSA_MAXIMA_S / 2) > timedelta(days=31)
