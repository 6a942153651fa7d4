"""registry with complete contratistas and people with accounts, on real PostgreSQL."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.auth import (
    CuentaActivada,
)
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Sobre
from icsoe_registry.bootstrap import servicio

CURP = "CACX760510MMCSHC00"
_COMPLETO = """
insert into contratista (id, rfc, nombre, tipo_persona, terminos_version, correo, celular,
    social_igual_fiscal, acuse_nombre, acuse_key, acuse_version_id, acuse_sha256, acuse_bytes, acuse_cargado,
    version)
values ($1, $2, $3, 'M', '1.1', 'c@uno.mx', '5512345678', true, 'a.pdf', 'k', 'v', 's', 1, now(), 1)
"""


@dataclass
class Mesa:
    """One service; contratistas with complete data, people with accounts."""

    cliente: httpx.AsyncClient
    prueba: ServicioDePrueba
    reloj: RelojFijo
    token_de: Callable[..., dict[str, str]]
    _oido: dict[UUID, int] = field(default_factory=lambda: {})

    async def contratista(self, nombre: str = "ESCUELA KEMPER URGATE") -> UUID:
        id = uuid4()
        await self.prueba.recursos.base.execute(_COMPLETO, id, f"EKU{id.hex[:9].upper()}", nombre)
        return id

    async def pedir(
        self,
        metodo: str,
        ruta: str,
        de: UUID,
        cuerpo: Any = None,
        rol: str = "contratista",
        hace: timedelta = timedelta(0),
        **mas: Any,
    ) -> httpx.Response:
        """``hace``: how long ago a contratista used its e.firma."""
        contratista, ahora = de if rol == "contratista" else None, self.reloj.ahora()
        token = self.token_de(contratista, rol=rol, sub=de, ahora=ahora, efirma=ahora - hace)
        return await self.cliente.request(metodo, ruta, json=cuerpo, headers=token | mas)

    async def alta(self, de: UUID, usuario: str = CURP, correo: str = "k@uno.mx", **mas: Any) -> Any:
        cuerpo = {"usuario": usuario, "correo": correo, "correo_confirmacion": correo} | mas
        return await self.pedir("POST", "/capturistas", de, cuerpo)

    async def fila(self, de: UUID, vinculo: str) -> dict[str, Any]:
        lista = (await self.pedir("GET", "/capturistas", de)).json()
        return next(f for f in lista if f["vinculo_id"] == vinculo)

    async def yo(self, quien: UUID) -> dict[str, Any]:
        return (await self.pedir("GET", "/capturista", quien, rol="capturista")).json()

    async def eventos(self, desde: int = 0) -> list[tuple[str, dict[str, Any], str]]:
        filas = await self.prueba.recursos.base.fetch(
            "select * from outbox order by position offset $1", desde
        )
        return [(f["type"].split(".")[2], json.loads(f["payload"]), f["key"]) for f in filas]

    async def capturista_id(self, usuario: str = CURP) -> UUID:
        return await self.prueba.recursos.base.fetchval("select id from capturista where curp = $1", usuario)

    async def oir(self, evento: Evento, cuenta: UUID, sequence: int | None = None) -> None:
        """Applies a fact of auth as the consumer does."""
        numero = sequence or self._oido.get(cuenta, 0) + 1
        self._oido[cuenta] = max(numero, self._oido.get(cuenta, 0))
        sobre = Sobre(
            id=uuid4(),
            type=evento.TIPO,
            source="/icsoe/auth/1",
            subject=str(cuenta),
            time=self.reloj.ahora(),
            sequence=numero,
            modo="prueba",
            dataschema="urn:prueba",
        )
        (consumidor,) = self.prueba.partes.consumidores
        async with self.prueba.recursos.base.transaccion(causa=sobre.id) as tx:
            await consumidor.manejadores[type(evento)].fn(evento, sobre, tx)

    async def activada(self, vinculo: str, usuario: str = CURP, correo: str = "k@uno.mx") -> UUID:
        """The person made its first password by the link of ``vinculo``."""
        id = await self.capturista_id(usuario)
        datos: dict[str, Any] = {"cuenta_id": id, "ocurrido": self.reloj.ahora()}
        await self.oir(CuentaActivada(**datos, correo=correo, vinculo_id=UUID(vinculo)), id)
        return id


@pytest.fixture
async def mesa_con(
    cliente_de: Callable[..., Awaitable[Any]], token_de: Callable[..., dict[str, str]]
) -> Callable[..., Awaitable[Mesa]]:
    """``await mesa_con(altas_por_dia=2)``: with other settings."""

    async def hacer(**ajustes: Any) -> Mesa:
        reloj = RelojFijo()
        cliente = await cliente_de(servicio, reloj=reloj, **ajustes)
        return Mesa(cliente, cliente.prueba, reloj, token_de)

    return hacer


@pytest.fixture
async def mesa(mesa_con: Callable[..., Awaitable[Mesa]]) -> Mesa:
    return await mesa_con()
