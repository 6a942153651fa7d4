"""Usuarios of a contratista and the capturista's own door (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from icsoe_chassis.http import ClaveIdempotencia, Cuerpo, Direccion, Principal, exigir_rol, sin_posiciones
from icsoe_chassis.registro import registro
from icsoe_dominio.negativas import Negativa

from ..application.aceptar_terminos_capturista import AceptarTerminosCapturista, aceptar_terminos_capturista
from ..application.alta_capturista import AltaCapturista, alta_capturista
from ..application.cambiar_permisos import CambiarPermisos, cambiar_permisos
from ..application.confirmar_vinculo import ConfirmarVinculo, confirmar_vinculo
from ..application.consultas_capturistas import listar_capturistas, ver_capturista
from ..application.corregir_correo import CorregirCorreo, corregir_correo
from ..application.dar_de_baja import DarDeBaja, dar_de_baja
from ..application.guardar_datos_capturista import GuardarDatosCapturista, guardar_datos_capturista
from ..application.ports_capturistas import LecturasDeCapturistas, Oficina
from ..application.reenviar_invitacion import ReenviarInvitacion, reenviar_invitacion
from ..application.responder_invitacion import ResponderInvitacion, responder_invitacion
from ..application.vista_capturistas import CapturistaVista, VinculoVista
from ..domain.datos_capturista import Nombre


async def _contratista(principal: Annotated[Principal, Depends(exigir_rol("contratista"))]) -> Principal:
    if principal.contratista_id is None:
        raise Negativa("sin_permiso")
    return principal


Contratista = Annotated[Principal, Depends(_contratista)]
Capturista = Annotated[Principal, Depends(exigir_rol("capturista"))]


class NuevoCapturista(Cuerpo):
    """``usuario``: the CURP."""

    usuario: str
    correo: str
    correo_confirmacion: str
    puede_acuses: bool = True
    exige_segundo_factor: bool = False


class CorreoCorregido(Cuerpo):
    correo: str
    correo_confirmacion: str


class Permisos(Cuerpo):
    puede_acuses: bool
    exige_segundo_factor: bool


class Baja(Cuerpo):
    motivo: str | None = None


class TerminosAceptados(Cuerpo):
    version: str


class DatosCapturista(Cuerpo):
    nombre: str
    primer_apellido: str
    segundo_apellido: str | None = None


@dataclass(frozen=True)
class ApiCapturistas:
    """The routes. Those of a contratista name no stream: its subject is the person, its number a history."""

    oficina: Oficina
    lecturas: LecturasDeCapturistas

    def rutas(self) -> APIRouter:
        router = APIRouter()
        usuarios = APIRouter(prefix="/capturistas", dependencies=[Depends(sin_posiciones)])
        usuarios.get("")(self.listar)
        usuarios.post("", status_code=201)(self.alta)
        usuarios.post("/{vinculo_id}/invitacion")(self.reenviar)
        usuarios.put("/{vinculo_id}/correo")(self.corregir)
        usuarios.put("/{vinculo_id}/permisos")(self.permisos)
        usuarios.post("/{vinculo_id}/confirmacion")(self.confirmar)
        usuarios.post("/{vinculo_id}/baja")(self.baja)
        router.include_router(usuarios)
        router.get("/capturista")(self.ver)
        router.post("/capturista/terminos")(self.terminos)
        router.put("/capturista/datos")(self.datos)
        router.post("/capturista/invitaciones/{vinculo_id}/aceptacion")(self.aceptar)
        router.post("/capturista/invitaciones/{vinculo_id}/rechazo")(self.rechazar)
        return router

    async def listar(self, principal: Contratista) -> list[VinculoVista]:
        """Usuarios."""
        return await listar_capturistas(_de(principal), self.lecturas, self.oficina.reloj)

    async def alta(
        self, cuerpo: NuevoCapturista, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Nuevo capturista; needs an e.firma of the last ten minutes (T-35). Every one is logged: who asked,
        which link, no name and no CURP (D108).
        """
        orden = AltaCapturista(_de(principal), principal.sub, **cuerpo.model_dump())
        try:
            self._exigir_efirma(principal)
            vista = await alta_capturista(orden, self.oficina)
        except Negativa as negativa:
            registro().info("alta_negada", contratista=str(orden.contratista_id), codigo=negativa.codigo)
            raise
        registro().info(
            "alta_de_capturista", contratista=str(orden.contratista_id), vinculo=str(vista.vinculo_id)
        )
        return vista

    def _exigir_efirma(self, principal: Principal) -> None:
        if not principal.efirma_reciente(self.oficina.reloj.ahora()):
            raise Negativa("efirma_no_reciente")

    async def reenviar(
        self, vinculo_id: UUID, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Reenviar invitación."""
        return await reenviar_invitacion(ReenviarInvitacion(_de(principal), vinculo_id), self.oficina)

    async def corregir(
        self, vinculo_id: UUID, cuerpo: CorreoCorregido, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Editar correo. Needs an e.firma of the last ten minutes, as the alta does."""
        self._exigir_efirma(principal)
        orden = CorregirCorreo(_de(principal), vinculo_id, **cuerpo.model_dump())
        return await corregir_correo(orden, self.oficina)

    async def permisos(
        self, vinculo_id: UUID, cuerpo: Permisos, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Puede descargar acuses, and the second factor."""
        orden = CambiarPermisos(_de(principal), vinculo_id, **cuerpo.model_dump())
        return await cambiar_permisos(orden, self.oficina)

    async def confirmar(
        self, vinculo_id: UUID, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Confirmar who accepted with another address."""
        return await confirmar_vinculo(ConfirmarVinculo(_de(principal), vinculo_id), self.oficina)

    async def baja(
        self, vinculo_id: UUID, cuerpo: Baja, principal: Contratista, clave: ClaveIdempotencia
    ) -> VinculoVista:
        """Dar de baja."""
        orden = DarDeBaja(_de(principal), vinculo_id, principal.sub, cuerpo.motivo)
        return await dar_de_baja(orden, self.oficina)

    async def ver(self, principal: Capturista) -> CapturistaVista:
        """The caller's own view."""
        return await ver_capturista(principal.sub, self.lecturas)

    async def terminos(
        self,
        cuerpo: TerminosAceptados,
        principal: Capturista,
        direccion: Direccion,
        clave: ClaveIdempotencia,
    ) -> CapturistaVista:
        """Términos y Condiciones of the capturista."""
        orden = AceptarTerminosCapturista(principal.sub, cuerpo.version, direccion)
        return await aceptar_terminos_capturista(orden, self.oficina)

    async def datos(
        self, cuerpo: DatosCapturista, principal: Capturista, clave: ClaveIdempotencia
    ) -> CapturistaVista:
        """Its name."""
        orden = GuardarDatosCapturista(principal.sub, Nombre.leer(**cuerpo.model_dump()))
        return await guardar_datos_capturista(orden, self.oficina)

    async def aceptar(
        self, vinculo_id: UUID, principal: Capturista, clave: ClaveIdempotencia
    ) -> CapturistaVista:
        """Aceptar."""
        orden = ResponderInvitacion(principal.sub, vinculo_id, acepta=True)
        return await responder_invitacion(orden, self.oficina)

    async def rechazar(
        self, vinculo_id: UUID, principal: Capturista, clave: ClaveIdempotencia
    ) -> CapturistaVista:
        """Rechazar."""
        orden = ResponderInvitacion(principal.sub, vinculo_id, acepta=False)
        return await responder_invitacion(orden, self.oficina)


def _de(principal: Principal) -> UUID:
    assert principal.contratista_id is not None
    return principal.contratista_id
