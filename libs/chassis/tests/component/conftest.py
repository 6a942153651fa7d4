"""A service of the chassis alone, to see what every service gets from it."""

# pyright: reportUnusedFunction=false

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.http import Identidad, RecibidaEn
from icsoe_chassis.registro import configurar
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel, ConfigDict, RootModel

# structlog's own way to show an error draws every local variable: ten seconds for one.
configurar("prueba", "pytest", "critical")

AUSENTE = ReferenciaObjeto(bucket="repse", key="no", version_id=str(uuid4()), sha256="0" * 64, bytes=1)


class Nota(BaseModel):
    model_config = ConfigDict(extra="forbid")
    texto: str
    lista: list[Any] = []


class Anotada(BaseModel):
    id: UUID
    recibida_en: datetime


Numeros = RootModel[list[int]]


def montar(recursos: Recursos[Ajustes]) -> Partes:
    rutas = APIRouter()
    uow = UnidadDeTrabajo(recursos.base, lambda tx: tx)

    @rutas.post("/notas", status_code=201)
    async def anotar(nota: Nota, _: Identidad, instante: RecibidaEn) -> Anotada:
        async with uow() as t:
            hecha = Anotada(id=uuid4(), recibida_en=instante)
            await t.tareas.programar("nota", str(hecha.id), {})
            if nota.texto == "falla":
                raise RuntimeError("GODE561231GR8")
            return await t.responder(hecha)

    @rutas.post("/numeros")
    async def numerar(_: Identidad) -> Numeros:
        async with uow() as t:
            return await t.responder(Numeros([1, 2]))

    @rutas.get("/objeto")
    async def objeto() -> int:
        assert recursos.objetos
        return len(await recursos.objetos.leer(AUSENTE))

    @rutas.get("/ocupada")
    async def ocupada() -> int:
        return await recursos.base.fetchval("select 1 from pg_sleep(60)")

    @rutas.get("/negada")
    async def negada() -> int:
        raise Negativa("MSG-06", folio="SI2600000001")

    async def alcanzada(_: str, sujeto: str, numero: int) -> bool:
        vista = await recursos.base.fetchval("select sequence from stream where subject = $1", sujeto)
        return (vista or 0) >= numero

    return Partes(rutas=[rutas], alcanzada=alcanzada)


servicio_de_notas = Servicio("prueba", Ajustes, montar, Path(__file__).parent / "ninguna")


@dataclass
class Notas:
    """The client, its token and the database behind it."""

    cliente: httpx.AsyncClient
    cabeceras: dict[str, str]
    prueba: Any

    @property
    def base(self) -> Any:
        return self.prueba.recursos.base

    async def notas(self) -> int:
        return await self.base.fetchval("select count(*) from job where kind = 'nota'")

    async def anotar(self, texto: str = "hola", **cabeceras: str) -> httpx.Response:
        return await self.cliente.post(
            "/notas", json={"texto": texto}, headers={**self.cabeceras, **cabeceras}
        )


@pytest.fixture
def notas_con(
    cliente_de: Callable[..., Awaitable[Any]], token_de: Callable[..., dict[str, str]]
) -> Callable[..., Awaitable[Notas]]:
    """``await notas_con(limites=…, objetos=…, reloj=…)`` → Notas."""

    async def hacer(**dados: Any) -> Notas:
        cliente = await cliente_de(servicio_de_notas, **dados)
        return Notas(cliente, token_de(uuid4()), cliente.prueba)

    return hacer


@pytest.fixture
async def notas(notas_con: Callable[..., Awaitable[Notas]]) -> Notas:
    return await notas_con()
