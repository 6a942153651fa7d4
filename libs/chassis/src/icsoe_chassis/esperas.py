"""Waiting that ends at once when the process is stopping."""

import asyncio
from contextlib import suppress


async def dormir(parar: asyncio.Event, segundos: float) -> bool:
    """Sleeps ``segundos``, or less; True when ``parar`` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(segundos):
            await parar.wait()
    return parar.is_set()


async def primero(parar: asyncio.Event, aviso: asyncio.Event, segundos: float) -> None:
    """Returns when either is set, or after ``segundos``."""
    esperas = [asyncio.ensure_future(parar.wait()), asyncio.ensure_future(aviso.wait())]
    try:
        await asyncio.wait(esperas, timeout=segundos, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for espera in esperas:
            espera.cancel()
