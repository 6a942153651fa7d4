"""Entry with a password: login, code, access links, recovery (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from icsoe_chassis.http import Cuerpo, Direccion, Ritmo, red_de
from icsoe_dominio.contacto import Correo
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido
from pydantic import BaseModel, Field, StringConstraints

from ..application.abrir_sesion import SesionDeCuenta, Visitante
from ..application.completar_ingreso import CompletarIngreso, completar_ingreso
from ..application.comprobar_contrasena import Credenciales
from ..application.ingresar_con_contrasena import PasoPendiente, ingresar_con_contrasena
from ..application.ingresar_interno import IngresarInterno, ingresar_interno
from ..application.pedir_recuperacion import PedirRecuperacion, pedir_recuperacion
from ..application.ports_cuentas import Recepcion
from ..application.usar_acceso import (
    AccesoVigente,
    ConfirmarCorreo,
    ConsultarAcceso,
    CorreoConfirmado,
    CrearContrasena,
    UsuarioListo,
    confirmar_correo,
    consultar_acceso,
    crear_contrasena,
)
from ..domain.intentos import red_de_cuenta

Usuario = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9ñÑ]{1,40}$")
]
Interno = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9.-]{1,39}$")]
Contrasena = Annotated[str, Field(min_length=1, max_length=512)]
Codigo = Annotated[str, Field(min_length=1, max_length=40)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Ingreso(Cuerpo):
    """``usuario``: a CURP. ``dispositivo``: what an earlier login left in this browser."""

    usuario: Usuario
    contrasena: Contrasena
    dispositivo: Token | None = None


class SegundoPaso(Cuerpo):
    """``codigo``: six digits, or a recovery code."""

    paso: Annotated[str, Field(min_length=1, max_length=1024)]
    codigo: Codigo
    dispositivo: Token | None = None


class IngresoInterno(Cuerpo):
    usuario: Interno
    contrasena: Contrasena
    codigo: Codigo
    dispositivo: Token | None = None


class Recuperacion(Cuerpo):
    usuario: Usuario
    correo: Annotated[str, Field(min_length=1, max_length=254)]


class Acceso(Cuerpo):
    token: Token


class AccesoConContrasena(Cuerpo):
    token: Token
    contrasena: Contrasena


class Nada(BaseModel):
    """``{}``."""


@dataclass(frozen=True)
class ApiDeCuentas:
    """The public routes of accounts with a password. ``ritmo``: how often one address may call them."""

    recepcion: Recepcion
    ritmo: Ritmo

    def rutas(self) -> APIRouter:
        router = APIRouter(dependencies=[Depends(self._con_ritmo)])
        otra: dict[int | str, dict[str, Any]] = {200: {"model": PasoPendiente}}
        router.post("/sesiones/contrasena", status_code=201, responses=otra)(self.ingresar)
        router.post("/sesiones/contrasena/segundo-factor", status_code=201)(self.completar)
        router.post("/internos/sesiones", status_code=201)(self.ingresar_interno)
        router.post("/recuperaciones", status_code=202)(self.recuperar)
        router.post("/accesos/consulta")(self.consultar)
        router.post("/accesos/contrasena")(self.crear_contrasena)
        router.post("/accesos/correo")(self.confirmar_correo)
        return router

    async def _con_ritmo(self, direccion: Direccion) -> None:
        if not self.ritmo.admite(red_de(direccion)):
            raise Negativa("demasiadas_peticiones")

    async def ingresar(
        self, cuerpo: Ingreso, direccion: Direccion, response: Response
    ) -> SesionDeCuenta | PasoPendiente:
        """A session, or with status 200 the second step that is due. Public."""
        visitante = Visitante(red_de_cuenta(direccion), cuerpo.dispositivo)
        orden = Credenciales(cuerpo.usuario, cuerpo.contrasena, visitante)
        respuesta = await ingresar_con_contrasena(orden, self.recepcion)
        if isinstance(respuesta, PasoPendiente):
            response.status_code = 200
        return respuesta

    async def completar(self, cuerpo: SegundoPaso, direccion: Direccion) -> SesionDeCuenta:
        """The code that the first step asked for. Public: the step is the proof of the password."""
        visitante = Visitante(red_de_cuenta(direccion), cuerpo.dispositivo)
        return await completar_ingreso(
            CompletarIngreso(cuerpo.paso, cuerpo.codigo, visitante), self.recepcion
        )

    async def ingresar_interno(self, cuerpo: IngresoInterno, direccion: Direccion) -> SesionDeCuenta:
        """A session of internal staff. Public; the gateway closes this path to the outside."""
        visitante = Visitante(red_de_cuenta(direccion), cuerpo.dispositivo)
        credenciales = Credenciales(cuerpo.usuario, cuerpo.contrasena, visitante)
        return await ingresar_interno(IngresarInterno(credenciales, cuerpo.codigo), self.recepcion)

    async def recuperar(self, cuerpo: Recuperacion, direccion: Direccion) -> Nada:
        """A link by mail if user and address belong together; the answer never tells. Public."""
        try:
            correo = Correo.leer(cuerpo.correo)
        except ValorInvalido as error:
            raise Negativa("campo_invalido", campos=["correo"], errores={"correo": error.motivo}) from None
        orden = PedirRecuperacion(cuerpo.usuario, str(correo), red_de(direccion))
        await pedir_recuperacion(orden, self.recepcion.uow, self.recepcion.reloj)
        return Nada()

    async def consultar(self, cuerpo: Acceso) -> AccesoVigente:
        """What a link is for; leaves it usable. Public: the token is the proof."""
        return await consultar_acceso(ConsultarAcceso(cuerpo.token), self.recepcion)

    async def crear_contrasena(self, cuerpo: AccesoConContrasena) -> UsuarioListo:
        """Sets the password and spends the link. Public: the token is the proof."""
        return await crear_contrasena(CrearContrasena(cuerpo.token, cuerpo.contrasena), self.recepcion)

    async def confirmar_correo(self, cuerpo: AccesoConContrasena, direccion: Direccion) -> CorreoConfirmado:
        """Confirms a new address and spends the link. Public: token and password are the proof."""
        visitante = Visitante(red_de_cuenta(direccion), None)
        return await confirmar_correo(
            ConfirmarCorreo(cuerpo.token, cuerpo.contrasena, visitante), self.recepcion
        )
