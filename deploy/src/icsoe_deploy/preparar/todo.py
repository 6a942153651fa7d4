"""The three stores side by side, then the tables."""

import asyncio

from icsoe_chassis import migraciones

from ..perfil import Perfil
from ..rutas import RAIZ
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


async def preparar(perfil: Perfil, *, prueba: bool) -> None:
    """Brings an empty or older platform to what the topology and the catalogue say. Safe to run again."""
    await asyncio.gather(
        postgres.preparar(perfil),
        kafka.preparar(perfil),
        asyncio.to_thread(minio.preparar, perfil, prueba=prueba),
    )
    await _migrar(perfil)
