"""The API of registry, version 1 (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from icsoe_chassis.claves import ClavesDeToken
from icsoe_chassis.constancia import leer_constancia
from icsoe_chassis.http import (
    ClaveIdempotencia,
    Cuerpo,
    Direccion,
    Principal,
    VersionEsperada,
    etiqueta,
    exigir_rol,
)
from icsoe_chassis.ports import Uow
from icsoe_chassis.tokens import TokenInvalido
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..application.aceptar_terminos import AceptarTerminos, aceptar_terminos
from ..application.cargar_acuse_repse import Archivero, CargarAcuseRepse, cargar_acuse_repse
from ..application.confirmar_correo import Sellador
from ..application.eliminar_acuse_repse import EliminarAcuseRepse, eliminar_acuse_repse
from ..application.guardar_generales import GuardarGenerales, guardar_generales
from ..application.identificar import Identificar, identificar
from ..application.ports import Trabajo
from ..application.queries import leer_acuse_repse, ver_contratista
from ..application.vista import ContratistaVista
from ..domain.contratista import TERMINOS_VIGENTES
from ..domain.generales import Generales

Contratista = Annotated[Principal, Depends(exigir_rol("contratista"))]
_PDF = "application/pdf"


class Presentacion(Cuerpo):
    """``identidad``: the JWS that auth gave at login."""

    identidad: str


class Aceptacion(Cuerpo):
    version: str


class DatosGenerales(Cuerpo):
    """``social_igual_fiscal``: a company's answer; absent for a person."""

    correo: str
    celular: str
    telefono_fijo: str | None = None
    social_igual_fiscal: bool | None = None
    copias_acuse: list[str] = []


class TerminosVista(BaseModel):
    version: str
    fecha: date


def de_contratista(principal: Principal) -> UUID:
    """The account a contratista's token is for. Raises sin_permiso."""
    if principal.contratista_id is None:
        raise Negativa("sin_permiso")
    return principal.contratista_id


@dataclass(frozen=True)
class Api:
    """The routes; the chassis adds prefix, identity, limits, positions and errors."""

    uow: Uow[Trabajo]
    archivero: Archivero
    claves: ClavesDeToken
    sellador: Sellador

    def rutas(self) -> APIRouter:
        router = APIRouter()
        router.put("/contratista")(self.identificar)
        router.get("/contratista")(self.ver)
        router.get("/terminos")(self.terminos)
        router.post("/contratista/terminos")(self.aceptar)
        router.put("/contratista/generales")(self.guardar)
        router.put("/contratista/acuse-repse")(self.cargar)
        router.get("/contratista/acuse-repse", response_class=Response)(self.descargar)
        router.delete("/contratista/acuse-repse")(self.eliminar)
        return router

    async def identificar(
        self, cuerpo: Presentacion, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """The account of who logged in, made on first use."""
        reloj = self.archivero.reloj
        try:
            constancia = await leer_constancia(cuerpo.identidad, self.claves, reloj.ahora())
        except TokenInvalido:
            raise Negativa("identidad_invalida") from None
        if constancia.contratista_id != de_contratista(principal):
            raise Negativa("identidad_invalida")
        orden = Identificar(
            constancia.contratista_id, constancia.rfc, constancia.nombre, constancia.tipo_persona
        )
        return _con_etiqueta(response, await identificar(orden, self.uow, reloj))

    async def ver(self, principal: Contratista, response: Response) -> ContratistaVista:
        """The caller's account."""
        return _con_etiqueta(
            response, await ver_contratista(de_contratista(principal), self.archivero.lecturas)
        )

    async def terminos(self) -> TerminosVista:
        """The terms in force. Public."""
        return TerminosVista(version=TERMINOS_VIGENTES.version, fecha=TERMINOS_VIGENTES.fecha)

    async def aceptar(
        self,
        cuerpo: Aceptacion,
        principal: Contratista,
        direccion: Direccion,
        response: Response,
        clave: ClaveIdempotencia,
    ) -> ContratistaVista:
        """Términos y Condiciones, Ingresar."""
        orden = AceptarTerminos(de_contratista(principal), cuerpo.version, direccion)
        return _con_etiqueta(response, await aceptar_terminos(orden, self.uow, self.archivero.reloj))

    async def guardar(
        self,
        cuerpo: DatosGenerales,
        principal: Contratista,
        version: VersionEsperada,
        response: Response,
        clave: ClaveIdempotencia,
    ) -> ContratistaVista:
        """Generales, Guardar. Other addresses for its acuses need an e.firma of the last ten minutes."""
        generales = Generales.leer(**cuerpo.model_dump())
        reciente = principal.efirma_reciente(self.archivero.reloj.ahora())
        orden = GuardarGenerales(de_contratista(principal), generales, version, reciente)
        vista = await guardar_generales(orden, self.uow, self.sellador, self.archivero.reloj)
        return _con_etiqueta(response, vista)

    async def cargar(
        self,
        principal: Contratista,
        request: Request,
        response: Response,
        clave: ClaveIdempotencia,
        nombre: Annotated[str, Query(max_length=1_000)] = "",
    ) -> ContratistaVista:
        """The receipt, as the raw body of the request."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _PDF:
            raise Negativa("tipo_de_contenido", esperado=_PDF)
        orden = CargarAcuseRepse(de_contratista(principal), nombre, await request.body())
        return _con_etiqueta(response, await cargar_acuse_repse(orden, self.archivero, self.uow))

    async def descargar(self, principal: Contratista) -> Response:
        """The receipt's bytes, never shown inline (threats.md §4.5)."""
        nombre, pdf = await leer_acuse_repse(
            de_contratista(principal), self.archivero.lecturas, self.archivero.objetos
        )
        adjunto = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(nombre, safe='')}"}
        return Response(pdf, media_type=_PDF, headers=adjunto)

    async def eliminar(
        self, principal: Contratista, response: Response, clave: ClaveIdempotencia
    ) -> ContratistaVista:
        """Eliminar the receipt."""
        orden = EliminarAcuseRepse(de_contratista(principal))
        return _con_etiqueta(response, await eliminar_acuse_repse(orden, self.uow, self.archivero.reloj))


def _con_etiqueta(response: Response, vista: ContratistaVista) -> ContratistaVista:
    etiqueta(response, vista.version)
    return vista
