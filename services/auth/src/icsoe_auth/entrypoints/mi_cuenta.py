"""The caller's own sessions and account; unlocking a capturista (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from icsoe_chassis.http import Cuerpo, Direccion, Identidad, Principal, Rol, exigir_rol
from pydantic import Field

from ..application.abrir_sesion import Visitante
from ..application.desbloquear import Desbloquear, desbloquear
from ..application.mi_cuenta import (
    CodigosDeRecuperacion,
    CuentaPropia,
    FactorPorActivar,
    Propia,
    activar_factor,
    cambiar_contrasena,
    cambiar_correo,
    preparar_factor,
    quitar_factor,
    ver_cuenta,
)
from ..application.ports_cuentas import Recepcion
from ..application.reclamar_cuenta import CuentaCongelada, ReclamarCuenta, reclamar_cuenta
from ..application.sesiones_propias import SesionPropia, sesiones_propias, terminar_sesion
from ..domain.intentos import red_de_cuenta
from .cuentas import Codigo, Contrasena, Nada

_INTERNOS = "/internos"


class CambioDeContrasena(Cuerpo):
    actual: Contrasena
    nueva: Contrasena


class CambioDeCorreo(Cuerpo):
    contrasena: Contrasena
    correo: Annotated[str, Field(min_length=1, max_length=254)]


class ParaPreparar(Cuerpo):
    """``codigo``: of the second factor in force, where there is one."""

    contrasena: Contrasena
    codigo: Codigo | None = None


class SoloCodigo(Cuerpo):
    codigo: Codigo


class CorreoDeLaTitular(Cuerpo):
    correo: Annotated[str, Field(min_length=1, max_length=254)]


class ParaDesbloquear(Cuerpo):
    """``caso``: its number at the help desk, which must name one."""

    caso: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]{2,39}$")] | None = None


class ContrasenaYCodigo(Cuerpo):
    contrasena: Contrasena
    codigo: Codigo


@dataclass(frozen=True)
class ApiDeMiCuenta:
    """The routes behind a token. Internal staff has its own below ``/internos``, which the gateway closes to
    the outside; from anywhere it may only end its sessions.
    """

    recepcion: Recepcion

    def rutas(self) -> list[APIRouter]:
        de_todos = APIRouter()
        de_todos.delete("/sesiones/{id}", status_code=204)(self.terminar)
        afuera = _de("contratista", "capturista")
        afuera.get("/sesiones")(self.sesiones)
        efirma = _de("contratista")
        efirma.post("/titularidad", status_code=202)(self.reclamar)
        capturista = self._cuenta(_de("capturista"))
        capturista.post("/cuenta/correo", status_code=202)(self.cambiar_correo)
        internos = self._cuenta(
            _de("mesa_ayuda", "verificador", "publicador", "administrador", prefijo=_INTERNOS)
        )
        internos.get("/sesiones")(self.sesiones)
        mesa = _de("mesa_ayuda", prefijo=_INTERNOS)
        for router in (efirma, mesa):
            router.post("/cuentas/{capturista_id}/desbloqueo", status_code=204)(self.desbloquear)
        return [de_todos, afuera, efirma, capturista, internos, mesa]

    def _cuenta(self, router: APIRouter) -> APIRouter:
        router.get("/cuenta")(self.ver)
        router.put("/cuenta/contrasena", status_code=204)(self.cambiar_contrasena)
        router.post("/cuenta/segundo-factor")(self.preparar_factor)
        router.put("/cuenta/segundo-factor")(self.activar_factor)
        router.delete("/cuenta/segundo-factor", status_code=204)(self.quitar_factor)
        return router

    async def sesiones(self, principal: Identidad) -> list[SesionPropia]:
        """The caller's open sessions, the newest first."""
        return await sesiones_propias(principal, self.recepcion.uow, self.recepcion.reloj)

    async def terminar(self, id: UUID, principal: Identidad) -> Response:
        """Ends one of them."""
        await terminar_sesion(id, principal, self.recepcion.uow, self.recepcion.reloj)
        return Response(status_code=204)

    async def ver(self, principal: Identidad) -> CuentaPropia:
        """The caller's account."""
        return await ver_cuenta(principal, self.recepcion)

    async def cambiar_contrasena(
        self, cuerpo: CambioDeContrasena, principal: Identidad, direccion: Direccion
    ) -> Response:
        """Ends the caller's other sessions."""
        await cambiar_contrasena(_propia(principal, direccion, cuerpo.actual), cuerpo.nueva, self.recepcion)
        return Response(status_code=204)

    async def cambiar_correo(
        self, cuerpo: CambioDeCorreo, principal: Identidad, direccion: Direccion
    ) -> Nada:
        """Sends a link to the new address."""
        await cambiar_correo(_propia(principal, direccion, cuerpo.contrasena), cuerpo.correo, self.recepcion)
        return Nada()

    async def preparar_factor(
        self, cuerpo: ParaPreparar, principal: Identidad, direccion: Direccion
    ) -> FactorPorActivar:
        """A secret for the person's application; to replace one, a code of the one in force."""
        propia = _propia(principal, direccion, cuerpo.contrasena)
        return await preparar_factor(propia, cuerpo.codigo, self.recepcion)

    async def activar_factor(self, cuerpo: SoloCodigo, principal: Identidad) -> CodigosDeRecuperacion:
        """Turns the second factor on, by a code of the prepared secret."""
        return await activar_factor(principal, cuerpo.codigo, self.recepcion)

    async def quitar_factor(
        self, cuerpo: ContrasenaYCodigo, principal: Identidad, direccion: Direccion
    ) -> Response:
        """Turns the second factor off, where nobody demands it."""
        await quitar_factor(_propia(principal, direccion, cuerpo.contrasena), cuerpo.codigo, self.recepcion)
        return Response(status_code=204)

    async def reclamar(self, cuerpo: CorreoDeLaTitular, principal: Identidad) -> CuentaCongelada:
        """Freezes the account that somebody opened with the caller's CURP; a link gives it to the caller."""
        return await reclamar_cuenta(ReclamarCuenta(principal, cuerpo.correo), self.recepcion)

    async def desbloquear(
        self, capturista_id: UUID, principal: Identidad, cuerpo: ParaDesbloquear | None = None
    ) -> Response:
        """Lifts the lock of a capturista of the caller's; the help desk names its case."""
        orden = Desbloquear(capturista_id, principal, cuerpo.caso if cuerpo else None)
        await desbloquear(orden, self.recepcion.uow, self.recepcion.reloj)
        return Response(status_code=204)


def _de(*roles: Rol, prefijo: str = "") -> APIRouter:
    return APIRouter(prefix=prefijo, dependencies=[Depends(exigir_rol(*roles))])


def _propia(principal: Principal, direccion: str, contrasena: str) -> Propia:
    return Propia(principal, Visitante(red_de_cuenta(direccion)), contrasena)
