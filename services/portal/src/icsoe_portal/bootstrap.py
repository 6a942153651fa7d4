"""Wires the portal: the only place that knows every part."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from icsoe_chassis.ports import Reloj
from icsoe_chassis.registro import registro
from icsoe_chassis.reloj import crear_reloj
from starlette.types import ASGIApp

from .adapters.cliente import Cliente, Conexiones
from .adapters.cuentas import AccesosHttp, CapturistasHttp, CuentasHttp, UsuariosHttp
from .adapters.galleta import NOMBRE, NOMBRE_LOCAL, Sello
from .adapters.registry import CatalogoHttp, RegistryHttp
from .adapters.servicios import (
    AuthHttp,
    InformativasHttp,
    ListadoHttp,
    ServiciosHttp,
    SigningHttp,
)
from .ajustes import AjustesPortal
from .entrypoints import (
    accesos,
    acuses,
    ayuda,
    captura,
    capturista,
    cuenta,
    devolucion,
    domicilio,
    entrada,
    firma,
    generales,
    listado,
    mi_cuenta,
    micrositio,
    salud,
    titularidad,
    usuario,
    usuarios,
    verificacion,
    vigencia,
)
from .entrypoints.estaticos import Estaticos
from .entrypoints.web import errores
from .entrypoints.web.cabeceras import Cabeceras
from .entrypoints.web.galletas import Galletas
from .entrypoints.web.galletas_menores import GalletasMenores
from .entrypoints.web.guardas import Medidas, MismoOrigen
from .entrypoints.web.llaves import SinLlaves
from .entrypoints.web.paginas import CONSTRUIDO, Paginas
from .entrypoints.web.pedido import PREFIJO, Portal

RUTAS = (
    salud.rutas,
    micrositio.rutas,
    ayuda.rutas,
    listado.rutas,
    verificacion.rutas,
    entrada.rutas,
    usuario.rutas,
    accesos.rutas,
    vigencia.rutas,
    cuenta.rutas,
    generales.rutas,
    domicilio.rutas,
    usuarios.rutas,
    capturista.rutas,
    capturista.rutas_de_datos,
    mi_cuenta.rutas,
    titularidad.rutas,
    captura.rutas,
    firma.rutas,
    acuses.rutas,
)
# What a capturista does for one contratista, and its account meanwhile: its id before them (D110).
RUTAS_EN_AMBITO = (
    capturista.rutas_en_ambito,
    capturista.rutas_de_datos,
    mi_cuenta.rutas,
    captura.rutas,
    devolucion.rutas_en_ambito,
    acuses.rutas,
)


class Red:
    """Every service on the connections of its class: entrar and firmar > capturar > público (T-85)."""

    def __init__(
        self, ajustes: AjustesPortal, reloj: Reloj, transporte: httpx.AsyncBaseTransport | None
    ) -> None:
        self._reloj = reloj
        firma, captura, verificar, listado, archivos = self._clases = (
            Conexiones(100, 5.0, transporte),
            Conexiones(100, 5.0, transporte),
            Conexiones(20, 1.0, transporte),
            Conexiones(20, 1.0, transporte),
            Conexiones(20, 1.0, transporte),
        )
        self._auth = Cliente(firma, "auth", ajustes.auth_url, reloj, None)
        auth = self._cliente(firma, "auth", ajustes.auth_url)
        registry = self._cliente(captura, "registry", ajustes.registry_url)
        firmar, publico = (self._cliente(c, "signing", ajustes.signing_url) for c in (firma, verificar))
        self.servicios = ServiciosHttp(
            AuthHttp(auth),
            RegistryHttp(registry),
            CatalogoHttp(registry),
            InformativasHttp(self._cliente(captura, "informativa", ajustes.informativa_url)),
            SigningHttp(firmar, publico),
            ListadoHttp(*(self._cliente(c, "listado", ajustes.listado_url) for c in (listado, archivos))),
            AccesosHttp(auth, registry),
            CuentasHttp(auth),
            UsuariosHttp(registry),
            CapturistasHttp(registry),
        )

    def _cliente(self, conexiones: Conexiones, nombre: str, url: str) -> Cliente:
        return Cliente(conexiones, nombre, url, self._reloj, self._auth)

    async def cerrar(self) -> None:
        for clase in self._clases:
            await clase.http.aclose()


def crear_aplicacion(ajustes: AjustesPortal, transporte: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The application without its outer layers. ``transporte`` replaces the network in tests."""
    reloj = crear_reloj(ajustes.reloj_inicio)
    red = Red(ajustes, reloj, transporte)

    @asynccontextmanager
    async def vida(_: FastAPI) -> AsyncGenerator[None]:
        registro().info("listo", puerto=ajustes.puerto, pid=os.getpid())
        yield
        await red.cerrar()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=vida, redirect_slashes=False)
    paginas = Paginas(reloj, prueba=ajustes.modo == "prueba")
    app.state.portal = Portal(ajustes, red.servicios, paginas, reloj, GalletasMenores.de(ajustes))
    for rutas in RUTAS:
        app.include_router(rutas)
    for rutas in RUTAS_EN_AMBITO:
        app.include_router(rutas, prefix=PREFIJO)
    app.mount("/estaticos", Estaticos(directory=CONSTRUIDO), name="estaticos")
    errores.instalar(app)
    return app


def vestir(app: FastAPI, ajustes: AjustesPortal) -> ASGIApp:
    """The layers around it: headers outermost, so that nothing leaves without them."""
    segura = ajustes.url_publica.startswith("https://")
    sello = Sello(ajustes.cookie_aead.get_secret_value(), NOMBRE if segura else NOMBRE_LOCAL)
    rechazar = errores.rechazo(app)
    medida = Medidas(SinLlaves(app, rechazar), rechazar, maximo_url=ajustes.limites.url)
    interior = Galletas(medida, sello=sello, segura=segura)
    return Cabeceras(MismoOrigen(interior, rechazar, url_publica=ajustes.url_publica), hsts=segura)


def crear(ajustes: AjustesPortal, transporte: httpx.AsyncBaseTransport | None = None) -> ASGIApp:
    """The portal as it is served."""
    return vestir(crear_aplicacion(ajustes, transporte), ajustes)
