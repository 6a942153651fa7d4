"""The three stores side by side, then the tables."""

import asyncio

from ..perfil import Perfil
from . import kafka, minio, postgres


async def preparar(perfil: Perfil, *, prueba: bool) -> None:
    """Brings an empty or older platform to what the topology and the catalogue say. Safe to run again."""
    await asyncio.gather(
        postgres.preparar(perfil),
        kafka.preparar(perfil),
        asyncio.to_thread(minio.preparar, perfil, prueba=prueba),
    )
