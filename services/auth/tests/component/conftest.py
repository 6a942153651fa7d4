"""Accounts with a password as registry, notify and their owners see them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_auth.application.ports_cuentas import Recepcion
from icsoe_chassis.enlaces import Enlace, abrir
from icsoe_chassis.testing import RelojFijo
from icsoe_contracts.catalogo import EVENTO_DE_TIPO
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    CorreoDeCapturistaCambiado,
)
from icsoe_contracts.sobre import Sobre
from joserfc.jwk import OKPKey

BUENA = "Trueno-Verde9"
OTRA = "Nopal*Rojo47"
CURP = "LOMA850312MDFPRN01"
CORREO = "ana@empresa.mx"


@dataclass
class Capturista:
    """A stream of registry.capturista, numbered as registry does."""

    id: UUID = field(default_factory=uuid4)
    usuario: str = CURP
    correo: str = CORREO
    contratista: UUID = field(default_factory=uuid4)
    vinculo: UUID = field(default_factory=uuid4)
    _numero: int = 0

    def _link(self, **otros: Any) -> dict[str, Any]:
        return {
            "capturista_id": self.id,
            "ocurrido": datetime(2026, 9, 10, 18, tzinfo=UTC),
            "vinculo_id": self.vinculo,
            "contratista_id": self.contratista,
            "contratista_rfc": "OÑO120726RX3",
            "contratista_nombre": "ORGÁNICOS ÑANDÚ",
        } | otros

    def invitada(self, cuenta_nueva: bool = True, **otros: Any) -> tuple[Evento, int]:
        datos: dict[str, Any] = self._link(**otros) | {
            "usuario": self.usuario,
            "correo": otros.get("correo", self.correo),
        }
        return self._con_numero(CapturistaInvitado(**datos, cuenta_nueva=cuenta_nueva))

    def vinculada(self, exige: bool = False, **otros: Any) -> tuple[Evento, int]:
        datos = self._link(**otros)
        return self._con_numero(CapturistaVinculado(**datos, puede_acuses=True, exige_segundo_factor=exige))

    def de_baja(self, **otros: Any) -> tuple[Evento, int]:
        return self._con_numero(CapturistaDadoDeBaja(**self._link(**otros)))

    def con_correo(self, correo: str) -> tuple[Evento, int]:
        anterior, self.correo = self.correo, correo
        return self._con_numero(
            CorreoDeCapturistaCambiado(
                capturista_id=self.id,
                ocurrido=datetime(2026, 9, 10, 18, tzinfo=UTC),
                correo=correo,
                correo_anterior=anterior,
            )
        )

    def _con_numero(self, evento: Evento) -> tuple[Evento, int]:
        self._numero += 1
        return evento, self._numero


@dataclass(frozen=True)
class Casa:
    """auth with its bus: what registry says goes in, what notify would open comes out."""

    http: httpx.AsyncClient
    reloj: RelojFijo
    llave: OKPKey

    @property
    def prueba(self) -> Any:
        return self.http.prueba  # type: ignore[attr-defined]

    @property
    def base(self) -> Any:
        return self.prueba.recursos.base

    async def recibe(self, *eventos: tuple[Evento, int]) -> None:
        """Applies events of registry as the consumer does, one transaction each."""
        (consumidor,) = self.prueba.partes.consumidores
        for evento, numero in eventos:
            sobre = Sobre(
                uuid4(), evento.TIPO, "/icsoe/registry/1", str(evento.capturista_id),  # type: ignore[attr-defined]
                self.reloj.ahora(), numero, "prueba", f"urn:icsoe:esquema:{evento.TIPO}",
            )  # fmt: skip
            async with self.base.transaccion() as tx:
                await consumidor.manejadores[type(evento)].fn(evento, sobre, tx)

    async def emitidos(self, *tipos: type[Evento]) -> list[Any]:
        """What auth has published, oldest first."""
        filas = await self.base.fetch("select type, payload from outbox order by position")
        leidos = [EVENTO_DE_TIPO[f["type"]].model_validate_json(f["payload"]) for f in filas]
        return [e for e in leidos if not tipos or isinstance(e, tipos)]

    async def enlaces(self, motivo: str | None = None) -> list[Enlace]:
        """The links that notify would have mailed, oldest first."""
        from icsoe_contracts.auth import EnlaceEmitido

        eventos = await self.emitidos(EnlaceEmitido)
        return [abrir(self.llave, e.sellado) for e in eventos if motivo in (None, e.motivo)]

    async def tareas(self, tipo: str) -> int:
        """Runs the waiting jobs of a kind, as the worker would; how many."""
        filas = await self.base.fetch(
            "delete from job where kind = $1 and state = 'pendiente' returning key, data", tipo
        )
        for fila in filas:
            await self.prueba.partes.tareas[tipo].fn(fila["key"], json.loads(fila["data"]))
        return len(filas)

    async def crear(self, token: str, contrasena: str = BUENA) -> httpx.Response:
        return await self.http.post("/accesos/contrasena", json={"token": token, "contrasena": contrasena})

    async def entrar(
        self, usuario: str = CURP, contrasena: str = BUENA, red: str = "203.0.113.7", **otros: Any
    ) -> httpx.Response:
        cuerpo = {"usuario": usuario, "contrasena": contrasena, **otros}
        return await self.http.post("/sesiones/contrasena", json=cuerpo, headers={"X-Forwarded-For": red})

    async def sesion(self, usuario: str = CURP, contrasena: str = BUENA, **otros: Any) -> dict[str, Any]:
        respuesta = await self.entrar(usuario, contrasena, **otros)
        assert respuesta.status_code == 201, respuesta.text
        return respuesta.json()

    async def renovar(self, sesion: dict[str, Any]) -> int:
        cuerpo = {"refresco": sesion["refresco"]}
        return (await self.http.post("/sesiones/renovacion", json=cuerpo)).status_code

    async def alta(self, **otros: Any) -> Capturista:
        """A capturista that created its password and has an active link."""
        exige = otros.pop("exige", False)
        capturista = Capturista(**otros)
        await self.recibe(capturista.invitada())
        enlaces = await self.enlaces("ALTA")
        assert (await self.crear(enlaces[-1].token)).status_code == 200
        await self.recibe(capturista.vinculada(exige))
        return capturista


def recepcion_de(casa: Casa) -> Recepcion:
    return casa.prueba.partes.rutas[1].routes[0].endpoint.__self__.recepcion


def con(sesion: dict[str, Any], red: str = "203.0.113.7") -> dict[str, str]:
    """Headers of a session."""
    return {"Authorization": f"Bearer {sesion['acceso']}", "X-Forwarded-For": red}


HacerCasa = Callable[..., Awaitable[Casa]]


@pytest.fixture
async def abrir_casa(abrir: Any, llave_de_enlaces: OKPKey) -> HacerCasa:
    async def hacer(**ajustes: Any) -> Casa:
        puerta = await abrir(accesos_por_direccion=100_000, **ajustes)
        return Casa(puerta.http, puerta.reloj, llave_de_enlaces)

    return hacer


@pytest.fixture
async def casa(abrir_casa: HacerCasa) -> Casa:
    return await abrir_casa()
