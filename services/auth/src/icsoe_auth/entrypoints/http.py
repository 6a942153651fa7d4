"""The API of auth, version 1 (docs/architecture/plano.md §2)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from icsoe_chassis.http import Cuerpo, Direccion, FechaEnTexto, Identidad, Ritmo, red_de, sin_posiciones
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel, Field, StringConstraints

from ..application.emitir_reto import EmitirReto, RetoEmitido, emitir_reto
from ..application.ingresar import Ingresar, Puerta, SesionAbierta, ingresar
from ..application.ports import Revision
from ..application.renovar import AccesoRenovado, Renovar, renovar
from ..application.revisar_certificado import RevisarCertificado, revisar_certificado
from ..application.salir import Salir, salir
from ..domain.intentos import red_de_cuenta

_MAXIMO_CERTIFICADO = 22_000  # base64 of the 16 KiB that efirma.md §4 allows
Certificado = Annotated[str, Field(min_length=1, max_length=_MAXIMO_CERTIFICADO)]
Opaco = Annotated[str, Field(min_length=1, max_length=512)]


class PeticionDeReto(Cuerpo):
    """``verificador_sha256``: hexadecimal SHA-256 of the verifier's ASCII."""

    verificador_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Respuesta(Cuerpo):
    """The signed challenge. ``certificado`` (DER) and ``firma`` are standard base64; ``dispositivo``: what an
    earlier login left in this client.
    """

    reto: Opaco
    verificador: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    certificado: Certificado
    firma: Annotated[str, Field(min_length=1, max_length=1024)]
    rfc: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=13)] | None = None
    dispositivo: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")] | None = None


class Renovacion(Cuerpo):
    refresco: Opaco


class Consulta(Cuerpo):
    """``en``: the day to judge at; today when absent."""

    certificado: Certificado
    en: FechaEnTexto | None = None


class Jwks(BaseModel):
    keys: list[dict[str, Any]]


def _bytes(texto: str, codigo: str) -> bytes:
    try:
        return base64.b64decode(texto, validate=True)
    except (binascii.Error, ValueError):
        raise Negativa(codigo) from None


@dataclass(frozen=True)
class Api:
    """The routes; the chassis adds prefix, identity, limits and errors."""

    puerta: Puerta
    jwks: list[dict[str, Any]]
    retos_por_direccion: Ritmo

    def rutas(self) -> APIRouter:
        router = APIRouter()
        router.post("/retos", status_code=201)(self.reto)
        # A position would tell whoever stole an e.firma that its owner is being told.
        discreta = [Depends(sin_posiciones)]
        router.post("/sesiones", status_code=201, dependencies=discreta)(self.ingresar)
        router.post("/sesiones/renovacion")(self.renovar)
        router.post("/internos/sesiones/renovacion")(self.renovar_interna)
        router.delete("/sesiones/actual", status_code=204)(self.salir)
        router.post("/certificados/revision")(self.revisar)
        router.get("/jwks.json")(self.claves)
        return router

    async def reto(self, cuerpo: PeticionDeReto, direccion: Direccion) -> RetoEmitido:
        """A text to sign with the e.firma, good for two minutes. Public."""
        if not self.retos_por_direccion.admite(red_de(direccion)):
            raise Negativa("demasiadas_peticiones")
        orden = EmitirReto(bytes.fromhex(cuerpo.verificador_sha256))
        return emitir_reto(orden, self.puerta.sellador, self.puerta.reloj)

    async def ingresar(self, cuerpo: Respuesta, direccion: Direccion) -> SesionAbierta:
        """Opens a session for whoever signed the challenge. Public."""
        orden = Ingresar(
            reto=cuerpo.reto,
            verificador=cuerpo.verificador,
            certificado=_bytes(cuerpo.certificado, "certificado_ilegible"),
            firma=_bytes(cuerpo.firma, "firma_invalida"),
            rfc=cuerpo.rfc,
            red=red_de_cuenta(direccion),
            dispositivo=cuerpo.dispositivo,
        )
        return await ingresar(orden, self.puerta)

    async def renovar(self, cuerpo: Renovacion) -> AccesoRenovado:
        """A new access token for a living session. Public: the handle is the proof."""
        p = self.puerta
        return await renovar(Renovar(cuerpo.refresco), p.uow, p.emisor, p.reloj)

    async def renovar_interna(self, cuerpo: Renovacion) -> AccesoRenovado:
        """The same of internal staff. Public; the gateway closes this path to the outside."""
        p = self.puerta
        return await renovar(Renovar(cuerpo.refresco, interna=True), p.uow, p.emisor, p.reloj)

    async def salir(self, principal: Identidad) -> Response:
        """Ends the caller's session."""
        await salir(Salir(principal.sid), self.puerta.uow, self.puerta.reloj)
        return Response(status_code=204)

    async def revisar(self, cuerpo: Consulta) -> Revision:
        """Whether this certificate would be accepted as an e.firma. Public."""
        der = _bytes(cuerpo.certificado, "certificado_ilegible")
        return await revisar_certificado(
            RevisarCertificado(der, cuerpo.en), self.puerta.juez, self.puerta.reloj
        )

    async def claves(self) -> Jwks:
        """The public keys of our tokens. Public."""
        return Jwks(keys=self.jwks)
