"""The three stores side by side, then the tables, then the postal catalogue."""

import asyncio
import hashlib
import os
import subprocess

import asyncpg
from icsoe_chassis import migraciones

from .. import codigos_postales, procesos
from ..perfil import Perfil
from ..rutas import RAIZ, VENV, Aviso
from ..topologia import leer
from . import kafka, minio, postgres


async def _migrar(perfil: Perfil) -> None:
    for servicio in leer().servicios:
        await migraciones.aplicar(
            postgres.dsn_migra(perfil, servicio),
            RAIZ / "services" / servicio / "migrations",
            clave=perfil.secreto(f"{servicio}-migra", "base_datos_clave"),
            rol_app=f"{servicio}_app",
        )


async def _catalogo(perfil: Perfil) -> None:
    """registry loads the postal catalogue, unless it has this one or the operator's official file."""
    archivo = await asyncio.to_thread(codigos_postales.archivo_hecho)
    huella = hashlib.sha256(archivo.read_bytes()).hexdigest()
    conn = await asyncpg.connect(postgres.dsn_raiz(perfil, "registry"))
    try:
        if await conn.fetchval("select oficial or huella = $1 from catalogo_postal", huella):
            return
    finally:
        await conn.close()
    ambiente = procesos.ambiente_comun(perfil)
    ambiente |= procesos.ambiente_servicio(perfil, "registry", leer().servicios["registry"])
    orden = [str(VENV / "bin" / "icsoe-ops"), "registry", "catalogo", str(archivo)]
    hecho = await asyncio.to_thread(
        subprocess.run, orden, env=os.environ | ambiente, capture_output=True, text=True, check=False
    )
    if hecho.returncode != 0:
        raise Aviso(f"registry no cargó el catálogo postal: {hecho.stderr.strip()}")


async def preparar(perfil: Perfil, *, prueba: bool) -> None:
    """Brings an empty or older platform to what the topology and the catalogue say. Safe to run again."""
    await asyncio.gather(
        postgres.preparar(perfil),
        kafka.preparar(perfil),
        asyncio.to_thread(minio.preparar, perfil, prueba=prueba),
    )
    await _migrar(perfil)
    await _catalogo(perfil)
