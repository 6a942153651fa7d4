"""Facts of registry. Personal, kept 35 days; the owner can republish the current state."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .evento import Evento
from .referencias import TipoPersona


class _Contratista(Evento):
    # ``faltantes``: what keeps ``generales_completos`` false, in the words of the screen.
    contratista_id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    generales_completos: bool
    correo: str | None
    copias_acuse: tuple[str, ...] = ()
    faltantes: tuple[str, ...] = ()
    ocurrido: datetime
    # Of the addresses above, those whose link was opened: only these are sent an acuse (threats.md T-35).
    correos_confirmados: tuple[str, ...] = ()
    # What this change causes M13 for, to the addresses of now and to those it took away.
    cambios: tuple[Literal["correo", "copias_acuse", "acuse_repse"], ...] = ()
    correos_anteriores: tuple[str, ...] = ()


class GeneralesCompletos(_Contratista):
    """The contratista finished terms, general data and receipt: it may capture (icsoe.md §6.4)."""

    TIPO: ClassVar[str] = "icsoe.registry.generales_completos.v1"


class ContratistaActualizado(_Contratista):
    """The general data changed, or became incomplete again (D92). Carries the whole new state."""

    TIPO: ClassVar[str] = "icsoe.registry.contratista_actualizado.v1"


class CorreoPorConfirmar(Evento):
    """An address of a contratista waits for its owner. ``sellado``: a JWE for notify that holds the token and
    the address (threats.md §4.3).
    """

    TIPO: ClassVar[str] = "icsoe.registry.correo_por_confirmar.v1"

    contratista_id: UUID
    sellado: str
    expira: datetime
    ocurrido: datetime


class _DeCapturista(Evento):
    capturista_id: UUID
    ocurrido: datetime


class _DeVinculo(_DeCapturista):
    vinculo_id: UUID
    contratista_id: UUID
    contratista_rfc: str
    contratista_nombre: str


class CapturistaInvitado(_DeVinculo):
    """A contratista invited a capturista, or sent its invitation again (M1).

    ``usuario``: the CURP, as the name of the account. ``correo``: of the account as registry knows it, never
    the one typed for a known CURP (D108). ``cuenta_nueva``: this invitation makes the account, so M2 follows.
    """

    TIPO: ClassVar[str] = "icsoe.registry.capturista_invitado.v1"

    usuario: str
    correo: str
    cuenta_nueva: bool
    exige_segundo_factor: bool = False


class CapturistaVinculado(_DeVinculo):
    """The link is ACTIVO, or what it allows or the person's name changed. Carries its whole state.

    ``nombre``: whole, as the person typed it; None until it does.
    """

    TIPO: ClassVar[str] = "icsoe.registry.capturista_vinculado.v1"

    puede_acuses: bool
    exige_segundo_factor: bool
    nombre: str | None = None


class CapturistaDadoDeBaja(_DeVinculo):
    """The contratista ended the link, or withdrew the invitation (M5). Drafts stay."""

    TIPO: ClassVar[str] = "icsoe.registry.capturista_dado_de_baja.v1"


class CorreoDeCapturistaCambiado(_DeCapturista):
    """The capturista's address is another one: its own change, or a correction before its first entry."""

    TIPO: ClassVar[str] = "icsoe.registry.correo_de_capturista_cambiado.v1"

    correo: str
    correo_anterior: str
