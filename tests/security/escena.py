"""One service in this process with people around it: whose things are asked for, and by whom."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_chassis.identidad import Principal, Rol
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import CLAVE_TOKEN, ServicioDePrueba
from icsoe_chassis.tokens import emitir_acceso
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import CapturistaVinculado
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.identificadores import Rfc

LETRAS = "BCDFGHJKLMNPRSTVWXYZ"
_INTERNOS: dict[str, Rol] = {
    "A": "mesa_ayuda",
    "V": "verificador",
    "P": "publicador",
    "X": "administrador",
}
AJENA = Ed25519PrivateKey.generate()


def rfc_numero(numero: int, tipo: str) -> str:
    """A well-formed RFC, another for each number: of a person (F, 13) or of a company (M, 12)."""
    letras = "".join(LETRAS[numero // 20**n % 20] for n in range(3))
    return f"{'X' if tipo == 'F' else ''}{letras}800101{numero % 1000:03d}"


@dataclass
class Escena:
    """``dueno`` owns what ``ids`` (parameters of the path) names; ``vinculada`` captures for it,
    ``suelta`` for nobody; ``otro`` is another contratista. ``cuerpos``: bodies that only this moment knows.
    """

    tipo: str
    numero: int
    dueno: UUID = field(default_factory=uuid4)
    otro: UUID = field(default_factory=uuid4)
    vinculada: UUID = field(default_factory=uuid4)
    suelta: UUID = field(default_factory=uuid4)
    internos: dict[str, UUID] = field(default_factory=lambda: {c: uuid4() for c in _INTERNOS})
    sesion: UUID = field(default_factory=uuid4)
    ids: dict[str, str] = field(default_factory=lambda: {})
    cuerpos: dict[str, Any] = field(default_factory=lambda: {})

    @property
    def rfc(self) -> str:
        return rfc_numero(self.numero, self.tipo)

    @property
    def rfc_leido(self) -> Rfc:
        return Rfc.leer(self.rfc)

    def sub(self, columna: str) -> UUID:
        """Whose token a column carries."""
        if columna in _INTERNOS:
            return self.internos[columna]
        return {"K": self.vinculada, "S": self.suelta, "otro": self.otro}.get(columna, self.dueno)


@dataclass
class Casa:
    """A service on its own database. Subclasses know how to put the things of an ``Escena`` into it."""

    http: httpx.AsyncClient
    reloj: RelojFijo
    prueba: ServicioDePrueba
    _ordenes: dict[UUID, int] = field(default_factory=lambda: {})
    _escenas: int = 0

    async def abrir(self) -> None:
        """What all scenes share."""

    async def sembrar(self, escena: Escena, ruta: str) -> None:
        """The things that ``ruta`` (method and path) is about."""

    async def preparar(self, escena: Escena, ruta: str, columna: str) -> None:
        """What ``columna`` needs besides, to succeed."""

    async def escena(self, ruta: str, tipo: str = "F") -> Escena:
        """A new owner with its things; nothing of it belongs to any other scene."""
        self._escenas += 1
        nueva = Escena(tipo, self._escenas * 2)
        await self.sembrar(nueva, ruta)
        return nueva

    async def recibir(self, evento: Evento, sujeto: UUID, de: str = "otro") -> None:
        """Applies an event as the worker would."""
        self._ordenes[sujeto] = numero = self._ordenes.get(sujeto, 0) + 1
        dicho = uuid4(), evento.TIPO, f"/icsoe/{de}/1", str(sujeto), self.reloj.ahora(), numero
        sobre = Sobre(*dicho, "prueba", f"urn:icsoe:esquema:{evento.TIPO}")
        manejadores = [c.manejadores for c in self.prueba.partes.consumidores]
        (manejador,) = [m[type(evento)] for m in manejadores if type(evento) in m]
        async with self.prueba.recursos.base.transaccion(causa=sobre.id) as tx:
            await manejador.fn(evento, sobre, tx)

    async def vincular(self, capturista: UUID, contratista: UUID, rfc: str) -> None:
        """An ACTIVO link, as registry tells it."""
        vinculado = CapturistaVinculado(
            capturista_id=capturista,
            vinculo_id=uuid4(),
            contratista_id=contratista,
            contratista_rfc=rfc,
            contratista_nombre="CONTRATISTA DE PRUEBA",
            puede_acuses=True,
            exige_segundo_factor=False,
            ocurrido=self.reloj.ahora(),
        )
        await self.recibir(vinculado, capturista, "registry")

    def cabeceras(self, escena: Escena, columna: str) -> dict[str, str]:
        """The headers of a column of the table: token, and whose things it asks for."""
        nombrado = {"ICSOE-Contratista": str(escena.dueno)}
        if columna == "nadie":
            return nombrado
        rol: Rol = _INTERNOS.get(columna, "capturista" if columna in "KS" else "contratista")
        de = escena.sub(columna)
        propio = de if rol == "contratista" else None
        clave = AJENA if columna == "forjado" else CLAVE_TOKEN
        ahora = self.reloj.ahora() - timedelta(hours=2 if columna == "caducado" else 0)
        principal = Principal(de, rol, propio, escena.sesion, ahora if propio else None)
        return nombrado | {"Authorization": f"Bearer {emitir_acceso(clave, principal, ahora)[0]}"}

    async def pedir(
        self, ruta: str, escena: Escena, columna: str, cuerpo: Any = None, **mas: str
    ) -> httpx.Response:
        """Sends ``ruta`` as a column; bytes as a PDF, anything else as JSON."""
        metodo, _, camino = ruta.partition(" ")
        camino = re.sub(r"\{(\w+)\}", lambda p: escena.ids[p[1]], camino)
        cabeceras = self.cabeceras(escena, columna) | {n.replace("_", "-"): v for n, v in mas.items()}
        if isinstance(cuerpo, bytes):
            cabeceras |= {"Content-Type": "application/pdf"}
            return await self.http.request(metodo, camino, headers=cabeceras, content=cuerpo)
        datos = {} if cuerpo is None else {"json": cuerpo}
        return await self.http.request(metodo, camino, headers=cabeceras, **datos)

    async def hecho(self, ruta: str, escena: Escena, columna: str, cuerpo: Any = None, **mas: str) -> Any:
        """The answer of a step that prepares something, which must succeed."""
        respuesta = await self.pedir(ruta, escena, columna, cuerpo, **mas)
        assert respuesta.is_success, f"{ruta}: {respuesta.status_code} {respuesta.text}"
        return respuesta.json() if respuesta.content else None

    async def huella(self, *, salvo: str = "") -> str:
        """Changes when any row of the service changes, those of table ``salvo`` apart."""
        base = self.prueba.recursos.base
        tablas = await base.fetch(
            "select format('%I', tablename) as t from pg_tables"
            " where schemaname = 'public' and tablename <> $1",
            salvo,
        )
        sumas = [
            await base.fetchval(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {f['t']} t"
            )
            for f in tablas
        ]
        return " ".join(sumas)


Abridor = Callable[..., Awaitable[Casa]]
