"""An office where returns are sent, signed and read, on the in-memory twin or on a fresh PostgreSQL."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.ports import AlmacenObjetos, Reloj, Uow
from icsoe_chassis.revocacion import AjustesRevocacion, crear_consultor
from icsoe_chassis.testing import ObjetosEnMemoria, RelojFijo
from icsoe_chassis.testing.plugin import FabricaDeBase, ServicioDePrueba
from icsoe_contracts.catalogo import EVENTO_DE_TIPO
from icsoe_contracts.evento import Evento
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.identificadores import Rfc
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.confianza import CarpetaDeConfianza
from icsoe_signing.adapters.juez import JuezEfirma
from icsoe_signing.adapters.memoria import BaseEnMemoria
from icsoe_signing.adapters.postgres import TrabajoPg
from icsoe_signing.adapters.postgres_lecturas import LecturasPg
from icsoe_signing.application.devolver import Devolver, Devuelta, devolver
from icsoe_signing.application.emitir_cadena import CadenaParaFirmar, EmitirCadena, emitir_cadena
from icsoe_signing.application.ports import Lecturas, Trabajo
from icsoe_signing.application.presentar import InformativaConFolio, Presentar, Ventanilla, presentar
from icsoe_signing.application.recibir_envio import recibir_envio
from icsoe_signing.application.solicitar_devolucion import (
    DevolucionPedida,
    SolicitarDevolucion,
    solicitar_devolucion,
)
from icsoe_signing.bootstrap import servicio
from icsoe_signing.domain.autenticador import Autenticador
from icsoe_signing.entrypoints.events import orden_de
from icsoe_sim.ca import crear_ca
from icsoe_sim.efirma import Tipo, Titular, sujeto_de
from icsoe_sim.emision import EXTENSIONES_CSD, EXTENSIONES_FIEL, Emisor, emitir, numero_nuevo

ORIGEN = "http://localhost:8080"
RAIZ = Path(__file__).resolve().parents[3]
LISTA = RAIZ / "deploy" / "confianza" / "autoridades.json"
QR = "1:" + "ab" * 32
PERSONA = "CACX7605101P8"


@dataclass(frozen=True)
class Efirma:
    """A certificate of the simulated authority and the key behind it."""

    rfc: str
    nombre: str
    certificado: bytes = field(repr=False)
    clave: rsa.RSAPrivateKey = field(repr=False)

    def firmar(self, texto: str) -> bytes:
        return self.clave.sign(texto.encode(), PKCS1v15(), SHA256())


@dataclass(frozen=True)
class Autoridad:
    """The simulated SAT: issues, and is trusted by ``juez``."""

    carpeta: Path
    emisor: Emisor
    clave: rsa.RSAPrivateKey
    juez: JuezEfirma

    def efirma(
        self,
        rfc: str = PERSONA,
        nombre: str = "XOCHILT CASAS CHAVEZ",
        *,
        tipo: Tipo = Tipo.FIEL,
        representante: str | None = None,
        desde: datetime = datetime(2020, 6, 1, tzinfo=UTC),
        hasta: datetime = datetime(2030, 6, 1, tzinfo=UTC),
        emisor: Emisor | None = None,
    ) -> Efirma:
        if representante is None and Rfc(rfc).tipo_persona == "M":
            representante = PERSONA
        certificado = emitir(
            emisor or self.emisor,
            sujeto_de(Titular(rfc, nombre, representante), tipo),
            self.clave.public_key(),
            numero=numero_nuevo(),
            desde=desde,
            hasta=hasta,
            extensiones=EXTENSIONES_FIEL if tipo is Tipo.FIEL else EXTENSIONES_CSD,
        )
        return Efirma(rfc, nombre, certificado, self.clave)


@pytest.fixture(scope="session")
def autoridad(tmp_path_factory: pytest.TempPathFactory) -> Autoridad:
    carpeta = tmp_path_factory.mktemp("ca")
    emisor = crear_ca(carpeta)
    return Autoridad(carpeta, emisor, rsa.generate_private_key(65537, 2048), juez_de(carpeta, RelojFijo()))


def juez_de(carpeta: Path, reloj: Reloj, url: str | None = None, **plazos: float) -> JuezEfirma:
    """The judge of the authority in ``carpeta``; without ``url`` of a responder nobody can be asked."""
    confianza = CarpetaDeConfianza("simulada", carpeta, LISTA)
    ajustes = AjustesRevocacion(modo="prueba", ocsp_url=url, **plazos)  # type: ignore[arg-type]
    return JuezEfirma(confianza, crear_consultor(ajustes, reloj, confianza))


@pytest.fixture
def juez_en(autoridad: Autoridad, reloj: RelojFijo) -> Callable[..., JuezEfirma]:
    """The judge that asks the responder at a URL: ``juez_en(url, **plazos)``."""

    def hacer(url: str, carpeta: Path = autoridad.carpeta, **plazos: float) -> JuezEfirma:
        return juez_de(carpeta, reloj, url, **plazos)

    return hacer


def contenido_de(
    informativa_id: UUID, efirma: Efirma, periodo: Periodo, tipo: str, complementaria: Any
) -> str:
    """What informativa freezes for a return without contracts."""
    contenido = {
        "formato": "icsoe-contenido/1",
        "sal": uuid4().hex,
        "informativa_id": str(informativa_id),
        "contratista": {
            "rfc": efirma.rfc,
            "nombre": efirma.nombre,
            "tipo_persona": Rfc(efirma.rfc).tipo_persona,
        },
        "ejercicio": periodo.ejercicio,
        "cuatrimestre": periodo.cuatrimestre,
        "tipo": tipo,
        "complementaria": complementaria,
        "contratos": [],
    }
    return json.dumps(contenido, ensure_ascii=False, separators=(",", ":"))


def enviada_por(
    efirma: Efirma,
    periodo: Periodo = Periodo(2026, 1),
    *,
    contratista_id: UUID | None = None,
    informativa_id: UUID | None = None,
    envio: int = 1,
    **cambios: Any,
) -> EnviadaAFirma:
    """The event that informativa publishes for a Sin información."""
    informativa_id = informativa_id or uuid4()
    tipo, complementaria = cambios.get("tipo", "SIN_INFORMACION"), cambios.get("complementaria")
    contenido = contenido_de(informativa_id, efirma, periodo, tipo, complementaria)
    datos: dict[str, Any] = {
        "informativa_id": informativa_id,
        "envio": envio,
        "contratista_id": contratista_id or uuid4(),
        "rfc": efirma.rfc,
        "nombre": efirma.nombre,
        "tipo_persona": Rfc(efirma.rfc).tipo_persona,
        "ejercicio": periodo.ejercicio,
        "cuatrimestre": periodo.cuatrimestre,
        "tipo": tipo,
        "contratos_relacionados": 0,
        "total_trabajadores": 0,
        "contenido_sha256": hashlib.sha256(contenido.encode()).hexdigest(),
        "contenido": contenido,
        "enviada_por": "contratista",
        "enviada_en": datetime(2026, 5, 2, 18, 0, tzinfo=UTC),
    }
    return EnviadaAFirma(**(datos | cambios))


@pytest.fixture
def enviada() -> Callable[..., EnviadaAFirma]:
    return enviada_por


@pytest.fixture
def sobre_de() -> Callable[[EnviadaAFirma], Sobre]:
    return envuelta


def envuelta(evento: EnviadaAFirma) -> Sobre:
    return Sobre(
        id=uuid4(),
        type=evento.TIPO,
        source="/icsoe/informativa/1",
        subject=str(evento.informativa_id),
        time=evento.enviada_en,
        sequence=evento.envio,
        modo="prueba",
        dataschema="urn:prueba",
    )


@dataclass
class Oficina:
    """signing's commands over one database, with the clock in hand."""

    uow: Uow[Trabajo]
    lecturas: Lecturas
    juez: JuezEfirma
    reloj: Reloj
    objetos: AlmacenObjetos
    _hechos: Callable[[], Any]
    calendario: Calendario = field(default_factory=Calendario)

    @property
    def ventanilla(self) -> Ventanilla:
        return Ventanilla(self.lecturas, self.uow, self.juez, self.objetos, self.calendario, self.reloj)

    async def hechos(self, tipo: type[Evento] = Evento) -> Sequence[Any]:
        """Every event of ``tipo`` emitted so far, in order."""
        return [hecho for hecho in await self._hechos() if isinstance(hecho, tipo)]

    async def rechazo(self, espera: Awaitable[object]) -> Negativa:
        """The refusal that ``espera`` ends with."""
        with pytest.raises(Negativa) as refusal:
            await espera
        return refusal.value

    async def recibir(self, evento: EnviadaAFirma) -> EnviadaAFirma:
        async with self.uow() as t:
            await recibir_envio(orden_de(evento, envuelta(evento)), t, self.reloj)
        return evento

    async def cadena(self, evento: EnviadaAFirma, efirma: Efirma) -> CadenaParaFirmar:
        orden = EmitirCadena(evento.informativa_id, evento.contratista_id, efirma.certificado, ORIGEN)
        return await emitir_cadena(orden, self.lecturas, self.uow, self.juez, self.calendario, self.reloj)

    async def firmada(self, evento: EnviadaAFirma, efirma: Efirma, **cambios: Any) -> Presentar:
        """The complete signed request; ``recibida_en`` is now unless told."""
        cadena = await self.cadena(evento, efirma)
        orden = Presentar(
            informativa_id=evento.informativa_id,
            contratista_id=evento.contratista_id,
            cadena_id=cadena.cadena_id,
            certificado=efirma.certificado,
            firma=efirma.firmar(cadena.cadena),
            recibida_en=self.reloj.ahora(),
        )
        return replace(orden, **cambios)

    async def presentar(self, orden: Presentar) -> InformativaConFolio:
        return await presentar(orden, self.ventanilla)

    async def devolver(self, evento: EnviadaAFirma, motivo: str) -> Devuelta:
        orden = Devolver(evento.informativa_id, evento.contratista_id, motivo)
        return await devolver(orden, self.lecturas, self.uow, self.reloj)

    async def solicitar(self, evento: EnviadaAFirma, motivo: str, capturista: UUID) -> DevolucionPedida:
        orden = SolicitarDevolucion(evento.informativa_id, evento.contratista_id, capturista, motivo)
        return await solicitar_devolucion(orden, self.lecturas, self.uow, self.reloj)


