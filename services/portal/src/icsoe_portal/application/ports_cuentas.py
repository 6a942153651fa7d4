"""auth and registry as the pages of accounts and capturistas need them. All raise ``ErrorDeServicio``."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from . import vistas_cuentas as v
from .sesion import Sesion


@dataclass(frozen=True)
class NuevoUsuario:
    """The form of icsoe.md §7.6, both addresses as typed."""

    usuario: str
    correo: str
    confirmacion: str
    puede_acuses: bool
    exige_segundo_factor: bool


class Accesos(Protocol):
    """Entry with a password; nobody is signed in yet. ``sesion`` keeps what the answer says of positions."""

    async def ingresar(
        self, sesion: Sesion, usuario: str, contrasena: str, dispositivo: str | None
    ) -> v.SesionDeCuenta | v.PasoPendiente: ...

    async def completar(
        self, sesion: Sesion, paso: str, codigo: str, dispositivo: str | None
    ) -> v.SesionDeCuenta: ...

    async def recuperar(self, usuario: str, correo: str) -> None: ...

    async def consultar(self, token: str) -> v.EnlaceVigente: ...

    async def crear_contrasena(self, token: str, contrasena: str) -> None: ...

    async def confirmar_correo(self, token: str, contrasena: str) -> v.CorreoConfirmado: ...

    async def confirmar_correo_de_contratista(self, token: str) -> v.CorreoConfirmado: ...


class Cuentas(Protocol):
    """The own account and sessions, and the lock of a capturista."""

    async def ver(self, sesion: Sesion) -> v.Cuenta: ...

    async def cambiar_contrasena(self, sesion: Sesion, actual: str, nueva: str) -> None: ...

    async def cambiar_correo(self, sesion: Sesion, contrasena: str, correo: str) -> None: ...

    async def preparar_factor(self, sesion: Sesion, contrasena: str, codigo: str | None) -> v.Factor: ...

    async def activar_factor(self, sesion: Sesion, codigo: str) -> v.Codigos: ...

    async def quitar_factor(self, sesion: Sesion, contrasena: str, codigo: str) -> None: ...

    async def reclamar(self, sesion: Sesion, correo: str) -> v.CuentaCongelada: ...

    async def sesiones(self, sesion: Sesion) -> list[v.SesionAbierta]: ...

    async def terminar(self, sesion: Sesion, id: UUID) -> None: ...

    async def desbloquear(self, sesion: Sesion, capturista_id: UUID) -> None: ...


class Usuarios(Protocol):
    """The capturistas of the signed-in contratista. ``clave``: the Idempotency-Key of the form."""

    async def todos(self, sesion: Sesion) -> list[v.Usuario]: ...

    async def alta(self, sesion: Sesion, nuevo: NuevoUsuario, clave: str) -> v.Usuario: ...

    async def reenviar(self, sesion: Sesion, vinculo_id: UUID, clave: str) -> v.Usuario: ...

    async def corregir(
        self, sesion: Sesion, vinculo_id: UUID, correo: str, confirmacion: str, clave: str
    ) -> v.Usuario: ...

    async def permitir(
        self, sesion: Sesion, vinculo_id: UUID, *, puede_acuses: bool, exige_segundo_factor: bool
    ) -> v.Usuario: ...

    async def confirmar(self, sesion: Sesion, vinculo_id: UUID) -> v.Usuario: ...

    async def dar_de_baja(self, sesion: Sesion, vinculo_id: UUID, motivo: str | None) -> v.Usuario: ...


class Capturistas(Protocol):
    """The signed-in capturista's own door."""

    async def ver(self, sesion: Sesion) -> v.Capturista: ...

    async def aceptar_terminos(self, sesion: Sesion, version: str) -> v.Capturista: ...

    async def llamarse(self, sesion: Sesion, nombre: str, primero: str, segundo: str) -> v.Capturista: ...

    async def responder(self, sesion: Sesion, vinculo_id: UUID, *, acepta: bool) -> v.Capturista: ...
