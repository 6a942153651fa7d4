"""Domicilio social, REPSE data, autosave and confirmed mails over HTTP (docs/architecture/plano.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from icsoe_chassis.http import ClaveIdempotencia, Cuerpo, FechaEnTexto, Principal, etiqueta, exigir_rol
from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.domicilio import Domicilio, Vialidad
from pydantic import Field

from ..application.catalogo_postal import CatalogoPostal
from ..application.confirmar_correo import (
    ConfirmarCorreo,
    CorreoConfirmado,
    PedirConfirmacion,
    Sellador,
    confirmar_correo,
    pedir_confirmacion,
)
from ..application.guardar_borrador import GuardarBorrador, guardar_borrador
from ..application.guardar_domicilio import (
    EliminarDomicilio,
    GuardarDomicilio,
    eliminar_domicilio,
    guardar_domicilio,
    leer_domicilio,
)
from ..application.guardar_repse import GuardarRepse, guardar_repse
from ..application.ports import Lecturas, Trabajo
from ..application.queries import BorradorVista, calles_usadas, ver_borrador
from ..application.vista import ContratistaVista
from ..domain.repse import Repse
from .http import de_contratista

Contratista = Annotated[Principal, Depends(exigir_rol("contratista"))]
Componente = Annotated[str, Field(max_length=1_200)]


class DatosDomicilio(Cuerpo):
    """Step 2 of the wizard. ``colonia_id``: of the catalogue; the rest as typed, blank = absent."""

    colonia_id: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z-]*$")]
    sin_numero: bool = False
    calle: Componente = ""
    tipo_calle: Componente = "Calle"
    num_exterior: Componente = ""
    letra_exterior: Componente = ""
    num_interior: Componente = ""
    letra_interior: Componente = ""
    num_exterior_secundario: Componente = ""
    entre_calle: Componente = ""
    tipo_entre_calle: Componente = "Calle"
    y_calle: Componente = ""
    tipo_y_calle: Componente = "Calle"
    calle_posterior: Componente = ""
    tipo_calle_posterior: Componente = "Calle"
    descripcion_ubicacion: Componente = ""


class DatosActividad(Cuerpo):
    folio: Componente
    descripcion: Annotated[str, Field(max_length=4_000)]


class DatosRepse(Cuerpo):
    numero: Componente | None = None
    vigencia_desde: FechaEnTexto | None = None
    vigencia_hasta: FechaEnTexto | None = None
    actividades: Annotated[list[DatosActividad], Field(max_length=200)] = []


class DireccionPedida(Cuerpo):
    correo: Annotated[str, Field(max_length=254)]


class EnlaceAbierto(Cuerpo):
    """``token``: of the link in the mail."""

    token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


@dataclass(frozen=True)
class ApiDomicilio:
    """The routes; the chassis adds prefix, identity, limits, positions and errors."""

    uow: Uow[Trabajo]
    lecturas: Lecturas
    catalogo: CatalogoPostal
    sellador: Sellador
    reloj: Reloj

    def rutas(self) -> APIRouter:
        router = APIRouter()
        router.put("/contratista/domicilio-social")(self.guardar)
        router.post("/contratista/domicilio-social/ubicacion")(self.ubicar)
        router.delete("/contratista/domicilio-social")(self.eliminar)
        router.get("/contratista/calles")(self.calles)
        router.put("/contratista/repse")(self.repse)
        router.get("/contratista/borrador")(self.ver_borrador)
        router.put("/contratista/borrador", status_code=204)(self.guardar_borrador)
        router.delete("/contratista/borrador", status_code=204)(self.olvidar_borrador)
        router.post("/contratista/correos/confirmacion")(self.pedir_confirmacion)
        router.post("/correos/confirmacion")(self.confirmar)
        return router

    async def ubicar(self, cuerpo: DatosDomicilio, principal: Contratista) -> Domicilio:
        """Step 3: the address as it would be kept; nothing is written."""
        return await leer_domicilio(_orden(cuerpo, principal), self.catalogo)

    async def guardar(
        self, cuerpo: DatosDomicilio, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """Step 3, Aceptar: the domicilio social of a company."""
        orden = _orden(cuerpo, principal)
        vista = await guardar_domicilio(orden, self.catalogo, self.uow, self.reloj)
        etiqueta(response, vista.version)
        return vista

    async def eliminar(
        self, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """Eliminar the domicilio social."""
        orden = EliminarDomicilio(de_contratista(principal))
        vista = await eliminar_domicilio(orden, self.uow, self.reloj)
        etiqueta(response, vista.version)
        return vista

    async def calles(self, principal: Contratista) -> Sequence[Vialidad]:
        """Streets of the caller's own earlier addresses."""
        return await calles_usadas(de_contratista(principal), self.lecturas)

    async def repse(
        self, cuerpo: DatosRepse, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """Number, validity and activities of the REPSE registration."""
        actividades = [(a.folio, a.descripcion) for a in cuerpo.actividades]
        repse = Repse.leer(cuerpo.numero, cuerpo.vigencia_desde, cuerpo.vigencia_hasta, actividades)
        vista = await guardar_repse(GuardarRepse(de_contratista(principal), repse), self.uow, self.reloj)
        etiqueta(response, vista.version)
        return vista

    async def ver_borrador(self, principal: Contratista) -> BorradorVista:
        """What the caller typed and did not save yet."""
        return await ver_borrador(de_contratista(principal), self.lecturas)

    async def guardar_borrador(self, cuerpo: dict[str, Any], principal: Contratista) -> None:
        """Autosave: any JSON object of at most 16 KiB."""
        await guardar_borrador(GuardarBorrador(de_contratista(principal), cuerpo), self.uow)

    async def olvidar_borrador(self, principal: Contratista) -> None:
        """Nothing is being typed any more."""
        await guardar_borrador(GuardarBorrador(de_contratista(principal), None), self.uow)

    async def pedir_confirmacion(
        self, cuerpo: DireccionPedida, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """The link again, to an address that waits."""
        orden = PedirConfirmacion(de_contratista(principal), cuerpo.correo)
        vista = await pedir_confirmacion(orden, self.uow, self.sellador, self.reloj)
        etiqueta(response, vista.version)
        return vista

    async def confirmar(self, cuerpo: EnlaceAbierto) -> CorreoConfirmado:
        """Whoever holds the link owns the address. Public."""
        return await confirmar_correo(ConfirmarCorreo(cuerpo.token), self.uow, self.reloj)


def _orden(cuerpo: DatosDomicilio, principal: Principal) -> GuardarDomicilio:
    componentes = cuerpo.model_dump(exclude={"colonia_id", "sin_numero"})
    return GuardarDomicilio(de_contratista(principal), cuerpo.colonia_id, componentes, cuerpo.sin_numero)
