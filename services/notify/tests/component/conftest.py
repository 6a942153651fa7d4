"""notify alone on real PostgreSQL, with the real SMTP inbox of the simulators on a socket."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from icsoe_chassis.ejecutor import EjecutorDeTareas
from icsoe_chassis.lector import Lector
from icsoe_chassis.testing import ObjetosEnMemoria, RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.catalogo import TEMA_DE_EVENTO
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import ContratistaActualizado
from icsoe_contracts.signing import AcuseEmitido, InformativaDevuelta
from icsoe_contracts.sobre import Sobre
from icsoe_notify.bootstrap import servicio
from icsoe_sim.buzon import Buzon
from icsoe_sim.correo import escuchar

AHORA = datetime(2026, 9, 15, 18, 3, 11, 123000, tzinfo=UTC)
PDF = b"%PDF-1.7\n acuse sellado \x00\xff"


@dataclass(frozen=True)
class RegistroDePrueba:
    """What the consumer's loop reads of a Kafka record."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


@dataclass
class Mesa:
    """The service, its clock, the object store and the inbox; ``secuencias`` by stream."""

    prueba: ServicioDePrueba
    reloj: RelojFijo
    objetos: ObjetosEnMemoria
    carpeta: Path
    puerto: int
    secuencias: dict[UUID, int] = field(default_factory=lambda: {})
    smtp: asyncio.Server | None = None

    async def abrir_buzon(self) -> None:
        """The mail server is back, on its old port."""
        self.smtp = await escuchar(Buzon(self.carpeta), "127.0.0.1", self.puerto)
        self.puerto = self.smtp.sockets[0].getsockname()[1]

    async def cerrar_buzon(self) -> None:
        """The mail server is away."""
        if self.smtp is not None:
            self.smtp.close()
            self.smtp = None

    @property
    def buzon(self) -> Buzon:
        """What arrived."""
        return Buzon(self.carpeta)

    async def recibir(
        self, evento: Evento, sujeto: UUID, *, id: UUID | None = None, sequence: int | None = None
    ) -> UUID:
        """Applies one record through the chassis' own loop; returns the event's id."""
        numero = sequence or self.secuencias.get(sujeto, 0) + 1
        self.secuencias[sujeto] = numero
        tema = TEMA_DE_EVENTO[type(evento)]
        sobre = Sobre(
            id=id or uuid4(),
            type=evento.TIPO,
            source=f"/icsoe/{tema.dueno}/1",
            subject=str(sujeto),
            time=self.reloj.ahora(),
            sequence=numero,
            modo="prueba",
            dataschema="urn:prueba",
        )
        registro = RegistroDePrueba(
            tema.nombre, 0, 0, str(sujeto).encode(), evento.model_dump_json().encode(), sobre.cabeceras()
        )
        consumidor = next(c for c in self.prueba.partes.consumidores if c.tema is tema)
        lector = Lector(consumidor, self.prueba.recursos.base, print, asyncio.Semaphore(1), asyncio.Event())
        await lector.una_vez(registro)
        return sobre.id

    async def contacto(self, de: UUID, correo: str | None = "ana@prueba.invalid", **cambios: Any) -> None:
        """registry tells the contact of a contratista."""
        datos = {
            "contratista_id": de,
            "rfc": "XOJI740919U48",
            "nombre": "INGRID XÓCHITL ÑANDÚ",
            "tipo_persona": "F",
            "generales_completos": True,
            "correo": correo,
            "ocurrido": self.reloj.ahora(),
        }
        await self.recibir(ContratistaActualizado.model_validate(datos | cambios), de)

    async def acuse(self, de: UUID, *, id: UUID | None = None, **cambios: Any) -> UUID:
        """signing emits an acuse whose object is in the store."""
        objeto = await self.objetos.poner("acuses", "SI26000123/x.pdf", PDF, "application/pdf")
        datos = self._envio(de) | {
            "folio": "SI26000123",
            "fecha_presentacion": AHORA,
            "extemporanea": False,
            "tipo": "SIN_INFORMACION",
            "acuse": objeto.model_dump(),
        }
        return await self.recibir(AcuseEmitido.model_validate(datos | cambios), uuid4(), id=id)

    async def devuelta(self, de: UUID, motivo: str) -> UUID:
        """The contratista returned a return to capture."""
        datos = self._envio(de) | {"motivo": motivo}
        return await self.recibir(InformativaDevuelta.model_validate(datos), uuid4())

    async def trabajar(self) -> None:
        """Runs every job that is due now."""
        ejecutor = EjecutorDeTareas(self.prueba.recursos.base, self.reloj, self.prueba.partes.tareas)
        while await ejecutor.una():
            pass

    async def pasar(self, cuanto: timedelta) -> None:
        """Time goes by and the due jobs run."""
        self.reloj.avanzar(cuanto)
        await self.trabajar()

    async def hechos(self) -> list[tuple[str, dict[str, Any]]]:
        """What notify published: (type, body) in order."""
        filas = await self.prueba.recursos.base.fetch("select type, payload from outbox order by position")
        return [(fila["type"], json.loads(fila["payload"])) for fila in filas]

    def _envio(self, de: UUID) -> dict[str, Any]:
        return {
            "informativa_id": uuid4(),
            "envio": 1,
            "contratista_id": de,
            "ejercicio": 2026,
            "cuatrimestre": 2,
            "ocurrido": self.reloj.ahora(),
        }


@pytest_asyncio.fixture
async def mesa(base_de: Callable[..., Awaitable[ServicioDePrueba]], tmp_path: Path) -> AsyncGenerator[Mesa]:
    """notify with an open inbox."""
    libre = await escuchar(Buzon(tmp_path), "127.0.0.1", 0)
    puerto: int = libre.sockets[0].getsockname()[1]
    reloj, objetos = RelojFijo(AHORA), ObjetosEnMemoria()
    prueba = await base_de(
        servicio,
        reloj=reloj,
        objetos=objetos,
        smtp=f"127.0.0.1:{puerto}",
        remitente="icsoe@prueba.invalid",
        url_publica="http://localhost:8080",
    )
    mesa = Mesa(prueba, reloj, objetos, tmp_path, puerto, smtp=libre)
    yield mesa
    await mesa.cerrar_buzon()
