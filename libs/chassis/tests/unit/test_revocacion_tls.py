"""A host like SAT's: TLS 1.2, ciphers in its own order, a DH group of 1024 bits first (efirma.md §1.7)."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto.algos import DHParameters
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_chassis.revocacion import CanalOcsp, contexto_tls
from icsoe_efirma.consulta import SinRespuesta

_GRUPO_DE_1024 = int(  # RFC 2409 §6.2
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
    16,
)


@dataclass
class Anfitrion:
    """Where it listens, what certificate it shows, and the (cipher, protocol) of each call."""

    url: str
    certificado: Path
    llamadas: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def tls(self, contexto: ssl.SSLContext) -> ssl.SSLContext:
        """``contexto`` made to believe this host."""
        contexto.load_verify_locations(self.certificado)
        return contexto


def _contexto_debil(carpeta: Path) -> ssl.SSLContext:
    clave = rsa.generate_private_key(65537, 2048)
    nombre = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    hoy = datetime.now(UTC)
    certificado = (
        x509.CertificateBuilder(nombre, nombre, clave.public_key(), x509.random_serial_number())
        .not_valid_before(hoy - timedelta(days=1))
        .not_valid_after(hoy + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(clave, SHA256())
    )
    llave = clave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (carpeta / "tls.pem").write_bytes(llave + certificado.public_bytes(Encoding.PEM))
    grupo = DHParameters({"p": _GRUPO_DE_1024, "g": 2}).dump()
    (carpeta / "dh.pem").write_bytes(pem.armor("DH PARAMETERS", grupo))
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.set_ciphers("DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    contexto.maximum_version = ssl.TLSVersion.TLSv1_2
    contexto.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    contexto.load_cert_chain(carpeta / "tls.pem")
    contexto.load_dh_params(str(carpeta / "dh.pem"))
    return contexto


@asynccontextmanager
async def anfitrion_debil(carpeta: Path) -> AsyncGenerator[Anfitrion]:
    """Answers ``ok`` to everything."""

    async def atender(lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        cifrado = escritor.get_extra_info("cipher")
        este.llamadas.append((cifrado[0], cifrado[1]))
        await lector.readuntil(b"\r\n\r\n")
        escritor.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await escritor.drain()
        escritor.close()

    servidor = await asyncio.start_server(atender, "127.0.0.1", 0, ssl=_contexto_debil(carpeta))
    puerto = servidor.sockets[0].getsockname()[1]
    este = Anfitrion(f"https://localhost:{puerto}/edofiel", carpeta / "tls.pem")
    try:
        yield este
    finally:
        servidor.close()


async def test_our_context_speaks_to_a_host_whose_dh_group_openssl_refuses(tmp_path: Path) -> None:
    async with anfitrion_debil(tmp_path) as este:
        corriente = CanalOcsp(este.url, privadas=True, tls=este.tls(ssl.create_default_context()))
        with pytest.raises(SinRespuesta, match="SSLError"):
            await corriente(b"pregunta")
        nuestro = CanalOcsp(este.url, privadas=True, tls=este.tls(contexto_tls()))
        assert await nuestro(b"pregunta") == b"ok"
        assert este.llamadas == [("ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2")]


async def test_the_certificate_of_the_host_is_still_checked_against_its_name(tmp_path: Path) -> None:
    async with anfitrion_debil(tmp_path) as este:
        ajena = CanalOcsp(este.url, privadas=True)
        por_numero = CanalOcsp(
            este.url.replace("localhost", "127.0.0.1"), privadas=True, tls=este.tls(contexto_tls())
        )
        for canal in (ajena, por_numero):
            with pytest.raises(SinRespuesta, match="SSLCertVerificationError"):
                await canal(b"pregunta")
        assert este.llamadas == []
