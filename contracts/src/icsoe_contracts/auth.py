"""Facts of auth about accounts with a password. Personal, kept 35 days; sealed links 2 days.

The subject is the account, of a link the link itself; a capturista's account has the capturista's id.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from .evento import Evento


class _Cuenta(Evento):
    cuenta_id: UUID
    ocurrido: datetime


class CuentaActivada(_Cuenta):
    """The first password exists: the invitation ``vinculo_id`` is accepted (icsoe.md §6.3)."""

    TIPO: ClassVar[str] = "icsoe.auth.cuenta_activada.v1"

    correo: str
    vinculo_id: UUID


class ContrasenaCambiada(_Cuenta):
    """A password was set or changed; every session of the account ended (M3)."""

    TIPO: ClassVar[str] = "icsoe.auth.contrasena_cambiada.v1"

    motivo: Literal["ALTA", "CAMBIO", "RECUPERACION"]


class SesionIniciada(_Cuenta):
    """A login with a password."""

    TIPO: ClassVar[str] = "icsoe.auth.sesion_iniciada.v1"


class IngresoDesdeEquipoNuevo(_Cuenta):
    """An account that knows clients was entered from another one (threats.md T-15, T-27).

    ``medio`` EFIRMA: the account is the contratista's and has its id.
    """

    TIPO: ClassVar[str] = "icsoe.auth.ingreso_desde_equipo_nuevo.v1"

    medio: Literal["EFIRMA", "CONTRASENA"]


class CuentaBloqueada(_Cuenta):
    """Five failures from one network; it may try again at ``hasta`` (icsoe.md §6.3, threats.md T-26)."""

    TIPO: ClassVar[str] = "icsoe.auth.cuenta_bloqueada.v1"

    hasta: datetime


class CuentaDesbloqueada(_Cuenta):
    """A contratista, or the help desk, lifted the lock (D109)."""

    TIPO: ClassVar[str] = "icsoe.auth.cuenta_desbloqueada.v1"


class CuentaReclamada(_Cuenta):
    """The person of this CURP proved it with her e.firma: nobody enters until she makes a password, and what
    was entrusted to whoever had the account ends (threats.md T-25).
    """

    TIPO: ClassVar[str] = "icsoe.auth.cuenta_reclamada.v1"


class CorreoDeCuentaCambiado(_Cuenta):
    """The person changed the address of its account and opened the link sent to the new one (D107)."""

    TIPO: ClassVar[str] = "icsoe.auth.correo_de_cuenta_cambiado.v1"

    correo: str


class EnlaceEmitido(_Cuenta):
    """A single-use link was made. ``sellado``: a JWE that only notify opens, holding token and address, never
    a URL (threats.md §4.3).
    """

    TIPO: ClassVar[str] = "icsoe.auth.enlace_emitido.v1"

    enlace_id: UUID
    motivo: Literal["ALTA", "RECUPERACION", "CORREO"]
    sellado: str
    expira: datetime