def en_memoria(autoridad: Autoridad, reloj: RelojFijo) -> Oficina:
    base = BaseEnMemoria()

    async def hechos() -> list[Evento]:
        return [e.evento for e in base.registro.eventos.emitidos]

    return Oficina(base.uow, base.lecturas, autoridad.juez, reloj, ObjetosEnMemoria(), hechos)


@pytest.fixture
def ajustes(autoridad: Autoridad, tmp_path: Path) -> dict[str, Any]:
    """What ``base_de(servicio, **ajustes)`` needs."""
    return {
        "qr_hmac": QR,
        "confianza_dir": autoridad.carpeta,
        "confianza_lista": LISTA,
        "secretos": tmp_path,
        "fuentes": RAIZ / "build" / "fuentes",
        "url_publica": ORIGEN,
    }


@pytest.fixture
def reloj() -> RelojFijo:
    return RelojFijo(datetime(2026, 5, 10, 18, 0, tzinfo=UTC))


def en_postgres(prueba: ServicioDePrueba, autoridad: Autoridad) -> Oficina:
    base = prueba.recursos.base

    async def hechos() -> list[Evento]:
        filas = await base.fetch("select type, payload from outbox order by position")
        return [EVENTO_DE_TIPO[f["type"]].model_validate_json(f["payload"]) for f in filas]

    assert prueba.recursos.objetos is not None
    return Oficina(
        UnidadDeTrabajo(base, TrabajoPg),
        LecturasPg(base),
        autoridad.juez,
        prueba.recursos.reloj,
        prueba.recursos.objetos,
        hechos,
    )


@pytest.fixture
def oficina_en(autoridad: Autoridad) -> Callable[[ServicioDePrueba], Oficina]:
    """The office of a service that ``base_de`` made."""
    return lambda prueba: en_postgres(prueba, autoridad)


@pytest_asyncio.fixture(params=["memoria", "postgres"])
async def oficina(
    request: pytest.FixtureRequest,
    autoridad: Autoridad,
    reloj: RelojFijo,
    base_de: FabricaDeBase,
    ajustes: dict[str, Any],
) -> Oficina:
    """One suite for the twin and for PostgreSQL."""
    if request.param == "memoria":
        return en_memoria(autoridad, reloj)
    return en_postgres(await base_de(servicio, reloj=reloj, **ajustes), autoridad)


@pytest.fixture
def autenticador() -> Autenticador:
    return Autenticador({1: bytes.fromhex("ab" * 32)})
