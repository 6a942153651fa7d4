"""signing over HTTP: wire → command, nothing else (plano.md §2)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response
from icsoe_chassis.http import (
    Ambito,
    AmbitoConAcuses,
    ClaveIdempotencia,
    Cuerpo,
    DespuesDe,
    Direccion,
    Encargo,
    IdEnTexto,
    Identidad,
    Principal,
    RecibidaEn,
    Ritmo,
    ambito_o,
    exigir_acuses,
    exigir_rol,
    paginada,
    plazo_de_firma,
    red_de,
)
from icsoe_chassis.registro import registro
from icsoe_dominio.negativas import Negativa
from pydantic import Field

from ..application.devolver import Devolver, Devuelta, devolver
from ..application.emitir_cadena import CadenaParaFirmar, EmitirCadena, emitir_cadena
from ..application.ports import LecturasDeRevocacion
from ..application.presentar import InformativaConFolio, Presentar, Ventanilla, presentar
from ..application.queries import (
    Consultas,
    Verificacion,
    VistaAcuse,
    VistaObservada,
    VistaPendiente,
    observadas,
)
from ..application.solicitar_devolucion import DevolucionPedida, SolicitarDevolucion, solicitar_devolucion

MAXIMO_CERTIFICADO_B64 = 22_000
MAXIMO_FIRMA_B64 = 1_400
_ATADO = {"Content-Disposition": "attachment"}


async def _contratista(principal: Annotated[Principal, Depends(exigir_rol("contratista"))]) -> UUID:
    """A capturista never signs nor returns (D89)."""
    if principal.contratista_id is None:
        raise Negativa("sin_permiso")
    return principal.contratista_id


Contratista = Annotated[UUID, Depends(_contratista)]
FolioEnRuta = Annotated[str, Path(max_length=16)]


async def _lector(
    folio: FolioEnRuta,
    principal: Identidad,
    ambito: Annotated[Encargo | None, Depends(ambito_o("mesa_ayuda", "verificador"))],
) -> UUID | None:
    """Whose acuse it must be; None: staff reads anybody's, and that is logged (D7)."""
    if ambito is None:
        registro().info("lectura_interna", rol=principal.rol, sub=str(principal.sub), folio=folio)
        return None
    return (await exigir_acuses(ambito)).contratista_id


Lectura = Annotated[UUID | None, Depends(_lector)]
Pagina = Annotated[int, Query(ge=1, le=1_000)]
Certificado = Annotated[str, Field(min_length=1, max_length=MAXIMO_CERTIFICADO_B64)]


class PeticionCadena(Cuerpo):
    """``certificado``: base64 of the DER."""

    certificado: Certificado


class PeticionPresentacion(Cuerpo):
    """``certificado``, ``firma``: base64. ``certificado_ingreso``: number used at login, if known."""

    cadena_id: IdEnTexto
    certificado: Certificado
    firma: Annotated[str, Field(min_length=1, max_length=MAXIMO_FIRMA_B64)]
    certificado_ingreso: Annotated[str, Field(pattern=r"^[0-9]{20}$")] | None = None


class PeticionDevolucion(Cuerpo):
    """Devolver and Solicitar devolución. ``motivo``: 1–500 characters."""

    motivo: Annotated[str, Field(min_length=1, max_length=2_000)]


