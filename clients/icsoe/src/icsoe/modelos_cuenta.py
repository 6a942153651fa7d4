"""What auth and registry answer about accounts with a password, and about who captures for whom."""

from typing import Literal

from icsoe.modelos import Respuesta


class SesionDeCuenta(Respuesta):
    """What a login with a password leaves. Secret.

    ``dispositivo``: to be sent at the next login from this machine, so that failures of strangers do not
    lock it. ``codigos_de_recuperacion``: shown only once, when the login turned the second factor on.
    """

    acceso: str
    refresco: str
    sesion_id: str
    dispositivo: str
    cuenta_id: str
    rol: str
    codigos_de_recuperacion: list[str] | None = None


class PasoPendiente(Respuesta):
    """The password was right, a code is missing. ``secreto``, ``uri``: only to ACTIVAR it. Secret."""

    paso: str
    segundo_factor: Literal["PEDIR", "ACTIVAR"]
    secreto: str | None = None
    uri: str | None = None


class AccesoVigente(Respuesta):
    """What a link is for: ``motivo`` ALTA, RECUPERACION or CORREO; ``correo`` masked."""

    motivo: str
    usuario: str
    correo: str
    expira: str


class UsuarioListo(Respuesta):
    """Whose password was made."""

    usuario: str


class CorreoConfirmado(Respuesta):
    """The confirmed address, masked."""

    correo: str


class CuentaCongelada(Respuesta):
    """An account that its owner proved to be hers; the address of its new link, masked."""

    usuario: str
    correo: str


class CuentaPropia(Respuesta):
    """The caller's own account with a password."""

    id: str
    rol: str
    usuario: str
    correo: str | None = None
    segundo_factor: bool
    exige_segundo_factor: bool


class FactorPorActivar(Respuesta):
    """A prepared second factor, shown once. Secret."""

    secreto: str
    uri: str


class CodigosDeRecuperacion(Respuesta):
    """Each opens one login without the application. Secret."""

    codigos_de_recuperacion: list[str]


class SesionPropia(Respuesta):
    """One open session of the caller's. ``medio``: EFIRMA or CONTRASENA; instants ISO 8601."""

    id: str
    abierta: str
    usada: str
    actual: bool
    medio: str
    red: str | None = None


class Usuario(Respuesta):
    """One row of Usuarios: a capturista as this contratista sees it.

    ``estado``: INVITADO, POR_CONFIRMAR, ACTIVO, BLOQUEADO, RECHAZADO or BAJA. ``nombre``,
    ``ultimo_acceso``, ``capturista_id`` only after it accepted.
    """

    vinculo_id: str
    usuario: str
    correo: str
    estado: str
    puede_acuses: bool
    exige_segundo_factor: bool
    alta: str
    nombre: str | None = None
    ultimo_acceso: str | None = None
    capturista_id: str | None = None
    correo_de_cuenta: str | None = None
    cuenta_desde: str | None = None

    @property
    def cerrado(self) -> bool:
        """Nothing more can be done with it; the same CURP may have a newer row."""
        return self.estado in ("BAJA", "RECHAZADO")


class Invitacion(Respuesta):
    """A contratista that asks a capturista to work for it."""

    vinculo_id: str
    contratista_rfc: str
    contratista_nombre: str
    desde: str


class ContratistaVinculado(Respuesta):
    """A contratista that a capturista works for."""

    contratista_id: str
    rfc: str
    nombre: str
    puede_acuses: bool


class Capturista(Respuesta):
    """A capturista's own view. ``faltantes`` in the words of the screen."""

    id: str
    usuario: str
    correo: str
    nombre: str | None = None
    primer_apellido: str | None = None
    segundo_apellido: str | None = None
    terminos_version: str | None = None
    faltantes: list[str] = []
    invitaciones: list[Invitacion] = []
    contratistas: list[ContratistaVinculado] = []
