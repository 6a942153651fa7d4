"""What a route gets: the request, the session, the services, and ways to answer."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from icsoe_chassis.ports import Reloj
from starlette.responses import RedirectResponse, Response

from ...adapters.servicios import ServiciosHttp
from ...ajustes import AjustesPortal
from ...application.ports import ErrorDeServicio, Servicios
from ...application.sesion import Ingreso, Sesion
from ...application.vigencia import Limites, marca_de_cuenta
from ...application.vistas_cuentas import Capturista, ContratistaDeCapturista
from .cabeceras import Clase, marca_de
from .direcciones import direccion
from .galletas_menores import GalletasMenores
from .paginas import Paginas

PREFIJO = "/c/{contratista_id}"
SESION_TERMINADA = "Tu sesión terminó. Ingresa de nuevo; lo que capturaste está guardado."


@dataclass(frozen=True)
class Portal:
    """The wired portal, one per process (``app.state.portal``)."""

    ajustes: AjustesPortal
    servicios: ServiciosHttp
    paginas: Paginas
    reloj: Reloj
    galletas: GalletasMenores

    @property
    def limites(self) -> Limites:
        """How long a session lives in this installation."""
        a = self.ajustes
        segundos = (a.sesion_aviso_s, a.sesion_inactiva_s, a.sesion_absoluta_s)
        return Limites(*(timedelta(seconds=s) for s in segundos))


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
        return RedirectResponse(direccion(self.request, self.sesion, ruta, **parametros), 303)

    def _responder(self, plantilla: str, estado: int, **datos: Any) -> Response:
        html = self.portal.paginas.dibujar(plantilla, self.request, sesion=self.sesion, **datos)
        return Response(html, estado, media_type="text/html")


@dataclass(frozen=True)
class PedidoPrivado(Pedido):
    """One request of a signed-in person. ``persona``: who asks, if it is a capturista; ``encargo``: the
    contratista it works for, if the address names one.
    """

    persona: Capturista | None = None
    encargo: ContratistaDeCapturista | None = None

    @property
    def ingreso(self) -> Ingreso:
        ingreso = self.sesion.ingreso
        if ingreso is None:
            raise IrA("entrar")
        return ingreso

    @property
    def capturista(self) -> Capturista:
        """As registry knows it at this moment; only of routes of a capturista."""
        assert self.persona is not None
        return self.persona

    def _responder(self, plantilla: str, estado: int, **datos: Any) -> Response:
        quien: dict[str, Any] = {"capturista": self.persona, "encargo": self.encargo}
        if self.sesion.ingreso is not None:
            limites = self.portal.limites
            quien["vigencia"] = {
                "restan": limites.restan(self.sesion.ingreso, self.ahora).total_seconds(),
                "aviso": (limites.inactiva - limites.aviso).total_seconds(),
                "cuenta": marca_de_cuenta(self.sesion),
            }
        return super()._responder(plantilla, estado, **quien, **datos)


def pedido(request: Request) -> Pedido:
    """For routes open to anyone."""
    return Pedido(request, request.app.state.portal, _sesion_viva(request))


def _sesion_viva(request: Request) -> Sesion:
    """The browser's session, or a new one when it ended by itself (D85)."""
    portal, sesion = request.app.state.portal, request.state.sesion
    if sesion.ingreso and portal.limites.restan(sesion.ingreso, portal.reloj.ahora()) <= timedelta(0):
        request.state.sesion = Sesion(aviso=SESION_TERMINADA)
    return request.state.sesion


def _ingresado(request: Request) -> PedidoPrivado:
    privado = PedidoPrivado(request, request.app.state.portal, _sesion_viva(request))
    if privado.sesion.ingreso is None:
        raise IrA("entrar")
    privado.portal.limites.usar(privado.sesion.ingreso, privado.ahora)
    return privado


def pedido_privado(request: Request) -> PedidoPrivado:
    """For routes of a signed-in contratista in any state (terms, Generales)."""
    privado = _ingresado(request)
    if privado.sesion.es_capturista:
        raise ErrorDeServicio.del_catalogo("sin_permiso")
    return privado


async def pedido_habilitado(request: Request) -> PedidoPrivado:
    """For routes that open once Generales were complete (icsoe.md §6.4, D24), and stay open when they no
    longer are: the services refuse what needs them (D92). Generales itself says what is missing (MSG-24).
    """
    privado = pedido_privado(request)
    if privado.ingreso.estado != "GENERALES_COMPLETOS":
        await privado.servicios.registry.contratista(privado.sesion)
    if privado.ingreso.estado == "NUEVO":
        raise IrA("aceptar_terminos")
    if privado.ingreso.estado != "GENERALES_COMPLETOS" and not privado.ingreso.habilitado:
        raise IrA("generales")
    return privado


