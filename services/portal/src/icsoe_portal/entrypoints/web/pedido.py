"""What a route gets: the request, the session, the services, and ways to answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from icsoe_chassis.ports import Reloj
from starlette.responses import RedirectResponse, Response

from ...adapters.servicios import ServiciosHttp
from ...ajustes import AjustesPortal
from ...application.ports import Servicios
from ...application.sesion import Ingreso, Sesion
from .cabeceras import Clase, marca_de
from .paginas import Paginas


@dataclass(frozen=True)
class Portal:
    """The wired portal, one per process (``app.state.portal``)."""

    ajustes: AjustesPortal
    servicios: ServiciosHttp
    paginas: Paginas
    reloj: Reloj


class IrA(Exception):
    """Ends a route with a redirect to another route, by name."""

    def __init__(self, ruta: str) -> None:
        super().__init__(ruta)
        self.ruta = ruta


@dataclass(frozen=True)
class Pedido:
    """One request of any browser."""

    request: Request
    portal: Portal
    sesion: Sesion

    @property
    def servicios(self) -> Servicios:
        return self.portal.servicios

    @property
    def ahora(self) -> datetime:
        return self.portal.reloj.ahora()

    def pagina(self, plantilla: str, estado: int = 200, **datos: Any) -> Response:
        """A private page: never stored by anyone. Shows and forgets the session's notice."""
        aviso, self.sesion.aviso = self.sesion.aviso, None
        return self._responder(plantilla, estado, aviso=aviso, **datos)

    def publica(self, plantilla: str, **datos: Any) -> Response:
        """A page that is the same for everyone."""
        marca_de(self.request.scope).clase = Clase.PUBLICA
        html = self.portal.paginas.dibujar(plantilla, self.request, sesion=None, **datos)
        return self.portal.paginas.con_etag(html, self.request)

    def llave(self, plantilla: str, **datos: Any) -> Response:
        """A page where an e.firma is opened: own policy, one script."""
        marca = marca_de(self.request.scope)
        marca.clase = Clase.LLAVE
        marca.nonce = secrets.token_urlsafe(16)
        return self._responder(plantilla, 200, nonce=marca.nonce, **datos)

    def archivo(self, datos: bytes, tipo: str, nombre: str) -> Response:
        """A download. ``nombre`` is ASCII of our own making."""
        marca_de(self.request.scope).clase = Clase.ARCHIVO
        disposicion = f"attachment; filename*=UTF-8''{nombre}"
        return Response(datos, media_type=tipo, headers={"Content-Disposition": disposicion})

    def ir_a(self, ruta: str, **parametros: Any) -> RedirectResponse:
        """303 to a route by name; there is no other way to redirect."""
        return RedirectResponse(self.request.app.url_path_for(ruta, **parametros), 303)

    def _responder(self, plantilla: str, estado: int, **datos: Any) -> Response:
        html = self.portal.paginas.dibujar(plantilla, self.request, sesion=self.sesion, **datos)
        return Response(html, estado, media_type="text/html")


@dataclass(frozen=True)
class PedidoPrivado(Pedido):
    """One request of a signed-in contratista."""

    @property
    def ingreso(self) -> Ingreso:
        ingreso = self.sesion.ingreso
        if ingreso is None:
            raise IrA("entrar")
        return ingreso


def pedido(request: Request) -> Pedido:
    """For routes open to anyone."""
    return Pedido(request, request.app.state.portal, request.state.sesion)


def pedido_privado(request: Request) -> PedidoPrivado:
    """For routes of a signed-in person in any state (terms, Generales)."""
    privado = PedidoPrivado(request, request.app.state.portal, request.state.sesion)
    if privado.sesion.ingreso is None:
        raise IrA("entrar")
    return privado


async def pedido_completo(request: Request) -> PedidoPrivado:
    """For routes that open only with GENERALES_COMPLETOS (icsoe.md §6.4, D24)."""
    privado = pedido_privado(request)
    if privado.ingreso.estado != "GENERALES_COMPLETOS":
        await privado.servicios.registry.contratista(privado.sesion)
    if privado.ingreso.estado == "NUEVO":
        raise IrA("aceptar_terminos")
    if privado.ingreso.estado != "GENERALES_COMPLETOS":
        raise IrA("generales")
    return privado


Abierto = Annotated[Pedido, Depends(pedido)]
Privado = Annotated[PedidoPrivado, Depends(pedido_privado)]
Completo = Annotated[PedidoPrivado, Depends(pedido_completo)]
