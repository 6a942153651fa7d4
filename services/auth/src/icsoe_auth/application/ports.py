"""What auth's commands need from outside."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from icsoe_chassis.identidad import Principal, Rol
from icsoe_chassis.ports import Eventos
from icsoe_contracts.referencias import TipoPersona

from ..domain.sesion import Plazos


@dataclass(frozen=True)
class Titular:
    """Whose e.firma it is, as an accepted certificate says (efirma.md §1.2). ``curp`` of a person only."""

    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    rfc_representante: str | None
    certificado_numero: str
    curp: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Revision:
    """What would be said of a certificate at an instant; ``codigo`` None when it would be accepted."""

    tipo: str
    rfc: str | None
    rfc_representante: str | None
    persona: TipoPersona | None
    nombre: str | None
    numero: str | None
    vigente_desde: datetime | None
    vigente_hasta: datetime | None
    vigente: bool
    cadena_confiable: bool
    aceptable: bool
    codigo: str | None
    mensaje: str


class EfirmaAceptada(Protocol):
    """An acceptable e.firma, read once."""

    @property
    def titular(self) -> Titular: ...

    def firmo(self, texto: str, firma: bytes) -> bool:
        """Whether its key signed exactly ``texto``."""
        ...

    async def exigir_sin_revocar(self, en: datetime) -> None:
        """Asks the authority, or remembers a "good" of the last five minutes; only after ``firmo`` (T-20).

        Raises MSG-03, revocacion_*; nothing when the responder cannot be reached.
        """
        ...


class JuezDeCertificados(Protocol):
    """Judges certificates against the authorities this installation trusts."""

    async def juzgar(self, der: bytes, rfc: str | None, en: datetime) -> EfirmaAceptada:
        """Raises the Negativa of the first reason against it.

        ``rfc``: as typed, compared with the certificate's (MSG-01, MSG-02).
        """
        ...

    def revisar(self, der: bytes, en: datetime) -> Awaitable[Revision]:
        """The verdict, without refusing anything."""
        ...


@dataclass(frozen=True)
class Acceso:
    """A signed access token and when it expires."""

    token: str
    expira: datetime


class Emisor(Protocol):
    """Signs tokens with auth's key."""

    def acceso(self, principal: Principal, ahora: datetime) -> Acceso: ...

    def identidad(self, cuenta_id: UUID, titular: Titular, ahora: datetime) -> str:
        """The slip that tells registry whose e.firma it was."""
        ...


class Retos(Protocol):
    async def olvidar(self, vencidos_antes_de: datetime) -> bool:
        """One batch of them; True when there may be more. So does every ``olvidar`` of a purge."""
        ...


class Cuentas(Protocol):
    async def ingresar(
        self, nonce: bytes, expira: datetime, nueva_id: UUID, titular: Titular, ahora: datetime
    ) -> UUID | None:
        """Spends the challenge ``nonce``; the account of this RFC, made on first use with ``nueva_id``.

        Its name follows the certificate. None when the challenge was answered before, however close the race.
        """
        ...


@dataclass(frozen=True)
class SesionNueva:
    """A session about to open, ``refresco_sha256`` the hash of its handle, ``equipo_sha256`` of its client's
    token.
    """

    id: UUID
    cuenta_id: UUID
    refresco_sha256: bytes
    certificado_numero: str
    red: str | None
    equipo_sha256: bytes


@dataclass(frozen=True)
class Apertura:
    """``otra_vez``: it did not open; when the next one may. ``otro_equipo``: it opened from a client that the
    account did not know, though it knew one.
    """

    otra_vez: datetime | None
    otro_equipo: bool


@dataclass(frozen=True)
class SesionViva:
    """Whose session it is, and as what it enters. ``efirma``: when it was opened with an e.firma."""

    id: UUID
    cuenta_id: UUID
    rol: Rol
    efirma: datetime | None

    @property
    def principal(self) -> Principal:
        contratista = self.cuenta_id if self.rol == "contratista" else None
        return Principal(self.cuenta_id, self.rol, contratista, self.id, self.efirma)


class Sesiones(Protocol):
    async def abrir(self, sesion: SesionNueva, ahora: datetime, tope: int) -> Apertura:
        """Opens a session and knows its client from now on; the oldest ones of the account beyond the limit
        end.

        Nothing opens when the account did so ``tope`` times within the window. Right also between processes:
        the account's row is locked.
        """
        ...

    async def usar(
        self, refresco_sha256: bytes, plazos: Plazos, ahora: datetime, *, interna: bool
    ) -> SesionViva | None:
        """A living session, of internal staff or of anybody else, marked as used now; None when there is
        none.
        """
        ...

    async def terminar(self, id: UUID, ahora: datetime) -> None: ...

    async def olvidar(self, creadas_antes_de: datetime) -> bool: ...


class Equipos(Protocol):
    """Clients from which accounts of both kinds were entered."""

    async def anotar(self, token_sha256: bytes, cuenta_id: UUID, ahora: datetime) -> bool:
        """Knows the client from now on. True when the account knew others and not this one."""
        ...

    async def olvidar(self, ahora: datetime) -> bool:
        """Those not used for long; the last one of an account stays, so that the next unknown one is told."""
        ...


class Trabajo(Protocol):
    """What one transaction offers."""

    @property
    def retos(self) -> Retos: ...
    @property
    def cuentas(self) -> Cuentas: ...
    @property
    def sesiones(self) -> Sesiones: ...
    @property
    def equipos(self) -> Equipos: ...
    @property
    def eventos(self) -> Eventos: ...
