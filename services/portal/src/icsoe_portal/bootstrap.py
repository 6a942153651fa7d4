"""Wires the portal: the only place that knows every part."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from icsoe_chassis.reloj import crear_reloj
from starlette.types import ASGIApp

from .adapters.cliente import Cliente
from .adapters.galleta import NOMBRE, NOMBRE_LOCAL, Sello
from .adapters.servicios import (
    AuthHttp,
    InformativasHttp,
    ListadoHttp,
    RegistryHttp,
    ServiciosHttp,
    SigningHttp,
)
from .ajustes import AjustesPortal
from .entrypoints import (
    acuses,
    ayuda,
    captura,
    cuenta,
    entrada,
    firma,
    listado,
    micrositio,
    salud,
    verificacion,
)
from .entrypoints.estaticos import Estaticos
from .entrypoints.web import errores
from .entrypoints.web.cabeceras import Cabeceras
from .entrypoints.web.galletas import Galletas
from .entrypoints.web.guardas import MismoOrigen
from .entrypoints.web.paginas import CONSTRUIDO, Paginas
from .entrypoints.web.pedido import Portal

RUTAS = (
    salud.rutas,
    micrositio.rutas,
    ayuda.rutas,
    listado.rutas,
    verificacion.rutas,
    entrada.rutas,
    cuenta.rutas,
    captura.rutas,
    firma.rutas,
    acuses.rutas,
)


def crear_aplicacion(ajustes: AjustesPortal, transporte: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The application without its outer layers. ``transporte`` replaces the network in tests."""
    http = httpx.AsyncClient(transport=transporte, follow_redirects=False, trust_env=False)
    reloj = crear_reloj(ajustes.reloj_inicio)
    auth = Cliente(http, "auth", ajustes.auth_url, reloj, None)

    def cliente(nombre: str, url: str) -> Cliente:
        return Cliente(http, nombre, url, reloj, auth)

    servicios = ServiciosHttp(
        AuthHttp(cliente("auth", ajustes.auth_url)),
        RegistryHttp(cliente("registry", ajustes.registry_url)),
        InformativasHttp(cliente("informativa", ajustes.informativa_url)),
        SigningHttp(cliente("signing", ajustes.signing_url)),
        ListadoHttp(cliente("listado", ajustes.listado_url)),
    )

    @asynccontextmanager
    async def vida(_: FastAPI) -> AsyncGenerator[None]:
        yield
        await http.aclose()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=vida, redirect_slashes=False)
    paginas = Paginas(reloj, prueba=ajustes.modo == "prueba")
    app.state.portal = Portal(ajustes, servicios, paginas, reloj)
    for rutas in RUTAS:
        app.include_router(rutas)
    app.mount("/estaticos", Estaticos(directory=CONSTRUIDO), name="estaticos")
    errores.instalar(app)
    return app


def vestir(app: FastAPI, ajustes: AjustesPortal) -> ASGIApp:
    """The layers around it: headers outermost, so that nothing leaves without them."""
    segura = ajustes.url_publica.startswith("https://")
    sello = Sello(ajustes.cookie_aead.get_secret_value(), NOMBRE if segura else NOMBRE_LOCAL)
    interior = Galletas(app, sello=sello, segura=segura)
    return Cabeceras(MismoOrigen(interior, url_publica=ajustes.url_publica), hsts=segura)


def crear(ajustes: AjustesPortal, transporte: httpx.AsyncBaseTransport | None = None) -> ASGIApp:
    """The portal as it is served."""
    return vestir(crear_aplicacion(ajustes, transporte), ajustes)
