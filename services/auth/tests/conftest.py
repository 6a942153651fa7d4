"""Auth's own authority of PRUEBA, e.firmas of it, and a client that logs in as the CLI and the browser do."""

import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_chassis.testing import RelojFijo
from icsoe_efirma.llave import Llave, abrir_llave
from icsoe_sim.ca import crear_ca
from icsoe_sim.efirma import Tipo, Titular, nueva_efirma
from icsoe_sim.emision import Emisor
from joserfc.jwk import OKPKey

ORIGEN = "http://localhost:8080"
LLAVE_DE_ENLACES = OKPKey.generate_key("X25519")


@dataclass(frozen=True)
class Firmante:
    """A certificate (DER) with its open key."""

    certificado: bytes
    llave: Llave


@dataclass(frozen=True)
class Autoridad:
    """The simulated authority and its folder of pins."""

    carpeta: Path
    emisor: Emisor

    def firmante(self, rfc: str, representante: str | None = None, **opciones: Any) -> Firmante:
        """A fresh e.firma, in force since the day before the tests' clock unless told otherwise."""
        titular = Titular(rfc, f"TITULAR DE PRUEBA {len(rfc)} ÑU", representante)
        vigencia: dict[str, Any] = {"desde": RelojFijo().ahora() - timedelta(days=1), **opciones}
        par = nueva_efirma(self.emisor, titular, **vigencia)
        return Firmante(par.certificado, abrir_llave(par.llave, par.contrasena))


@pytest.fixture(scope="session")
def autoridad(tmp_path_factory: pytest.TempPathFactory) -> Autoridad:
    carpeta = tmp_path_factory.mktemp("ca")
    return Autoridad(carpeta, crear_ca(carpeta))


@pytest.fixture(scope="session")
def persona(autoridad: Autoridad) -> Firmante:
    return autoridad.firmante("CAÑF770131PA3")


@pytest.fixture(scope="session")
def empresa(autoridad: Autoridad) -> Firmante:
    return autoridad.firmante("H&E951128469", "XOJI740919U48")


@pytest.fixture(scope="session")
def sello(autoridad: Autoridad) -> Firmante:
    return autoridad.firmante("H&E951128469", "XOJI740919U48", tipo=Tipo.CSD)


@dataclass(frozen=True)
class Intento:
    """An answer to a challenge, before it is sent; ``con`` changes fields to see them refused."""

    reto: str
    texto: str
    verificador: str
    certificado: bytes
    firma: bytes
    rfc: str | None

    def con(self, **cambios: Any) -> "Intento":
        return replace(self, **cambios)

    @property
    def cuerpo(self) -> dict[str, Any]:
        return {
            "reto": self.reto,
            "verificador": self.verificador,
            "certificado": base64.b64encode(self.certificado).decode(),
            "firma": base64.b64encode(self.firma).decode(),
            **({"rfc": self.rfc} if self.rfc else {}),
        }


@dataclass(frozen=True)
class Puerta:
    """The login as a client sees it."""

    http: httpx.AsyncClient
    reloj: RelojFijo

    async def preparar(self, quien: Firmante, rfc: str | None = None) -> Intento:
        """Asks for a challenge and signs it."""
        verificador = secrets.token_urlsafe(32)
        huella = hashlib.sha256(verificador.encode()).hexdigest()
        reto = (await self.http.post("/retos", json={"verificador_sha256": huella})).json()
        firma = quien.llave.firmar(reto["texto"])
        return Intento(reto["reto"], reto["texto"], verificador, quien.certificado, firma, rfc)

    async def responder(self, intento: Intento) -> httpx.Response:
        return await self.http.post("/sesiones", json=intento.cuerpo)

    async def entrar(self, quien: Firmante, rfc: str | None = None) -> dict[str, Any]:
        """A session, as the API answers it."""
        respuesta = await self.responder(await self.preparar(quien, rfc))
        assert respuesta.status_code == 201, respuesta.text
        return respuesta.json()

    async def negado(self, intento: Intento) -> tuple[int, str]:
        """Status and code of a refusal; nothing may have been written by it."""
        antes = await self.filas()
        respuesta = await self.responder(intento)
        assert await self.filas() == antes
        return respuesta.status_code, respuesta.json()["codigo"]

    async def filas(self) -> tuple[int, int, int]:
        """How many accounts, sessions and spent challenges there are."""
        base: Any = self.http.prueba.recursos.base  # type: ignore[attr-defined]
        fila = await base.fetchrow(
            "select (select count(*) from cuenta), (select count(*) from sesion),"
            " (select count(*) from reto_usado)"
        )
        return tuple(fila)

    async def renovar(self, refresco: str) -> httpx.Response:
        return await self.http.post("/sesiones/renovacion", json={"refresco": refresco})


HacerPuerta = Callable[..., Awaitable[Puerta]]


@pytest.fixture
def ajustes_de_auth(autoridad: Autoridad) -> dict[str, Any]:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "token_ed25519_pem": pem.decode(),
        "reto_hmac": secrets.token_hex(32),
        "pimienta_hmac": "1:" + secrets.token_hex(32),
        "totp_clave": "1:" + secrets.token_hex(32),
        "enlace_publica_pem": LLAVE_DE_ENLACES.as_pem(private=False).decode(),
        "confianza_dir": autoridad.carpeta,
        "url_publica": ORIGEN,
    }


@pytest.fixture
async def abrir(cliente_de: Any, ajustes_de_auth: dict[str, Any]) -> HacerPuerta:
    """``await abrir(**ajustes)``: auth on a fresh database, with its own clock."""
    from icsoe_auth.bootstrap import servicio

    async def hacer(**otros: Any) -> Puerta:
        reloj = RelojFijo()
        return Puerta(await cliente_de(servicio, reloj=reloj, **{**ajustes_de_auth, **otros}), reloj)

    return hacer


@pytest.fixture
async def puerta(abrir: HacerPuerta) -> Puerta:
    return await abrir()


@pytest.fixture(scope="session")
def llave_de_enlaces() -> OKPKey:
    """notify's private key in these tests."""
    return LLAVE_DE_ENLACES
