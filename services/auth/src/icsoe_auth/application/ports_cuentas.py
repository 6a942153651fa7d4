"""What the commands of accounts with a password need from outside."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from icsoe_chassis.identidad import Rol
from icsoe_chassis.ports import Eventos, Reloj, Tareas, Uow

from ..domain.alta import Alta, EnlaceDebido
from ..domain.enlace import Motivo
from ..domain.segundo_factor import Paso
from .ports import Emisor, Equipos
from .ports_actos import Desbloqueos, Reclamos

EstadoDeVinculo = Literal["INVITADO", "ACTIVO", "BAJA"]


@dataclass(frozen=True)
class Guardada:
    """A stored password: the argon2id text and the id of its pepper."""

    contrasena: str = field(repr=False)
    pimienta: str


@dataclass(frozen=True)
class Cuenta:
    """An account that has a name. ``guardada`` None: nobody has created its password yet. ``congelada``: its
    owner proved her CURP and has not made a password yet (threats.md T-25).
    """

    id: UUID
    rol: Rol
    usuario: str
    correo: str | None
    guardada: Guardada | None
    suspendida: bool
    segundo_factor: bytes | None = field(repr=False)
    factor_pendiente: bytes | None = field(repr=False)
    ultimo_paso: int
    congelada: bool = False

    @property
    def interna(self) -> bool:
        return self.rol != "capturista"

    @property
    def abierta(self) -> bool:
        """Whether a right password enters."""
        return self.guardada is not None and not self.suspendida and not self.congelada


@dataclass(frozen=True)
class Vinculo:
    """A link as registry's newest event tells it; ``orden`` its position."""

    id: UUID
    capturista_id: UUID
    contratista_id: UUID
    estado: EstadoDeVinculo
    exige_segundo_factor: bool
    orden: int


@dataclass(frozen=True)
class EnlaceNuevo:
    """A link about to be alive. ``debido`` of an ALTA only."""

    id: UUID
    cuenta_id: UUID
    motivo: Motivo
    token_sha256: bytes
    correo: str
    creado: datetime
    expira: datetime
    debido: EnlaceDebido | None = None


@dataclass(frozen=True)
class Enlace:
    """A link that was neither used, nor cancelled, nor is too old."""

    id: UUID
    cuenta_id: UUID
    motivo: Motivo
    correo: str
    vinculo_id: UUID | None
    expira: datetime
    usuario: str


@dataclass(frozen=True)
class Cobro:
    """A try that was counted. ``bloqueado_hasta``: it may not be made; else ``fallos`` counts it already."""

    fallos: int
    bloqueado_hasta: datetime | None = None


@dataclass(frozen=True)
class SesionDeNavegador:
    """A session about to open. The hashes are of its handle and of what its browser is known by."""

    id: UUID
    refresco_sha256: bytes
    dispositivo_sha256: bytes
    red: str


@dataclass(frozen=True)
class SesionAjena:
    """A session of an account, as its list shows it."""

    id: UUID
    abierta: datetime
    usada: datetime
    medio: Literal["EFIRMA", "CONTRASENA"]
    red: str | None


