"""A flood of one class leaves the connections of the others free (T-85): real sockets, a hanging listado."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from icsoe_portal.adapters.galleta import NOMBRE_LOCAL, Sello
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.application.sesion import Sesion
from icsoe_portal.bootstrap import crear

from .conftest import AHORA, FOLIO, ORIGEN, SECRETO, Navegador, pendiente

INUNDACION = 100
PRONTAS: dict[str, object] = {
    "/api/v1/registry/capturistas": [],
    "/api/v1/signing/pendientes": [pendiente()],
    f"/api/v1/signing/verificacion/{FOLIO}": {
        "folio": FOLIO,
        "estado": "PRESENTADA",
        "valida": True,
        "autenticada": False,
    },
    "/api/v1/auth/retos": {"reto": "r", "texto": "t", "expira": (AHORA + timedelta(minutes=5)).isoformat()},
}


@dataclass
class Lento:
    """A server of all services: what is in ``PRONTAS`` at once, all else only when ``soltar`` is set."""

    soltar: asyncio.Event = field(default_factory=asyncio.Event)
    detenidas: int = 0

    async def atender(self, lee: asyncio.StreamReader, escribe: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                cabeza = (await lee.readuntil(b"\r\n\r\n")).decode()
                lineas = cabeza.lower().split("\r\n")
                largo = next((int(x.split(":")[1]) for x in lineas if x.startswith("content-length:")), 0)
                await lee.readexactly(largo)
                ruta = cabeza.split(" ")[1].split("?")[0]
                if ruta not in PRONTAS:
                    self.detenidas += 1
                    await self.soltar.wait()
                cuerpo = json.dumps(PRONTAS.get(ruta, [])).encode()
                escribe.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(cuerpo) + cuerpo)
                await escribe.drain()
        escribe.close()


@asynccontextmanager
async def portal_ante(lento: Lento, ajustes: AjustesPortal) -> AsyncGenerator[Navegador]:
    servidor = await asyncio.start_server(lento.atender, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{servidor.sockets[0].getsockname()[1]}"
    nombres = ("auth_url", "registry_url", "informativa_url", "signing_url", "listado_url")
    suyas: dict[str, object] = dict.fromkeys(nombres, url)
    transporte = httpx.ASGITransport(app=crear(ajustes.model_copy(update=suyas)))
    try:
        async with httpx.AsyncClient(transport=transporte, base_url=ORIGEN, timeout=None) as http:
            yield Navegador(http, Sello(SECRETO, NOMBRE_LOCAL))
    finally:
        lento.soltar.set()
        servidor.close()


async def test_a_flood_of_the_public_list_stops_neither_signing_nor_login_nor_verificar(
    ajustes: AjustesPortal,
) -> None:
    lento = Lento()
    async with portal_ante(lento, ajustes) as navegador:
        lista = [asyncio.create_task(navegador.ver("/listado-publico")) for _ in range(INUNDACION)]
        negada = await next(asyncio.as_completed(lista))
        assert (negada.status_code, negada.headers["retry-after"]) == (503, "2")
        assert "Vuelve a intentarlo en unos segundos" in negada.text

        navegador.ingresar()
        assert (await navegador.ver("/firma")).status_code == 200
        assert (await navegador.ver(f"/verificar/{FOLIO}")).status_code == 200
        navegador.poner(Sesion())
        assert (await navegador.enviar_json("/entrar/efirma/reto", {})).status_code == 200

        lento.soltar.set()
        estados = [r.status_code for r in await asyncio.gather(*lista)]
        assert estados.count(200) == lento.detenidas
        assert estados.count(503) == INUNDACION - lento.detenidas > lento.detenidas


async def test_what_a_service_asks_to_wait_is_told_to_whoever_waits(ajustes: AjustesPortal) -> None:
    def ocupado(_: httpx.Request) -> httpx.Response:
        cuerpo = {"codigo": "demasiadas_peticiones", "detail": "d", "remedio": "r", "origen": "cliente"}
        return httpx.Response(429, json=cuerpo, headers={"Retry-After": "37"})

    transporte = httpx.ASGITransport(app=crear(ajustes, httpx.MockTransport(ocupado)))
    async with httpx.AsyncClient(transport=transporte, base_url=ORIGEN) as http:
        respuesta = await http.get(f"/verificar/{FOLIO}")
    assert (respuesta.status_code, respuesta.headers["retry-after"]) == (429, "37")
