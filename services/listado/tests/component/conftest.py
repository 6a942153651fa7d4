"""listado alone, on real PostgreSQL: events applied as the consumer does, HTTP and icsoe-ops in front."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_chassis.testing import ObjetosEnMemoria, RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_contracts.signing import InformativaPresentada
from icsoe_contracts.sobre import Sobre
from icsoe_listado.bootstrap import servicio
from typer.testing import CliRunner, Result

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)
PRESENTADA = InformativaPresentada(
    informativa_id=UUID(int=1),
    envio=1,
    contratista_id=UUID(int=2),
    ejercicio=2026,
    cuatrimestre=2,
    ocurrido=AHORA,
    folio="SI26000001",
    nombre="JUANA PÉREZ RUIZ",
    tipo_persona="F",
    tipo="SIN_INFORMACION",
    fecha_presentacion=AHORA,
    extemporanea=False,
    contratos_relacionados=0,
    total_trabajadores=0,
    contenido_sha256="0" * 64,
)


class ObjetosQueSeAlteran(ObjetosEnMemoria):
    """Until ``alterados`` is set an honest store; then what it holds is not what was put."""

    alterados = False

    async def leer(self, referencia: ReferenciaObjeto) -> bytes:
        falsa = referencia.model_copy(update={"sha256": "0" * 64})
        return await super().leer(falsa if self.alterados else referencia)


@dataclass
class Taller:
    """One service with its parts, and the means to tell it what signing published."""

    cliente: httpx.AsyncClient
    prueba: ServicioDePrueba
    objetos: ObjetosQueSeAlteran
    reloj: RelojFijo
    _folios: int = 0
    _secuencias: dict[UUID, int] = field(default_factory=lambda: {})

    async def presentar(
        self, flujo: UUID | None = None, sequence: int | None = None, *, epoca: int = 1, **cambios: Any
    ) -> Sobre:
        """A presented return, by default of a new contratista with a new folio."""
        self._folios += 1
        datos = {
            "informativa_id": uuid4(),
            "contratista_id": uuid4(),
            "folio": f"SI26{self._folios:06d}",
            **cambios,
        }
        evento = PRESENTADA.model_copy(update=datos)
        flujo = flujo or uuid4()
        numero = sequence or self._secuencias.get(flujo, 0) + 1
        self._secuencias[flujo] = max(numero, self._secuencias.get(flujo, 0))
        sobre = Sobre(
            id=uuid4(),
            type=evento.TIPO,
            source=f"/icsoe/signing/{epoca}",
            subject=str(flujo),
            time=self.reloj.ahora(),
            sequence=numero,
            modo="prueba",
            dataschema=f"urn:icsoe:esquema:{evento.TIPO}",
        )
        (consumidor,) = self.prueba.partes.consumidores
        async with self.prueba.recursos.base.transaccion(causa=sobre.id) as tx:
            await consumidor.manejadores[type(evento)].fn(evento, sobre, tx)
        return sobre

    async def publicar(self, ejercicio: int = 2026, cuatrimestre: int = 2) -> Result:
        """``icsoe-ops listado publicar …``, which runs in a thread of its own as the real one does."""
        assert self.prueba.partes.ops is not None
        self.prueba.recursos.bucle = asyncio.get_running_loop()
        ops = self.prueba.partes.ops
        with ThreadPoolExecutor(1) as hilo:
            return await asyncio.wrap_future(
                hilo.submit(CliRunner().invoke, ops, ["publicar", str(ejercicio), str(cuatrimestre)])
            )

    async def eventos(self) -> list[tuple[str, int]]:
        """(type, sequence) of what waits in the outbox."""
        filas = await self.prueba.recursos.base.fetch("select type, sequence from outbox order by position")
        return [(fila["type"], fila["sequence"]) for fila in filas]


@pytest.fixture
async def taller(
    base_de: Callable[..., Awaitable[ServicioDePrueba]],
    cliente_de: Callable[..., Awaitable[httpx.AsyncClient]],
) -> Taller:
    objetos, reloj = ObjetosQueSeAlteran(), RelojFijo(AHORA)
    prueba = await base_de(servicio, reloj=reloj, objetos=objetos)
    return Taller(await cliente_de(prueba), prueba, objetos, reloj)
