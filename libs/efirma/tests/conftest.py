"""Certificates to judge: those of the simulated authority, and SAT's own test folder where it is at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from icsoe_efirma.certificado import Certificado, leer_certificado
from icsoe_efirma.confianza import Autoridad, CarpetaDeConfianza, Confianza
from icsoe_efirma.juicio import Juez
from icsoe_efirma.ocsp import Pregunta, preguntar
from icsoe_sim.ca import crear_ca
from icsoe_sim.contestacion import Contestador
from icsoe_sim.efirma import Tipo, Titular, sujeto_de
from icsoe_sim.emision import EXTENSIONES_FIEL, Emisor, Extension, emitir, numero_nuevo

RAIZ_DEL_PROYECTO = Path(__file__).resolve().parents[3]
LISTA = RAIZ_DEL_PROYECTO / "deploy" / "confianza" / "autoridades.json"
HOY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Simulada:
    """The simulated authority with a judge that trusts it and nothing else."""

    carpeta: Path
    emisor: Emisor
    juez: Juez
    clave: rsa.RSAPrivateKey

    def emitir(
        self,
        sujeto: Any,
        *,
        desde: datetime,
        hasta: datetime | None = None,
        emisor: Emisor | rsa.RSAPrivateKey | None = None,
        clave: rsa.RSAPublicKey | None = None,
        numero: str | None = None,
        extensiones: Sequence[Extension] = EXTENSIONES_FIEL,
    ) -> bytes:
        """A certificate for ``sujeto``: an e.firma of the simulated authority unless told otherwise."""
        return emitir(
            emisor or self.emisor,
            sujeto,
            clave or self.clave.public_key(),
            numero=numero or numero_nuevo(),
            desde=desde,
            hasta=hasta or desde + timedelta(days=1460),
            extensiones=extensiones,
        )


@pytest.fixture(scope="session")
def simulada(tmp_path_factory: pytest.TempPathFactory) -> Simulada:
    carpeta = tmp_path_factory.mktemp("ca")
    emisor = crear_ca(carpeta)
    return Simulada(
        carpeta,
        emisor,
        Juez(CarpetaDeConfianza("simulada", carpeta, LISTA)),
        rsa.generate_private_key(65537, 2048),
    )


@dataclass(frozen=True)
class Consultada:
    """An e.firma of the simulated authority, whose state can be asked of its responder at HOY."""

    certificado: Certificado
    emisora: Autoridad
    confianza: Confianza
    pregunta: Pregunta
    contestador: Contestador


@pytest.fixture(scope="session")
def consultada(simulada: Simulada) -> Consultada:
    sujeto = sujeto_de(Titular("CAÑF770131PA3", "FERNANDO CASTILLO ÑABARRO"), Tipo.FIEL)
    certificado = leer_certificado(simulada.emitir(sujeto, desde=HOY - timedelta(days=300)))
    confianza = CarpetaDeConfianza("simulada", simulada.carpeta, LISTA)()
    emisora = next(a for a in confianza.autoridades if a.sujeto_der == certificado.emisor_der)
    contestador = Contestador(simulada.carpeta, simulada.emisor, lambda: HOY)
    pregunta = preguntar(certificado, emisora, b"0123456789abcdef")
    return Consultada(certificado, emisora, confianza, pregunta, contestador)


@pytest.fixture(scope="session")
def lista() -> Path:
    return LISTA


@pytest.fixture(scope="session")
def hoy() -> datetime:
    return HOY
