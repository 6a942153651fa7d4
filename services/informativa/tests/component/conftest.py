"""informativa alone, on real PostgreSQL: HTTP in front, events of others applied as the consumer does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import GeneralesCompletos
from icsoe_contracts.sobre import Sobre
from icsoe_informativa.bootstrap import servicio

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)


@dataclass
class Mesa:
    """One client and the means to tell the service what others published."""

    cliente: httpx.AsyncClient
    prueba: ServicioDePrueba
    reloj: RelojFijo
    cabeceras: Callable[..., dict[str, str]]
    _secuencias: dict[UUID, int] = field(default_factory=lambda: {})

    async def recibir(
        self, evento: Evento, sujeto: UUID, *, sequence: int | None = None, epoca: int = 1
    ) -> Sobre:
        """Applies ``evento`` in one transaction, as its record's consumer would; returns the envelope."""
        numero = sequence or self._secuencias.get(sujeto, 0) + 1
        self._secuencias[sujeto] = max(numero, self._secuencias.get(sujeto, 0))
        sobre = Sobre(
            id=uuid4(),
            type=evento.TIPO,
            source=f"/icsoe/otro/{epoca}",
            subject=str(sujeto),
            time=self.reloj.ahora(),
            sequence=numero,
            modo="prueba",
            dataschema=f"urn:icsoe:esquema:{evento.TIPO}",
        )
        manejador = next(
            c.manejadores[type(evento)]
            for c in self.prueba.partes.consumidores
            if type(evento) in c.manejadores
        )
        async with self.prueba.recursos.base.transaccion(causa=sobre.id) as tx:
            await manejador.fn(evento, sobre, tx)
        return sobre

    async def contratista(self, *, completos: bool = True, nombre: str = "ESCUELA KEMPER URGATE") -> UUID:
        """A filer that registry told us of."""
        id = uuid4()
        await self.recibir(self.generales(id, completos=completos, nombre=nombre), id)
        return id

    @staticmethod
    def generales(id: UUID, *, completos: bool, nombre: str = "ESCUELA KEMPER URGATE") -> GeneralesCompletos:
        return GeneralesCompletos(
            contratista_id=id,
            rfc="EKU9003173C9",
            nombre=nombre,
            tipo_persona="M",
            generales_completos=completos,
            correo="avisos@ejemplo.invalid",
            faltantes=() if completos else ("Celular",),
            ocurrido=AHORA,
        )

    async def pedir(
        self, metodo: str, ruta: str, de: UUID, cuerpo: Any = None, **cabeceras: str
    ) -> httpx.Response:
        todas = self.cabeceras(de, ahora=self.reloj.ahora()) | {
            c.replace("_", "-"): v for c, v in cabeceras.items()
        }
        return await self.cliente.request(metodo, ruta, json=cuerpo, headers=todas)

    async def nueva(self, de: UUID, **cambios: Any) -> httpx.Response:
        cuerpo = {"ejercicio": 2026, "cuatrimestre": 2, "tipo": "SIN_INFORMACION", "protesta": True} | cambios
        return await self.pedir("POST", "/informativas", de, cuerpo)

    async def enviada(self, de: UUID, **cambios: Any) -> dict[str, Any]:
        """Nueva and Enviar; the answer of Enviar."""
        creada = (await self.nueva(de, **cambios)).json()
        respuesta = await self.pedir("POST", f"/informativas/{creada['id']}/envio", de, If_Match='"1"')
        assert respuesta.status_code == 200, respuesta.text
        return respuesta.json()


@pytest.fixture
async def mesa(
    cliente_de: Callable[..., Awaitable[httpx.AsyncClient]], token_de: Callable[..., dict[str, str]]
) -> Mesa:
    reloj = RelojFijo(AHORA)
    cliente: Any = await cliente_de(servicio, reloj=reloj)
    return Mesa(cliente, cliente.prueba, reloj, token_de)
