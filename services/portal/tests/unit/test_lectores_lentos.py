"""Slow readers of a list through the portal, over real sockets: nothing is held whole."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from icsoe_chassis.ajustes import Limites
from icsoe_chassis.arranque import servidor
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.bootstrap import crear

GRANDE = 64 * 1024 * 1024
"""Much more than the buffers of all sockets between the service and the reader hold."""
TROZO = 256 * 1024


@dataclass
class Listado:
    """A service of one endless-looking file; how much of it the portal has taken, and that it went away."""

    entregados: int = 0
    soltado: asyncio.Event = field(default_factory=asyncio.Event)

    async def atender(self, lee: asyncio.StreamReader, escribe: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await lee.readuntil(b"\r\n\r\n")
            escribe.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % GRANDE)
            while self.entregados < GRANDE:
                escribe.write(bytes(TROZO))
                await escribe.drain()
                self.entregados += TROZO
        escribe.close()
        self.soltado.set()


@asynccontextmanager
async def descarga(listado: Listado, ajustes: AjustesPortal) -> AsyncGenerator[socket.socket]:
    """A client that has asked the portal for the file and read the first bytes of its answer."""
    bucle = asyncio.get_running_loop()
    detras = await asyncio.start_server(listado.atender, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{detras.sockets[0].getsockname()[1]}"
    escucha = socket.create_server(("127.0.0.1", 0))
    puerto = escucha.getsockname()[1]
    ajustes = ajustes.model_copy(update={"listado_url": url})
    servir = servidor(crear(ajustes), ajustes)
    tarea = asyncio.create_task(servir.serve([escucha]))
    try:
        with socket.socket() as cliente:
            cliente.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            cliente.setblocking(False)
            await bucle.sock_connect(cliente, ("127.0.0.1", puerto))
            ruta = "/listado-publico/archivos/LPS2026.xlsx"
            cabeza = f"GET {ruta} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n"
            await bucle.sock_sendall(cliente, cabeza.encode())
            assert (await bucle.sock_recv(cliente, 15)).startswith(b"HTTP/1.1 200")
            yield cliente
    finally:
        servir.should_exit = True
        await tarea
        detras.close()


async def leer_todo(cliente: socket.socket) -> int:
    leidos, bucle = 0, asyncio.get_running_loop()
    while trozo := await bucle.sock_recv(cliente, 1024 * 1024):
        leidos += len(trozo)
    return leidos


async def test_the_portal_takes_of_a_file_what_its_reader_reads(ajustes: AjustesPortal) -> None:
    listado = Listado()
    async with descarga(listado, ajustes) as cliente:
        primeros = len(await asyncio.get_running_loop().sock_recv(cliente, 1024))
        assert listado.entregados < GRANDE // 2
        assert primeros + await leer_todo(cliente) > GRANDE
        assert listado.entregados == GRANDE


async def test_who_does_not_read_is_let_go_and_listado_with_it(ajustes: AjustesPortal) -> None:
    listado = Listado()
    corto = ajustes.model_copy(update={"limites": Limites(envio_s=0.5)})
    async with descarga(listado, corto) as cliente:
        await listado.soltado.wait()
        assert listado.entregados < GRANDE
        assert await leer_todo(cliente) < GRANDE
