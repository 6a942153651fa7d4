"""The process: ``python -m icsoe_<svc> http`` or ``… worker --roles relay,consumer,jobs``."""

import argparse
import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Literal

import uvicorn
import uvloop
from starlette.types import ASGIApp

from .ajustes import Ajustes, AjustesInvalidos, leer_ajustes
from .base_datos import BaseDatos
from .claves import ClavesDeToken
from .migraciones import al_dia, listar
from .registro import configurar, registro
from .reloj import crear_reloj
from .salud import Salud
from .servicio import Recursos, Servicio

ROLES = ("relay", "consumer", "jobs")
CONEXIONES_HTTP = 8
CONEXIONES_WORKER = 4
SALIDA_AJUSTES = 78
"""Exit code of a process whose settings are wrong: EX_CONFIG."""


def main(servicio: Servicio[Any], argumentos: Sequence[str] | None = None) -> None:
    """Runs one process of ``servicio`` until SIGTERM."""
    analizador = argparse.ArgumentParser(prog=f"icsoe_{servicio.nombre}")
    partes = analizador.add_subparsers(dest="proceso", required=True)
    partes.add_parser("http", help="atiende peticiones")
    worker = partes.add_parser("worker", help="publica, consume y hace tareas")
    worker.add_argument("--roles", default=",".join(ROLES))
    opciones = analizador.parse_args(argumentos)
    try:
        ajustes = leer_ajustes(servicio.ajustes)
    except AjustesInvalidos as error:
        sys.stderr.write(f"icsoe_{servicio.nombre}: ajustes inválidos: {error}\n")
        raise SystemExit(SALIDA_AJUSTES) from None
    configurar(servicio.nombre, opciones.proceso, ajustes.nivel_registro)
    if opciones.proceso == "http":
        uvloop.run(_http(servicio, ajustes))
        return
    from .trabajador import trabajar

    roles = [rol for rol in opciones.roles.split(",") if rol]
    if set(roles) - set(ROLES):
        analizador.error(f"roles: {', '.join(ROLES)}")
    uvloop.run(trabajar(servicio, ajustes, roles))


@asynccontextmanager
async def recursos_de(
    servicio: Servicio[Any], ajustes: Ajustes, *, conexiones: int
) -> AsyncGenerator[Recursos[Any]]:
    """Everything a service's ``montar`` gets, open; waits for the database, not for anything else."""
    reloj = crear_reloj(ajustes.reloj_inicio)
    base = BaseDatos(ajustes, servicio.nombre, reloj, maximo=conexiones)
    await base.abrir()
    try:
        objetos = None
        if ajustes.minio and ajustes.minio_clave:
            from .almacen import AlmacenMinio

            objetos = AlmacenMinio(ajustes, servicio.nombre)
        claves = ClavesDeToken(base, reloj, ajustes.auth_url)
        recursos = Recursos(ajustes, base, reloj, objetos, claves)
        yield recursos
        if "procesos" in recursos.__dict__:
            recursos.procesos.shutdown(wait=False, cancel_futures=True)
    finally:
        await base.cerrar()


def revision_de_base(servicio: Servicio[Any], base: BaseDatos) -> Any:
    """The readiness check of the database: reachable, and at the schema this code was written for."""
    esperadas = listar(servicio.carpeta_migraciones)

    async def revision() -> bool:
        async with base.conexion() as conn:
            return await al_dia(conn, esperadas)

    return revision


async def esperar_esquema(servicio: Servicio[Any], base: BaseDatos) -> None:
    """Waits until ``preparar`` has migrated: services never create or migrate."""
    revision = revision_de_base(servicio, base)
    avisado = False
    while True:
        try:
            if await revision():
                return
        except Exception as error:
            if not avisado:
                registro().warning("espera_esquema", error=type(error).__name__)
        avisado = True
        await asyncio.sleep(0.2)


class Servidor(uvicorn.Server):
    """Leaves the signals to the process: uvicorn takes a worker's, and raises its own again at its end."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def servidor(app: ASGIApp, ajustes: Ajustes, *, vida: Literal["on", "off"] = "on") -> Servidor:
    """A server of ``app`` on 127.0.0.1 (all interfaces in a container: ``ICSOE_ESCUCHA``), not started."""
    config = uvicorn.Config(
        app,
        host=ajustes.escucha,
        port=ajustes.puerto,
        lifespan=vida,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=ajustes.limites.ociosa_s,
        timeout_graceful_shutdown=15,
        h11_max_incomplete_event_size=ajustes.limites.cabeceras + ajustes.limites.url,
        http="httptools",
        ws="none",
    )
    return Servidor(config)


async def _http(servicio: Servicio[Any], ajustes: Ajustes) -> None:
    from .http.fabrica import crear_app

    async with recursos_de(servicio, ajustes, conexiones=CONEXIONES_HTTP) as recursos:
        await esperar_esquema(servicio, recursos.base)
        await recursos.claves.abrir()
        partes = servicio.montar(recursos)
        salud = Salud({"base": revision_de_base(servicio, recursos.base)})
        app = crear_app(servicio.nombre, recursos, partes, salud)
        # What lives as long as the process need not be looked at by every collection.
        gc.collect()
        gc.freeze()
        registro().info("listo", puerto=ajustes.puerto, conexiones=CONEXIONES_HTTP, pid=os.getpid())
        uno = servidor(app, ajustes)
        for numero in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(numero, setattr, uno, "should_exit", True)
        await uno.serve()