@dataclass(frozen=True)
class Puertas:
    """What the routes call. ``origen``: the public URL in the signed text. ``raiz_sello``: PEM.

    ``verificaciones``: how often one address may ask, because folios are consecutive (T-63).
    """

    ventanilla: Ventanilla
    consultas: Consultas
    revocaciones: LecturasDeRevocacion
    verificaciones: Ritmo
    origen: str
    raiz_sello: bytes | None

    def rutas(self) -> APIRouter:
        """The table of all routes, without prefix."""
        r = APIRouter()
        r.add_api_route("/pendientes", self.pendientes)
        r.add_api_route("/pendientes/{informativa_id}", self.pendiente)
        r.add_api_route("/pendientes/{informativa_id}/contenido", self.contenido, response_class=Response)
        r.add_api_route(
            "/pendientes/{informativa_id}/cadenas", self.cadenas, methods=["POST"], status_code=201
        )
        r.add_api_route(
            "/pendientes/{informativa_id}/presentacion",
            self.presentacion,
            methods=["POST"],
            status_code=201,
            dependencies=[Depends(plazo_de_firma)],
        )
        r.add_api_route("/pendientes/{informativa_id}/devolucion", self.devolucion, methods=["POST"])
        r.add_api_route(
            "/pendientes/{informativa_id}/solicitud-devolucion",
            self.solicitud_devolucion,
            methods=["POST"],
            dependencies=[Depends(exigir_rol("capturista"))],
        )
        r.add_api_route("/acuses", self.acuses)
        r.add_api_route("/acuses/{folio}", self.acuse)
        r.add_api_route("/acuses/{folio}/pdf", self.pdf, response_class=Response)
        r.add_api_route("/observadas", self.observadas)
        r.add_api_route("/verificacion/{folio}", self.verificacion)
        r.add_api_route("/sello/raiz", self.raiz, response_class=Response)
        return r

    async def pendientes(self, ambito: Ambito, _: DespuesDe) -> list[VistaPendiente]:
        return await self.consultas.pendientes(ambito.contratista_id)

    async def pendiente(self, informativa_id: UUID, ambito: Ambito, _: DespuesDe) -> VistaPendiente:
        return await self.consultas.pendiente(informativa_id, ambito.contratista_id)

    async def contenido(self, informativa_id: UUID, ambito: Ambito, _: DespuesDe) -> Response:
        datos = await self.consultas.contenido(informativa_id, ambito.contratista_id)
        return Response(datos, media_type="application/json", headers=_ATADO)

    async def cadenas(
        self,
        informativa_id: UUID,
        cuerpo: PeticionCadena,
        contratista: Contratista,
        _: DespuesDe,
        __: ClaveIdempotencia,
    ) -> CadenaParaFirmar:
        certificado = _binario(cuerpo.certificado, "certificado")
        orden = EmitirCadena(informativa_id, contratista, certificado, self.origen)
        v = self.ventanilla
        return await emitir_cadena(orden, v.lecturas, v.uow, v.juez, v.calendario, v.reloj)

    async def presentacion(
        self,
        informativa_id: UUID,
        cuerpo: PeticionPresentacion,
        contratista: Contratista,
        recibida_en: RecibidaEn,
        _: ClaveIdempotencia,
    ) -> InformativaConFolio:
        orden = Presentar(
            informativa_id=informativa_id,
            contratista_id=contratista,
            cadena_id=cuerpo.cadena_id,
            certificado=_binario(cuerpo.certificado, "certificado"),
            firma=_binario(cuerpo.firma, "firma"),
            recibida_en=recibida_en,
            certificado_ingreso=cuerpo.certificado_ingreso,
        )
        return await presentar(orden, self.ventanilla)

    async def devolucion(
        self,
        informativa_id: UUID,
        cuerpo: PeticionDevolucion,
        contratista: Contratista,
        _: DespuesDe,
        __: ClaveIdempotencia,
    ) -> Devuelta:
        orden = Devolver(informativa_id, contratista, cuerpo.motivo)
        v = self.ventanilla
        return await devolver(orden, v.lecturas, v.uow, v.reloj)

    async def solicitud_devolucion(
        self,
        informativa_id: UUID,
        cuerpo: PeticionDevolucion,
        ambito: Ambito,
        _: DespuesDe,
        __: ClaveIdempotencia,
    ) -> DevolucionPedida:
        """Only a capturista asks: a contratista returns it itself (D111)."""
        orden = SolicitarDevolucion(
            informativa_id, ambito.contratista_id, ambito.principal.sub, cuerpo.motivo
        )
        v = self.ventanilla
        return await solicitar_devolucion(orden, v.lecturas, v.uow, v.reloj)

    async def acuses(
        self,
        ambito: AmbitoConAcuses,
        respuesta: Response,
        _: DespuesDe,
        pagina: Pagina = 1,
    ) -> list[VistaAcuse]:
        """``Link: <?pagina=n>; rel="next"`` (RFC 8288) while there is another page."""
        return paginada(respuesta, pagina, await self.consultas.acuses(ambito.contratista_id, pagina))

    async def acuse(self, folio: FolioEnRuta, de: Lectura, _: DespuesDe) -> VistaAcuse:
        return await self.consultas.acuse(folio, de)

    async def pdf(self, folio: FolioEnRuta, de: Lectura) -> Response:
        datos, huella = await self.consultas.pdf(folio, de)
        cabeceras = {
            "Content-Disposition": f'attachment; filename="{folio}.pdf"',
            "ETag": f'"{huella}"',
        }
        return Response(datos, media_type="application/pdf", headers=cabeceras)

    async def observadas(
        self,
        principal: Annotated[Principal, Depends(exigir_rol("verificador"))],
        respuesta: Response,
        pagina: Pagina = 1,
    ) -> list[VistaObservada]:
        """Pages as in ``acuses``; every reading is logged (D7)."""
        registro().info("lectura_interna", rol=principal.rol, sub=str(principal.sub), bandeja="observadas")
        return paginada(respuesta, pagina, await observadas(self.revocaciones, pagina))

    async def verificacion(
        self,
        folio: FolioEnRuta,
        direccion: Direccion,
        autenticador: Annotated[str | None, Query(max_length=32)] = None,
    ) -> Verificacion:
        if not self.verificaciones.admite(red_de(direccion)):
            raise Negativa("demasiadas_peticiones")
        return await self.consultas.verificar(folio, autenticador)

    async def raiz(self) -> Response:
        if self.raiz_sello is None:
            raise Negativa("no_disponible")
        return Response(self.raiz_sello, media_type="application/x-pem-file")


def _binario(texto: str, campo: str) -> bytes:
    try:
        return base64.b64decode(texto, validate=True)
    except (binascii.Error, ValueError):
        raise Negativa("campo_invalido", campos=[campo]) from None
