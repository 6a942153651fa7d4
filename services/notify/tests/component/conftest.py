"""notify alone on real PostgreSQL, with the real SMTP inbox of the simulators on a socket."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from icsoe_chassis.ejecutor import EjecutorDeTareas
from icsoe_chassis.enlaces import Enlace, sellar
from icsoe_chassis.lector import Lector
from icsoe_chassis.testing import ObjetosEnMemoria, RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.auth import ContrasenaCambiada, EnlaceEmitido
from icsoe_contracts.catalogo import TEMA_DE_EVENTO
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    ContratistaActualizado,
    CorreoDeCapturistaCambiado,
    CorreoPorConfirmar,
)
from icsoe_contracts.signing import AcuseEmitido, DevolucionSolicitada, InformativaDevuelta
from icsoe_contracts.sobre import Sobre
from icsoe_notify.bootstrap import servicio
from icsoe_sim.buzon import Buzon, Correo
from icsoe_sim.correo import escuchar
from joserfc.jwk import OKPKey

AHORA = datetime(2026, 9, 15, 18, 3, 11, 123000, tzinfo=UTC)
PDF = b"%PDF-1.7\n acuse sellado \x00\xff"
LLAVE = OKPKey.generate_key("X25519", private=True)


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
    vinculos: dict[tuple[UUID, UUID | None], UUID] = field(default_factory=lambda: {})

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
        self,
        evento: Evento,
        sujeto: UUID,
        *,
        id: UUID | None = None,
        sequence: int | None = None,
        epoca: int = 1,
    ) -> UUID:
        """Applies one record through the chassis' own loop; returns the event's id."""
        numero = sequence or self.secuencias.get(sujeto, 0) + 1
        self.secuencias[sujeto] = numero
        tema = TEMA_DE_EVENTO[type(evento)]
        sobre = Sobre(
            id=id or uuid4(),
            type=evento.TIPO,
            source=f"/icsoe/{tema.dueno}/{epoca}",
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
            "correos_confirmados": (correo, *cambios.get("copias_acuse", ())) if correo else (),
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

    async def devuelta(self, de: UUID, motivo: str, quien: UUID | None = None) -> UUID:
        """The contratista returned to capture what it, or the capturista ``quien``, had sent."""
        datos = self._envio(de) | {"motivo": motivo, "capturista_id": quien}
        return await self.recibir(InformativaDevuelta.model_validate(datos), uuid4())

    async def solicitada(self, de: UUID, quien: UUID, motivo: str) -> UUID:
        """A capturista asks for the return of what waits for signature."""
        datos = self._envio(de) | {"capturista_id": quien, "motivo": motivo}
        return await self.recibir(DevolucionSolicitada.model_validate(datos), uuid4())

    def enlace(self, motivo: Any, para: str, token: str = "", **cambios: Any) -> EnlaceEmitido:
        """auth makes a link of one hour for a new account."""
        ahora, cuenta = self.reloj.ahora(), uuid4()
        sellado = self.sellar(para, token or token_urlsafe(32), cuenta)
        datos = {"cuenta_id": cuenta, "enlace_id": uuid4(), "motivo": motivo, "sellado": sellado}
        return EnlaceEmitido.model_validate(
            datos | {"ocurrido": ahora, "expira": ahora + timedelta(hours=1)} | cambios
        )

    def por_confirmar(self, de: UUID, para: str, token: str) -> CorreoPorConfirmar:
        """An address of a contratista waits for its owner."""
        ahora = self.reloj.ahora()
        sellado, expira = self.sellar(para, token, de), ahora + timedelta(hours=24)
        return CorreoPorConfirmar(contratista_id=de, sellado=sellado, expira=expira, ocurrido=ahora)

    def invitado(self, quien: UUID, correo: str, *, cuenta_nueva: bool = True) -> CapturistaInvitado:
        """A contratista invited a capturista."""
        return CapturistaInvitado(
            **self._vinculo(quien), usuario="XEXX010101HNEXXXA4", correo=correo, cuenta_nueva=cuenta_nueva
        )

    def vinculado(
        self, quien: UUID, de: UUID | None = None, *, nombre: str | None = None, **cambios: Any
    ) -> CapturistaVinculado:
        """The link is ACTIVO."""
        datos: dict[str, Any] = self._vinculo(quien, de) | {"puede_acuses": True}
        datos |= {"exige_segundo_factor": False} | cambios
        return CapturistaVinculado(**datos, nombre=nombre)

    async def capturista_activo(self, de: UUID, correo: str, **cambios: Any) -> UUID:
        """registry told the contact of the contratista ``de`` and a capturista that works for it."""
        quien = uuid4()
        await self.contacto(de)
        for evento in (self.invitado(quien, correo), self.vinculado(quien, de, **cambios)):
            await self.recibir(evento, quien)
        return quien

    def de_baja(self, quien: UUID, de: UUID | None = None) -> CapturistaDadoDeBaja:
        """The contratista ended the link."""
        return CapturistaDadoDeBaja(**self._vinculo(quien, de))

    def contrasena(self, quien: UUID, motivo: Any = "CAMBIO") -> ContrasenaCambiada:
        """A capturista has another password."""
        return ContrasenaCambiada(cuenta_id=quien, ocurrido=self.reloj.ahora(), motivo=motivo)

    def otro_correo(self, quien: UUID, antes: str, despues: str) -> CorreoDeCapturistaCambiado:
        """The address of a capturista changed."""
        return CorreoDeCapturistaCambiado(
            capturista_id=quien, ocurrido=self.reloj.ahora(), correo=despues, correo_anterior=antes
        )

    @staticmethod
    def sellar(para: str, token: str, titular: UUID) -> str:
        """As auth and registry do."""
        return sellar(LLAVE, Enlace(token, para, titular))

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

    def abiertos(self, para: str = "") -> list[Correo]:
        """The mails that arrived, of one address or of all, oldest first."""
        hallados = [r for r in self.buzon.buscar() if not para or para in r.destinatarios]
        abiertos = [self.buzon.abrir(r.id) for r in sorted(hallados, key=lambda r: r.id)]
        return [correo for correo in abiertos if correo is not None]

    def _vinculo(self, quien: UUID, contratista: UUID | None = None) -> dict[str, Any]:
        vinculo = self.vinculos.setdefault((quien, contratista), uuid4()) if contratista else uuid4()
        return {
            "capturista_id": quien,
            "ocurrido": self.reloj.ahora(),
            "vinculo_id": vinculo,
            "contratista_id": contratista or uuid4(),
            "contratista_rfc": "EKU9003173C9",
            "contratista_nombre": "ESCUELA KEMPER URGATE www.malo.example",
        }

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
        enlace_x25519_pem=LLAVE.as_pem(private=True).decode(),
        url_publica="http://localhost:8080",
    )
    mesa = Mesa(prueba, reloj, objetos, tmp_path, puerto, smtp=libre)
    yield mesa
    await mesa.cerrar_buzon()