async def pedido_de_persona(request: Request) -> PedidoPrivado:
    """For what both roles have: their own sessions. Below ``PREFIJO``: only for a capturista whose link with
    the contratista of the address is ACTIVO now.
    """
    privado, en_ambito = _ingresado(request), "contratista_id" in request.path_params
    if not privado.sesion.es_capturista:
        if en_ambito:
            raise ErrorDeServicio.del_catalogo("sin_permiso")
        return privado
    request.state.persona = await privado.servicios.capturistas.ver(privado.sesion)
    privado = _con_encargo(replace(privado, persona=request.state.persona))
    if en_ambito and privado.encargo is None:
        raise ErrorDeServicio.del_catalogo("contratista_sin_vinculo")
    return privado


async def pedido_de_nuevo_capturista(request: Request) -> PedidoPrivado:
    """For what a capturista does at its first entry: terms and name."""
    privado = await pedido_de_persona(request)
    if privado.persona is None:
        raise ErrorDeServicio.del_catalogo("sin_permiso")
    return privado


async def pedido_de_capturista(request: Request) -> PedidoPrivado:
    """For routes of a capturista that has accepted the terms and has a name (D88), its account below
    ``PREFIJO`` too: who looks at it does not lose for whom it works (D110).
    """
    privado = await pedido_de_nuevo_capturista(request)
    if privado.capturista.faltantes:
        raise IrA("terminos_capturista" if privado.capturista.debe_terminos else "datos_capturista")
    return privado


def _con_encargo(privado: PedidoPrivado) -> PedidoPrivado:
    """With the contratista of the address, if this capturista may work for it now."""
    _, raiz, id, *_ = f"{privado.request.url.path}//".split("/")
    try:
        encargo = privado.capturista.contratista(UUID(id)) if raiz == "c" else None
    except ValueError:
        encargo = None
    privado.sesion.contratista_id = encargo.contratista_id if encargo else None
    return replace(privado, encargo=encargo)


async def pedido_de_quien_sea(request: Request, *, preguntar: bool) -> Pedido:
    """For pages of errors: the menu and strip of whoever is signed in. Raises nothing: a capturista of whom
    registry says nothing, or is not asked, is shown by its CURP alone. No act of the person (D85).
    """
    sesion = _sesion_viva(request)
    if sesion.ingreso is None:
        return pedido(request)
    privado = PedidoPrivado(request, request.app.state.portal, sesion)
    if not sesion.es_capturista:
        return privado
    persona: Capturista | None = getattr(request.state, "persona", None)
    if persona is None and preguntar:
        with suppress(ErrorDeServicio):
            persona = await privado.servicios.capturistas.ver(sesion)
    return _con_encargo(replace(privado, persona=persona or Capturista.desconocida(sesion.ingreso.usuario)))


async def pedido_de_ambito(request: Request) -> PedidoPrivado:
    """For routes that serve a contratista for itself, and a capturista for the contratista of the address."""
    if "contratista_id" in request.path_params:
        return await pedido_de_capturista(request)
    _exigir_eleccion(request)
    return await pedido_habilitado(request)


async def lectura_de_ambito(request: Request) -> PedidoPrivado:
    """The same for reading what was presented: open to a contratista in every state (D92)."""
    if "contratista_id" in request.path_params:
        return await pedido_de_capturista(request)
    _exigir_eleccion(request)
    return pedido_privado(request)


def _exigir_eleccion(request: Request) -> None:
    """A capturista does here what it does for a contratista, but its address names none."""
    if _ingresado(request).sesion.es_capturista:
        raise ErrorDeServicio.del_catalogo("contratista_sin_elegir")


Abierto = Annotated[Pedido, Depends(pedido)]
Privado = Annotated[PedidoPrivado, Depends(pedido_privado)]
Habilitado = Annotated[PedidoPrivado, Depends(pedido_habilitado)]
DePersona = Annotated[PedidoPrivado, Depends(pedido_de_persona)]
NuevoCapturista = Annotated[PedidoPrivado, Depends(pedido_de_nuevo_capturista)]
DeCapturista = Annotated[PedidoPrivado, Depends(pedido_de_capturista)]
DeAmbito = Annotated[PedidoPrivado, Depends(pedido_de_ambito)]
LecturaDeAmbito = Annotated[PedidoPrivado, Depends(lectura_de_ambito)]
