"""What auth and registry answer about accounts with a password and capturistas (plano.md §2)."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from .vistas import Vista


class SesionDeCuenta(Vista):
    """A login that is done. ``codigos_de_recuperacion`` only right after the second factor was set up."""

    acceso: str
    acceso_expira: datetime
    refresco: str
    dispositivo: str
    rol: Literal["capturista"]
    codigos_de_recuperacion: list[str] | None = None


class PasoPendiente(Vista):
    """A login that lacks its code."""

    paso: str
    segundo_factor: Literal["PEDIR", "ACTIVAR"]
    secreto: str | None = None
    uri: str | None = None


class EnlaceVigente(Vista):
    """What the link of a mail is for. ``correo`` is masked."""

    motivo: Literal["ALTA", "RECUPERACION", "CORREO"]
    usuario: str
    correo: str


class CorreoConfirmado(Vista):
    correo: str


class Cuenta(Vista):
    usuario: str
    correo: str | None = None
    segundo_factor: bool
    exige_segundo_factor: bool


class Factor(Vista):
    secreto: str
    uri: str


class Codigos(Vista):
    codigos_de_recuperacion: list[str]


class CuentaCongelada(Vista):
    """The account that its owner proved to be hers; the address masked."""

    usuario: str
    correo: str


class SesionAbierta(Vista):
    """One of the own sessions; ``actual`` is the one that asks."""

    id: UUID
    abierta: datetime
    usada: datetime
    actual: bool
    medio: Literal["EFIRMA", "CONTRASENA"]
    red: str | None = None


class Usuario(Vista):
    """One row of Usuarios: the link of a capturista to the contratista that asks."""

    vinculo_id: UUID
    usuario: str
    nombre: str | None = None
    correo: str
    estado: Literal["INVITADO", "POR_CONFIRMAR", "ACTIVO", "RECHAZADO", "BLOQUEADO", "BAJA"]
    puede_acuses: bool
    exige_segundo_factor: bool
    alta: datetime
    ultimo_acceso: datetime | None = None
    capturista_id: UUID | None = None
    correo_de_cuenta: str | None = None
    cuenta_desde: datetime | None = None
    por_titular: bool = False
    aceptado: bool = False

    @property
    def correo_mostrado(self) -> str:
        """As typed until acceptance (icsoe.md §7.6); then the account's, masked, while the link is open."""
        return (self.correo_de_cuenta or "") if self.aceptado else self.correo


class Invitacion(Vista):
    vinculo_id: UUID
    contratista_rfc: str
    contratista_nombre: str
    desde: datetime


class ContratistaDeCapturista(Vista):
    contratista_id: UUID
    rfc: str
    nombre: str
    puede_acuses: bool


class Capturista(Vista):
    """The person's own view: what it owes, who invites it, for whom it may work."""

    id: UUID
    usuario: str
    nombre: str | None = None
    primer_apellido: str | None = None
    segundo_apellido: str | None = None
    correo: str
    faltantes: list[str]
    invitaciones: list[Invitacion]
    contratistas: list[ContratistaDeCapturista]

    @classmethod
    def desconocida(cls, usuario: str) -> Self:
        """What the session alone knows, while registry does not answer."""
        nada: list[Any] = []
        return cls(
            id=UUID(int=0), usuario=usuario, correo="", faltantes=[], invitaciones=nada, contratistas=nada
        )

    @property
    def nombre_completo(self) -> str:
        partes = (self.nombre, self.primer_apellido, self.segundo_apellido)
        return " ".join(parte for parte in partes if parte)

    @property
    def debe_terminos(self) -> bool:
        return "Términos y Condiciones" in self.faltantes

    def contratista(self, id: UUID) -> ContratistaDeCapturista | None:
        """The one of this id that it may work for now."""
        return next((c for c in self.contratistas if c.contratista_id == id), None)
