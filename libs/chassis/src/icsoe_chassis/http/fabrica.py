"""The application factory: routes of a service inside the layers every service has."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from ..salud import Salud
from ..servicio import Partes, Recursos
from .capa import CapaDePeticion
from .documento import documentar
from .espera import Espera
from .problemas import instalar
from .ritmo import Ritmo


def crear_app(nombre: str, recursos: Recursos[Any], partes: Partes, salud: Salud) -> ASGIApp:
    """The ASGI application of service ``nombre``: its routes
    under ``/api/v1/<nombre>``, health under ``/salud``.
    """
    limites = recursos.ajustes.limites
    espera = Espera(recursos.base, partes.alcanzada, limites.espera_posicion_s) if partes.alcanzada else None
    prefijo = f"/api/v1/{nombre}"
    app = FastAPI(
        title=f"ICSOE {nombre}",
        version="1",
        openapi_url=f"{prefijo}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_vida(partes, espera),
        redirect_slashes=False,
    )
    app.state.claves = recursos.claves
    app.state.limites = limites
    app.state.vinculos = partes.vinculos
    app.state.ritmo = Ritmo(limites.peticiones_por_sesion, lambda: recursos.reloj.ahora().timestamp())
    instalar(app)
    for rutas in partes.rutas:
        app.include_router(rutas, prefix=prefijo)
    documentar(app)
    return salud.delante_de(CapaDePeticion(app, recursos.reloj, limites, recursos.claves, espera))


def _vida(partes: Partes, espera: Espera | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def vida(_: FastAPI) -> AsyncGenerator[None]:
        await partes.al_abrir()
        try:
            yield
        finally:
            await partes.al_cerrar()
            if espera:
                await espera.cerrar()

    return vida