class Cuentas(Protocol):
    async def alta(self, capturista_id: UUID, ahora: datetime) -> Alta:
        """What registry's events made of this account, its row made when missing and locked."""
        ...

    async def guardar_alta(self, capturista_id: UUID, alta: Alta) -> None: ...

    async def de_usuario(self, usuario: str) -> Cuenta | None: ...

    async def de_huella(self, huella: bytes) -> Cuenta | None: ...

    async def bloquear(self, id: UUID) -> Cuenta | None:
        """The account by id, its row locked."""
        ...

    async def leer(self, id: UUID) -> Cuenta | None: ...

    async def usadas(self, id: UUID) -> Sequence[Guardada]:
        """The last five passwords, the newest first."""
        ...

    async def fijar_contrasena(self, id: UUID, nueva: Guardada, ahora: datetime) -> None:
        """Sets and remembers a new password; the account is active from the first one on."""
        ...

    async def rehacer_contrasena(self, id: UUID, misma: Guardada) -> None:
        """The same password under newer parameters or a newer pepper."""
        ...

    async def fijar_correo(self, id: UUID, correo: str) -> None: ...

    async def fijar_factor(self, id: UUID, activo: bytes | None, pendiente: bytes | None) -> None: ...

    async def estrenar_paso(self, id: UUID, paso: int) -> None:
        """Spends a time step of a secret that was never in force: those of the old one do not count."""
        ...

    async def avanzar_paso(self, id: UUID, paso: int) -> bool:
        """Spends a time step; False when it, or a later one, was spent."""
        ...

    async def fijar_codigos(self, id: UUID, huellas: Sequence[bytes]) -> None: ...

    async def gastar_codigo(self, id: UUID, huella: bytes) -> bool: ...

    async def crear_interna(self, cuenta: Cuenta, ahora: datetime) -> bool:
        """False when the name is taken."""
        ...

    async def suspender(self, usuario: str, ahora: datetime) -> UUID | None:
        """The internal account it suspended."""
        ...


class Vinculos(Protocol):
    async def aplicar(self, vinculo: Vinculo) -> None:
        """Keeps the newest word on the link."""
        ...

    async def invitado(self, id: UUID) -> bool: ...

    async def exige_segundo_factor(self, capturista_id: UUID) -> bool: ...

    async def activo(self, capturista_id: UUID, contratista_id: UUID) -> bool: ...


class Enlaces(Protocol):
    async def vivo(self, cuenta_id: UUID) -> EnlaceDebido | None:
        """What the ALTA link that is neither used nor cancelled was made for."""
        ...

    async def cancelar(self, cuenta_id: UUID, motivos: Sequence[Motivo], ahora: datetime) -> None: ...

    async def poner(self, enlace: EnlaceNuevo) -> None:
        """Makes it the only living one of its kind."""
        ...

    async def leer(self, token_sha256: bytes, ahora: datetime) -> Enlace | None: ...

    async def emitidos(self, cuenta_id: UUID, motivo: Motivo, desde: datetime) -> Sequence[datetime]:
        """When its links of a kind were made, the oldest first. Right behind the account's lock."""
        ...

    async def gastar(self, id: UUID, ahora: datetime) -> bool:
        """False when it was spent or cancelled meanwhile."""
        ...

    async def olvidar(self, creados_antes_de: datetime) -> bool: ...


class Intentos(Protocol):
    async def cobrar(self, huella: bytes, origen: str, tope: int | None, ahora: datetime) -> Cobro:
        """Counts a try before it is judged, so that a thousand at once are counted too. ``tope``: the try
        that locks for 15 minutes unless it is pardoned; None never locks.
        """
        ...

    async def perdonar(self, huella: bytes, origen: str) -> None:
        """The try was right: the origin starts anew."""
        ...

    async def devolver(self, huella: bytes, origen: str) -> None:
        """The try was right: it does not count, the others do."""
        ...

    async def bloqueada(self, huella: bytes, hasta: datetime, ahora: datetime) -> bool:
        """Whether the lock that ends at ``hasta`` holds: neither over nor lifted."""
        ...

    async def levantar(self, huella: bytes, ahora: datetime) -> bool:
        """Lifts the locks of an account, keeps its counters. False when there was none."""
        ...

    async def olvidar(self, antes_de: datetime) -> bool: ...


class Dispositivos(Protocol):
    async def de(self, token_sha256: bytes, huella: bytes, ahora: datetime) -> bool:
        """Whether this browser entered the account of that name before."""
        ...

    async def recordar(self, token_sha256: bytes, cuenta_id: UUID, hasta: datetime) -> None: ...

    async def olvidar(self, cuenta_id: UUID, menos_el_de: UUID | None = None) -> None:
        """Every browser; with a session, every one but the browser that opened it."""
        ...

    async def olvidar_vencidos(self, ahora: datetime) -> bool: ...


