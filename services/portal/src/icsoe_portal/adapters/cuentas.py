"""Accounts, capturistas and their contratistas over HTTP (plano.md §2)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from ..application import vistas_cuentas as v
from ..application.ports_cuentas import NuevoUsuario
from ..application.sesion import Sesion
from .cliente import Cliente, Pedido

_INGRESO: TypeAdapter[v.SesionDeCuenta | v.PasoPendiente] = TypeAdapter(v.SesionDeCuenta | v.PasoPendiente)


@dataclass(frozen=True)
class AccesosHttp:
    auth: Cliente
    registry: Cliente

    async def ingresar(
        self, sesion: Sesion, usuario: str, contrasena: str, dispositivo: str | None
    ) -> v.SesionDeCuenta | v.PasoPendiente:
        cuerpo = {"usuario": usuario, "contrasena": contrasena} | _conocido(dispositivo)
        pedido = Pedido("POST", "/sesiones/contrasena", cuerpo, publico=True)
        return _INGRESO.validate_json((await self.auth.pedir(pedido, sesion)).content)

    async def completar(
        self, sesion: Sesion, paso: str, codigo: str, dispositivo: str | None
    ) -> v.SesionDeCuenta:
        cuerpo = {"paso": paso, "codigo": codigo} | _conocido(dispositivo)
        pedido = Pedido("POST", "/sesiones/contrasena/segundo-factor", cuerpo, publico=True)
        return await self.auth.leer(v.SesionDeCuenta, pedido, sesion)

    async def recuperar(self, usuario: str, correo: str) -> None:
        await self.auth.pedir(Pedido("POST", "/recuperaciones", {"usuario": usuario, "correo": correo}))

    async def consultar(self, token: str) -> v.EnlaceVigente:
        return await self.auth.leer(v.EnlaceVigente, Pedido("POST", "/accesos/consulta", {"token": token}))

    async def crear_contrasena(self, token: str, contrasena: str) -> None:
        cuerpo = {"token": token, "contrasena": contrasena}
        await self.auth.pedir(Pedido("POST", "/accesos/contrasena", cuerpo))

    async def confirmar_correo(self, token: str, contrasena: str) -> v.CorreoConfirmado:
        cuerpo = {"token": token, "contrasena": contrasena}
        return await self.auth.leer(v.CorreoConfirmado, Pedido("POST", "/accesos/correo", cuerpo))

    async def confirmar_correo_de_contratista(self, token: str) -> v.CorreoConfirmado:
        pedido = Pedido("POST", "/correos/confirmacion", {"token": token})
        return await self.registry.leer(v.CorreoConfirmado, pedido)


@dataclass(frozen=True)
class CuentasHttp:
    cliente: Cliente

    async def ver(self, sesion: Sesion) -> v.Cuenta:
        return await self.cliente.leer(v.Cuenta, Pedido("GET", "/cuenta"), sesion)

    async def cambiar_contrasena(self, sesion: Sesion, actual: str, nueva: str) -> None:
        pedido = Pedido("PUT", "/cuenta/contrasena", {"actual": actual, "nueva": nueva})
        await self.cliente.pedir(pedido, sesion)

    async def cambiar_correo(self, sesion: Sesion, contrasena: str, correo: str) -> None:
        pedido = Pedido("POST", "/cuenta/correo", {"contrasena": contrasena, "correo": correo})
        await self.cliente.pedir(pedido, sesion)

    async def preparar_factor(self, sesion: Sesion, contrasena: str, codigo: str | None) -> v.Factor:
        cuerpo = {"contrasena": contrasena} | ({"codigo": codigo} if codigo else {})
        pedido = Pedido("POST", "/cuenta/segundo-factor", cuerpo)
        return await self.cliente.leer(v.Factor, pedido, sesion)

    async def activar_factor(self, sesion: Sesion, codigo: str) -> v.Codigos:
        pedido = Pedido("PUT", "/cuenta/segundo-factor", {"codigo": codigo})
        return await self.cliente.leer(v.Codigos, pedido, sesion)

    async def quitar_factor(self, sesion: Sesion, contrasena: str, codigo: str) -> None:
        pedido = Pedido("DELETE", "/cuenta/segundo-factor", {"contrasena": contrasena, "codigo": codigo})
        await self.cliente.pedir(pedido, sesion)

    async def reclamar(self, sesion: Sesion, correo: str) -> v.CuentaCongelada:
        return await self.cliente.leer(
            v.CuentaCongelada, Pedido("POST", "/titularidad", {"correo": correo}), sesion
        )

    async def sesiones(self, sesion: Sesion) -> list[v.SesionAbierta]:
        return await self.cliente.leer_lista(v.SesionAbierta, Pedido("GET", "/sesiones"), sesion)

    async def terminar(self, sesion: Sesion, id: UUID) -> None:
        await self.cliente.pedir(Pedido("DELETE", f"/sesiones/{id}"), sesion)

    async def desbloquear(self, sesion: Sesion, capturista_id: UUID) -> None:
        await self.cliente.pedir(Pedido("POST", f"/cuentas/{capturista_id}/desbloqueo", {}), sesion)


@dataclass(frozen=True)
class UsuariosHttp:
    cliente: Cliente

    async def todos(self, sesion: Sesion) -> list[v.Usuario]:
        return await self.cliente.leer_lista(v.Usuario, Pedido("GET", "/capturistas"), sesion)

    async def alta(self, sesion: Sesion, nuevo: NuevoUsuario, clave: str) -> v.Usuario:
        cuerpo = {
            "usuario": nuevo.usuario,
            "correo": nuevo.correo,
            "correo_confirmacion": nuevo.confirmacion,
            "puede_acuses": nuevo.puede_acuses,
            "exige_segundo_factor": nuevo.exige_segundo_factor,
        }
        return await self._fila(sesion, Pedido("POST", "/capturistas", cuerpo, clave=clave))

    async def reenviar(self, sesion: Sesion, vinculo_id: UUID, clave: str) -> v.Usuario:
        pedido = Pedido("POST", f"/capturistas/{vinculo_id}/invitacion", {}, clave=clave)
        return await self._fila(sesion, pedido)

    async def corregir(
        self, sesion: Sesion, vinculo_id: UUID, correo: str, confirmacion: str, clave: str
    ) -> v.Usuario:
        cuerpo = {"correo": correo, "correo_confirmacion": confirmacion}
        pedido = Pedido("PUT", f"/capturistas/{vinculo_id}/correo", cuerpo, clave=clave)
        return await self._fila(sesion, pedido)

    async def permitir(
        self, sesion: Sesion, vinculo_id: UUID, *, puede_acuses: bool, exige_segundo_factor: bool
    ) -> v.Usuario:
        cuerpo = {"puede_acuses": puede_acuses, "exige_segundo_factor": exige_segundo_factor}
        return await self._fila(sesion, Pedido("PUT", f"/capturistas/{vinculo_id}/permisos", cuerpo))

    async def confirmar(self, sesion: Sesion, vinculo_id: UUID) -> v.Usuario:
        return await self._fila(sesion, Pedido("POST", f"/capturistas/{vinculo_id}/confirmacion", {}))

    async def dar_de_baja(self, sesion: Sesion, vinculo_id: UUID, motivo: str | None) -> v.Usuario:
        cuerpo: dict[str, Any] = {"motivo": motivo} if motivo else {}
        return await self._fila(sesion, Pedido("POST", f"/capturistas/{vinculo_id}/baja", cuerpo))

    async def _fila(self, sesion: Sesion, pedido: Pedido) -> v.Usuario:
        return await self.cliente.leer(v.Usuario, pedido, sesion)


@dataclass(frozen=True)
class CapturistasHttp:
    cliente: Cliente

    async def ver(self, sesion: Sesion) -> v.Capturista:
        return await self._vista(sesion, Pedido("GET", "/capturista"))

    async def aceptar_terminos(self, sesion: Sesion, version: str) -> v.Capturista:
        return await self._vista(sesion, Pedido("POST", "/capturista/terminos", {"version": version}))

    async def llamarse(self, sesion: Sesion, nombre: str, primero: str, segundo: str) -> v.Capturista:
        cuerpo = {"nombre": nombre, "primer_apellido": primero, "segundo_apellido": segundo or None}
        return await self._vista(sesion, Pedido("PUT", "/capturista/datos", cuerpo))

    async def responder(self, sesion: Sesion, vinculo_id: UUID, *, acepta: bool) -> v.Capturista:
        acto = "aceptacion" if acepta else "rechazo"
        return await self._vista(sesion, Pedido("POST", f"/capturista/invitaciones/{vinculo_id}/{acto}", {}))

    async def _vista(self, sesion: Sesion, pedido: Pedido) -> v.Capturista:
        return await self.cliente.leer(v.Capturista, pedido, sesion)


def _conocido(dispositivo: str | None) -> dict[str, str]:
    return {"dispositivo": dispositivo} if dispositivo else {}
