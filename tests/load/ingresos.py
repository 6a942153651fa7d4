"""Logins by e.firma per second, alone and while strangers try passwords (T-27): none starves the other."""

import asyncio
import base64
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from flota import Contribuyente
from presentaciones import Presentador

_OLA = 24


@dataclass(frozen=True)
class Ingresos:
    """Logins per second; of the wave, passwords per second that were ``juzgadas`` or ``rechazadas`` (429)."""

    solos: float
    con_ola: float
    juzgadas: float
    rechazadas: float


async def medir(
    url: str, auth: str, flota: Sequence[Contribuyente], vueltas: int, simultaneas: int
) -> Ingresos:
    """``url``: the gateway. ``auth``: the service itself, where the wave comes from as many addresses."""
    await _ingresar(url, flota, 1, simultaneas)
    solos = await _ingresar(url, flota, vueltas, simultaneas)
    respuestas: Counter[int] = Counter()
    inicio = time.perf_counter()
    async with aiohttp.ClientSession() as http:
        ola = [asyncio.create_task(_probar(http, auth, n, respuestas)) for n in range(_OLA)]
        con_ola = await _ingresar(url, flota, vueltas, simultaneas)
        segundos = time.perf_counter() - inicio
        for tarea in ola:
            tarea.cancel()
        await asyncio.gather(*ola, return_exceptions=True)
    if set(respuestas) - {401, 429}:
        raise RuntimeError(f"la ola recibió {dict(respuestas)}")
    return Ingresos(solos, con_ola, respuestas[401] / segundos, respuestas[429] / segundos)


async def _ingresar(url: str, flota: Sequence[Contribuyente], vueltas: int, simultaneas: int) -> float:
    presentador = Presentador(url, simultaneas)
    cola = iter([c for _ in range(vueltas) for c in flota])
    inicio = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=simultaneas)) as http:

        async def trabajar() -> None:
            for uno in cola:
                certificado = base64.b64encode(uno.efirma.certificado).decode()
                await presentador.ingresar(http, uno, certificado)

        await asyncio.gather(*(trabajar() for _ in range(simultaneas)))
    return vueltas * len(flota) / (time.perf_counter() - inicio)


async def _probar(http: aiohttp.ClientSession, auth: str, quien: int, respuestas: Counter[int]) -> None:
    """One stranger that never stops: another CURP and another address at each try."""
    intento = 0
    while True:
        intento += 1
        cuerpo = {"usuario": f"GOPL{quien:02}{intento % 10_000:04}HDFXXX09", "contrasena": "Trueno-Verde9"}
        red = f"10.{quien}.{intento // 250 % 250}.{intento % 250}"
        cabeceras = {"X-Forwarded-For": red}
        ruta = f"{auth}/api/v1/auth/sesiones/contrasena"
        async with http.post(ruta, json=cuerpo, headers=cabeceras) as respuesta:
            respuestas[respuesta.status] += 1
            await respuesta.read()