class SesionesDeCuenta(Protocol):
    async def abrir(self, sesion: SesionDeNavegador, cuenta: Cuenta, ahora: datetime) -> None: ...

    async def de(self, cuenta_id: UUID, ahora: datetime) -> Sequence[SesionAjena]: ...

    async def terminar_una(self, id: UUID, cuenta_id: UUID, ahora: datetime) -> bool: ...

    async def terminar_todas(self, cuenta_id: UUID, ahora: datetime, menos: UUID | None = None) -> None: ...


@dataclass(frozen=True)
class Pedida:
    """A recovery somebody asked for."""

    id: UUID
    usuario: str
    correo: str
    red: str
    pedida: datetime
    enviada: bool = False


class Recuperaciones(Protocol):
    async def anotar(self, pedida: Pedida) -> None: ...

    async def tomar(self, id: UUID) -> Pedida | None:
        """The row, locked."""
        ...

    async def de_red(self, red: str, desde: datetime, hasta: datetime) -> int: ...

    async def enviadas(self, usuario: str, desde: datetime) -> int: ...

    async def marcar(self, id: UUID) -> None: ...

    async def olvidar(self, antes_de: datetime) -> bool: ...


class TrabajoDeCuentas(Protocol):
    """What one transaction offers."""

    @property
    def cuentas(self) -> Cuentas: ...
    @property
    def vinculos(self) -> Vinculos: ...
    @property
    def enlaces(self) -> Enlaces: ...
    @property
    def intentos(self) -> Intentos: ...
    @property
    def dispositivos(self) -> Dispositivos: ...
    @property
    def equipos(self) -> Equipos: ...
    @property
    def sesiones(self) -> SesionesDeCuenta: ...
    @property
    def recuperaciones(self) -> Recuperaciones: ...
    @property
    def desbloqueos(self) -> Desbloqueos: ...
    @property
    def reclamos(self) -> Reclamos: ...
    @property
    def eventos(self) -> Eventos: ...
    @property
    def tareas(self) -> Tareas: ...


class Contrasenas(Protocol):
    """argon2id in a pool of its own, so that no wave of passwords holds up anything else (T-27)."""

    def turno(self) -> AbstractContextManager[None]:
        """A place in the pool or its queue. Raises demasiadas_peticiones at once when both are full."""
        ...

    async def correcta(self, guardada: Guardada | None, contrasena: str) -> bool:
        """Takes as long when there is nothing to compare with (T-21)."""
        ...

    async def alguna(self, guardadas: Sequence[Guardada], contrasena: str) -> bool: ...

    async def guardar(self, contrasena: str) -> Guardada: ...

    def anticuada(self, guardada: Guardada) -> bool: ...


class SegundoFactor(Protocol):
    """TOTP: 30 s, one step either way."""

    def secreto_nuevo(self) -> str: ...

    def uri(self, secreto: str, usuario: str) -> str: ...

    def paso_de(self, secreto: str, codigo: str, ahora: datetime) -> int | None:
        """The time step whose code this is; None when it is none of the three around now."""
        ...

    def cifrar(self, cuenta_id: UUID, secreto: str) -> bytes: ...

    def descifrar(self, cuenta_id: UUID, cifrado: bytes) -> str: ...

    def sellar_paso(self, paso: Paso) -> str: ...

    def abrir_paso(self, sellado: str) -> Paso:
        """Raises paso_vencido for any text that is none of ours."""
        ...


class SelladorDeEnlaces(Protocol):
    def sellar(self, token: str, para: str, titular: UUID) -> str:
        """What only notify opens."""
        ...


@dataclass(frozen=True)
class Recepcion:
    """What the accounts are served with."""

    uow: Uow[TrabajoDeCuentas]
    contrasenas: Contrasenas
    factor: SegundoFactor
    sellador: SelladorDeEnlaces
    emisor: Emisor
    reloj: Reloj
    dormir: Callable[[float], Awaitable[None]]
