"""T-10: who copied the cookie of a capturista before «Cerrar sesión» has nothing of it a minute later.

Portal and auth as they are served, in this process, on one clock that the test moves.
"""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe_chassis.http import crear_app
from icsoe_chassis.salud import Salud
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_portal import bootstrap
from icsoe_portal.adapters.galleta import NOMBRE_LOCAL, Sello
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.application.sesion import Ingreso

from .casas import CONTRASENA, CasaAuth, abrir_casa
from .escena import Escena

pytestmark = pytest.mark.plataforma

ORIGEN = "http://localhost:8080"
SECRETO = "secreto de la galleta, de prueba, de 44 letras"
MISMO = {"Sec-Fetch-Site": "same-origin"}
# Pages and acts of an account, of its session, and of its work.
PAGINAS = ("/mi-cuenta", "/mis-sesiones", "/capturista/inicio", "/mi-cuenta/segundo-factor")


class Red(httpx.AsyncBaseTransport):
    """What the portal calls: services of this process, by the first part of the path."""

    def __init__(self, servicios: dict[str, ServicioDePrueba]) -> None:
        self._servicios = {
            nombre: httpx.ASGITransport(app=crear_app(nombre, p.recursos, p.partes, Salud({})))
            for nombre, p in servicios.items()
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        servicio = request.url.path.removeprefix("/api/v1/").partition("/")[0]
        return await self._servicios[servicio].handle_async_request(request)


@dataclass
class Escritorio:
    """The owner's browser, a thief's with nothing but what it copied, and the clock of everything."""

    relojes: list[RelojFijo]
    casa: CasaAuth
    duena: httpx.AsyncClient
    ladrona: httpx.AsyncClient
    usuario: str

    def pasar(self, cuanto: timedelta) -> None:
        for reloj in self.relojes:
            reloj.avanzar(cuanto)

    async def enviar(self, pagina: str, ruta: str, **campos: str) -> httpx.Response:
        csrf = re.search(r'name="_csrf" value="([^"]+)"', (await self.duena.get(pagina)).text)
        assert csrf, pagina
        return await self.duena.post(ruta, data={"_csrf": csrf[1], **campos}, headers=MISMO)

    async def entrar(self) -> None:
        datos = {"usuario": self.usuario, "contrasena": CONTRASENA}
        respuesta = await self.enviar("/entrar/usuario", "/entrar/usuario", **datos)
        assert respuesta.status_code == 303

    def copiar(self) -> Ingreso:
        """The thief takes the cookie; what is sealed in it, to try each piece by itself."""
        valor = self.duena.cookies[NOMBRE_LOCAL]
        self.ladrona.headers["Cookie"] = f"{NOMBRE_LOCAL}={valor}"
        sesion = Sello(SECRETO, NOMBRE_LOCAL).abrir(valor)
        assert sesion
        assert sesion.ingreso
        self.ladrona.headers["X-ICSOE-CSRF"] = sesion.csrf
        return sesion.ingreso

    async def lo_que_abre(self) -> dict[str, int]:
        """What the copied cookie is answered, page by page, and when it asks to go on."""
        vistas = {p: (await self.ladrona.get(p)).status_code for p in PAGINAS}
        return vistas | {"seguir": (await self.ladrona.post("/sesion", headers=MISMO)).status_code}


@pytest.fixture
async def escritorio(
    cliente_de: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Escritorio]:
    (tmp_path / "registry").mkdir()
    registry = await abrir_casa("registry", cliente_de, tmp_path / "registry")
    casa = await abrir_casa("auth", cliente_de, tmp_path)
    assert isinstance(casa, CasaAuth)
    escena = Escena("F", 2)
    await registry.sembrar(escena, "GET /capturista")
    await casa.sembrar(escena, "")

    def este_reloj(_: str | None) -> RelojFijo:
        return casa.reloj

    monkeypatch.setattr(bootstrap, "crear_reloj", este_reloj)
    ajustes = {"modo": "prueba", "confianza": "simulada", "cookie_aead": SECRETO, "url_publica": ORIGEN}
    red = Red({"auth": casa.prueba, "registry": registry.prueba})
    portal = httpx.ASGITransport(app=bootstrap.crear(AjustesPortal.model_validate(ajustes), red))
    async with (
        httpx.AsyncClient(transport=portal, base_url=ORIGEN) as duena,
        httpx.AsyncClient(transport=portal, base_url=ORIGEN) as ladrona,
    ):
        yield Escritorio(
            [casa.reloj, registry.reloj],
            casa,
            duena,
            ladrona,
            escena.cuerpos["POST /recuperaciones"]["usuario"],
        )


async def test_a_cookie_copied_before_cerrar_sesion_opens_nothing_once_its_minute_is_over(
    escritorio: Escritorio,
) -> None:
    await escritorio.entrar()
    copiado = escritorio.copiar()
    assert (await escritorio.ladrona.get("/mis-sesiones")).status_code == 200  # the copy is a good one
    salida = await escritorio.enviar("/mis-sesiones", "/salir")
    assert salida.status_code == 303
    renovar = {"refresco": copiado.refresco}
    assert (await escritorio.casa.http.post("/sesiones/renovacion", json=renovar)).status_code == 401

    escritorio.pasar(timedelta(seconds=71))
    abre = await escritorio.lo_que_abre()
    assert {ruta: estado for ruta, estado in abre.items() if estado not in (303, 401)} == {}
    con_token = {"Authorization": f"Bearer {copiado.acceso}"}
    assert (await escritorio.casa.http.get("/sesiones", headers=con_token)).status_code == 401
    assert (await escritorio.casa.http.post("/sesiones/renovacion", json=renovar)).status_code == 401


async def test_the_same_minute_later_the_cookie_of_an_open_session_still_opens(
    escritorio: Escritorio,
) -> None:
    """What ends the copy above is Cerrar sesión, not the minute."""
    await escritorio.entrar()
    escritorio.copiar()
    escritorio.pasar(timedelta(seconds=71))
    assert (await escritorio.ladrona.get("/mis-sesiones")).status_code == 200
