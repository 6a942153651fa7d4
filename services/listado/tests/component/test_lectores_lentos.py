"""Slow readers of a list, over real sockets: none is cut early, none keeps what others need."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from icsoe_chassis.ajustes import Limites
from icsoe_chassis.arranque import servidor
from icsoe_chassis.http.fabrica import crear_app
from icsoe_chassis.salud import Salud
from icsoe_chassis.testing import ObjetosEnMemoria
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_listado.bootstrap import servicio
from icsoe_listado.entrypoints.estante import Estante

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)
GRANDE = 16 * 1024 * 1024
"""More than the buffers of both sockets hold."""


class Lector:
    """A client whose socket takes in little: what it does not read stays with the service."""

    def __init__(self, puerto: int) -> None:
        self._conexion = socket.socket()
        self._conexion.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self._conexion.setblocking(False)
        self._puerto = puerto

    async def pedir(self, archivo: str) -> bytes:
        """Asks, and reads the head of the answer only."""
        bucle = asyncio.get_running_loop()
        await bucle.sock_connect(self._conexion, ("127.0.0.1", self._puerto))
        ruta = f"/api/v1/listado/archivos/{archivo}"
        await bucle.sock_sendall(
            self._conexion, f"GET {ruta} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        return await self.leer(15)

    async def leer(self, bytes: int) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._conexion, bytes)

    async def resto(self) -> int:
        """Reads on to the end, its own or the service's; how many bytes those were."""
        leidos = 0
        while trozo := await self.leer(1024 * 1024):
            leidos += len(trozo)
        return leidos

    def cerrar(self) -> None:
        self._conexion.close()


@asynccontextmanager
async def en_marcha(prueba: ServicioDePrueba) -> AsyncGenerator[Callable[[], Lector]]:
    """The service on a port of its own."""
    app = crear_app("listado", prueba.recursos, prueba.partes, Salud({}))
    servir = servidor(app, prueba.recursos.ajustes)
    lectores: list[Lector] = []
    escucha = socket.create_server(("127.0.0.1", 0))
    puerto: int = escucha.getsockname()[1]
    tarea = asyncio.create_task(servir.serve([escucha]))

    def lector() -> Lector:
        lectores.append(Lector(puerto))
        return lectores[-1]

    try:
        yield lector
    finally:
        for abierto in lectores:
            abierto.cerrar()
        servir.should_exit = True
        await tarea


async def publicar(prueba: ServicioDePrueba, objetos: ObjetosEnMemoria, cuatrimestre: int) -> None:
    """One published period whose LP is a large file."""
    datos = bytes([cuatrimestre]) * GRANDE
    xlsx = (await objetos.poner("listados", f"{cuatrimestre}", datos, "x")).model_dump_json()
    await prueba.recursos.base.execute(
        "insert into publicacion values (2026, $1, 'LP', 1, 1, $2, $2, 'yo', $3, $3)",
        cuatrimestre,
        AHORA,
        xlsx,
    )


Base = Callable[..., Awaitable[ServicioDePrueba]]


async def test_who_downloads_slower_than_the_limit_of_a_request_gets_the_whole_file(base_de: Base) -> None:
    objetos = ObjetosEnMemoria()
    limites = Limites(peticion_s=0.5)
    prueba = await base_de(servicio, objetos=objetos, limites=limites)
    await publicar(prueba, objetos, 1)
    bucle = asyncio.get_running_loop()
    async with en_marcha(prueba) as lector:
        lento = lector()
        assert (await lento.pedir("LPP2026.xlsx")).startswith(b"HTTP/1.1 200")
        leidos, hasta = 0, bucle.time() + 2 * limites.peticion_s
        while bucle.time() < hasta:
            leidos += len(await lento.leer(1))
        assert leidos + await lento.resto() > GRANDE


async def test_who_does_not_read_gives_back_its_turn_when_the_time_to_send_is_over(
    base_de: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icsoe_listado.entrypoints.estante._A_LA_VEZ", 1)
    objetos = ObjetosEnMemoria()
    prueba = await base_de(servicio, objetos=objetos, limites=Limites(envio_s=0.5))
    for cuatrimestre in (1, 2):
        await publicar(prueba, objetos, cuatrimestre)
    async with en_marcha(prueba) as lector:
        parado, otro = lector(), lector()
        assert (await parado.pedir("LPP2026.xlsx")).startswith(b"HTTP/1.1 200")
        assert (await otro.pedir("LPS2026.xlsx")).startswith(b"HTTP/1.1 200")
        assert await parado.resto() < GRANDE


async def test_one_file_is_held_once_however_many_read_it_and_let_go_after_the_last(base_de: Base) -> None:
    class Contados(ObjetosEnMemoria):
        leidos = 0

        async def leer(self, referencia: ReferenciaObjeto) -> bytes:
            self.leidos += 1
            return await super().leer(referencia)

    objetos = Contados()
    una, otra = [await objetos.poner("listados", clave, clave.encode(), "x") for clave in ("una", "otra")]
    estante = Estante(objetos, asyncio.Semaphore(1))
    async with estante.prestar(una) as primera:
        async with estante.prestar(una) as segunda:
            assert primera is segunda
        espera: Any = asyncio.create_task(_leer(estante, otra))
        async with estante.prestar(una):
            assert not espera.done()
        assert objetos.leidos == 1
    assert await espera == hashlib.sha256(b"otra").hexdigest()
    assert not estante.turnos.locked()


async def _leer(estante: Estante, referencia: ReferenciaObjeto) -> str:
    async with estante.prestar(referencia) as datos:
        return hashlib.sha256(datos).hexdigest()
