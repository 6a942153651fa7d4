"""The services as the portal needs them.

Every method of a signed-in person takes its ``Sesion``: adapters use and renew its token and keep the
positions of what it wrote. All raise ``ErrorDeServicio``.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from . import vistas
from .ports_cuentas import Accesos, Capturistas, Cuentas, Usuarios
from .sesion import Sesion


@dataclass
class ErrorDeServicio(Exception):
    """A refusal as the person may read it: problem+json of plano.md §2. ``reintentar_s``: its Retry-After."""

    estado: int
    codigo: str
    detalle: str
    remedio: str = ""
    origen: str = "plataforma"
    titulo: str = ""
    datos: dict[str, object] = field(default_factory=lambda: {})
    reintentar_s: int | None = None

    @classmethod
    def del_catalogo(cls, codigo: str, **datos: object) -> Self:
        """A refusal of the portal's own, with the words of the house's catalogue."""
        n = Negativa(codigo, **datos)
        return cls(n.estado, codigo, n.detalle, n.entrada.remedio, n.entrada.origen, n.entrada.titulo)

    def en(self, segundos: int) -> Self:
        """The same, with the seconds after which to ask again."""
        self.reintentar_s = segundos
        return self


@dataclass(frozen=True)
class Generales:
    """The form of icsoe.md §7.4, as typed and normalised."""

    correo: str
    celular: str
    telefono_fijo: str | None
    social_igual_fiscal: bool | None
    copias_acuse: tuple[str, ...]


class Auth(Protocol):
    async def reto(self, verificador_sha256: str) -> vistas.Reto: ...

    async def ingresar(
        self,
        *,
        reto: str,
        verificador: str,
        certificado: str,
        firma: str,
        rfc: str | None,
        dispositivo: str | None,
    ) -> vistas.SesionNueva: ...

    async def revisar(self, certificado: str) -> vistas.Veredicto: ...

    async def renovar(self, sesion: Sesion) -> None: ...

    async def salir(self, sesion: Sesion) -> None: ...


class Registry(Protocol):
    async def presentar_identidad(self, sesion: Sesion, identidad: str) -> vistas.Contratista: ...

    async def contratista(self, sesion: Sesion) -> vistas.Contratista: ...

    async def terminos(self) -> vistas.Terminos: ...

    async def aceptar_terminos(self, sesion: Sesion, version: str) -> vistas.Contratista: ...

    async def guardar_generales(
        self, sesion: Sesion, generales: Generales, version: int
    ) -> vistas.Contratista: ...

    async def cargar_repse(self, sesion: Sesion, nombre: str, pdf: bytes) -> vistas.Contratista: ...

    async def eliminar_repse(self, sesion: Sesion) -> vistas.Contratista: ...

    async def ver_repse(self, sesion: Sesion) -> bytes: ...

    async def guardar_repse(self, sesion: Sesion, repse: vistas.Repse) -> vistas.Contratista: ...

    async def pedir_confirmacion(self, sesion: Sesion, correo: str) -> vistas.Contratista: ...

    async def guardar_domicilio(
        self, sesion: Sesion, domicilio: vistas.DomicilioEnviado
    ) -> vistas.Contratista: ...

    async def eliminar_domicilio(self, sesion: Sesion) -> vistas.Contratista: ...

    async def calles(self, sesion: Sesion) -> list[vistas.Calle]: ...

    async def borrador(self, sesion: Sesion) -> dict[str, Any] | None: ...

    async def guardar_borrador(self, sesion: Sesion, borrador: dict[str, Any]) -> None: ...

    async def olvidar_borrador(self, sesion: Sesion) -> None: ...


class Catalogo(Protocol):
    """Postal codes, states, municipalities, colonias. Keys must match the catalogue's form."""

    async def codigo_postal(self, sesion: Sesion, cp: str) -> vistas.CodigoPostal: ...

    async def estados(self, sesion: Sesion) -> list[vistas.LugarPostal]: ...

    async def municipios(self, sesion: Sesion, estado: str) -> list[vistas.LugarPostal]: ...

    async def colonias(self, sesion: Sesion, estado: str, municipio: str) -> list[vistas.Colonia]: ...


class Informativas(Protocol):
    async def periodos(self, sesion: Sesion) -> list[vistas.PeriodoAbierto]: ...

    async def crear_sin_informacion(
        self, sesion: Sesion, ejercicio: int, cuatrimestre: int, clave: str
    ) -> vistas.Informativa: ...

    async def todas(self, sesion: Sesion) -> list[vistas.Informativa]: ...

    async def una(self, sesion: Sesion, informativa_id: UUID) -> vistas.Informativa: ...

    async def eliminar(self, sesion: Sesion, informativa: vistas.Informativa) -> None: ...

    async def enviar(self, sesion: Sesion, informativa: vistas.Informativa, clave: str) -> None: ...


class Signing(Protocol):
    async def pendientes(self, sesion: Sesion) -> list[vistas.Pendiente]: ...

    async def pendiente(self, sesion: Sesion, informativa_id: UUID) -> vistas.Pendiente: ...

    async def contenido(self, sesion: Sesion, informativa_id: UUID) -> bytes: ...

    async def cadena(self, sesion: Sesion, informativa_id: UUID, certificado: str) -> vistas.Cadena: ...

    async def presentar(
        self, sesion: Sesion, informativa_id: UUID, *, cadena_id: UUID, certificado: str, firma: str
    ) -> vistas.Presentada: ...

    async def devolver(self, sesion: Sesion, informativa_id: UUID, motivo: str, clave: str) -> None: ...

    async def solicitar_devolucion(
        self, sesion: Sesion, informativa_id: UUID, motivo: str, clave: str
    ) -> None: ...

    async def acuses(self, sesion: Sesion, pagina: int) -> vistas.PaginaAcuses: ...

    async def acuse(self, sesion: Sesion, folio: str) -> vistas.Acuse: ...

    async def acuse_pdf(self, sesion: Sesion, folio: str) -> bytes: ...

    async def verificar(self, folio: str, autenticador: str | None) -> vistas.Verificacion: ...


@dataclass(frozen=True)
class Descarga:
    """A file on its way. ``largo``: its bytes as the service declared them, in decimals."""

    largo: str | None
    trozos: AsyncIterator[bytes]


class Listado(Protocol):
    async def publicaciones(self, ejercicio: int) -> list[vistas.Publicacion]: ...

    def archivo(self, nombre: str) -> AbstractAsyncContextManager[Descarga]:
        """The file, open until the block ends. Raises ErrorDeServicio on entering."""
        ...


class Servicios(Protocol):
    """Everything the portal talks to."""

    @property
    def auth(self) -> Auth: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def catalogo(self) -> Catalogo: ...

    @property
    def informativa(self) -> Informativas: ...

    @property
    def signing(self) -> Signing: ...

    @property
    def listado(self) -> Listado: ...

    @property
    def accesos(self) -> Accesos: ...

    @property
    def cuentas(self) -> Cuentas: ...

    @property
    def usuarios(self) -> Usuarios: ...

    @property
    def capturistas(self) -> Capturistas: ...
