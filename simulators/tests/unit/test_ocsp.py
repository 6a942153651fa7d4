"""The simulated responder as others see it: OpenSSL's client, the CLI, the port of command."""

import asyncio
import subprocess
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe_chassis.reloj import RelojSistema
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import leer_certificado
from icsoe_sim.cli import armar
from icsoe_sim.contestacion import Caso, respondedor_de
from icsoe_sim.efirma import Titular, guardar, nueva_efirma
from icsoe_sim.emision import Emisor
from icsoe_sim.ocsp import Respondedor, crear_mando, respondedor
from icsoe_sim.revocados import REVOCADOS, Registro
from typer.testing import CliRunner


@pytest.fixture
async def este(ca: tuple[Path, Emisor]) -> AsyncGenerator[Respondedor]:
    async with respondedor(ca[0], RelojSistema()) as abierto:
        yield abierto


@pytest.fixture
def certificado(ca: tuple[Path, Emisor], tmp_path: Path) -> Path:
    desde = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    par = nueva_efirma(ca[1], Titular("CAÑF770131PA3", "FERNANDO CASTILLO ÑABARRO"), desde=desde)
    return Path(guardar(par, tmp_path, "prueba")["cer"])


def _pem(der: bytes, destino: Path) -> str:
    orden = ["openssl", "x509", "-inform", "DER", "-out", str(destino)]
    subprocess.run(orden, input=der, check=True, capture_output=True)
    return str(destino)


async def _segun_openssl(este: Respondedor, ca: Path, certificado: Path) -> str:
    """What OpenSSL's own client says of the certificate, having verified the answer up to the root."""
    carpeta = certificado.parent
    raiz, ac, hoja = (
        _pem(archivo.read_bytes(), carpeta / f"{archivo.stem}.pem")
        for archivo in (ca / "raiz.cer", ca / "ac.cer", certificado)
    )
    orden = ["openssl", "ocsp", "-url", este.url, "-CAfile", raiz, "-issuer", ac, "-cert", hoja]
    hecho = await asyncio.to_thread(subprocess.run, orden, capture_output=True, text=True, check=False)
    return hecho.stdout + hecho.stderr


async def test_openssl_verifies_the_answers_of_the_responder(
    ca: tuple[Path, Emisor], este: Respondedor, certificado: Path
) -> None:
    for caso in (Caso.NORMAL, Caso.DIRECTA, Caso.SIN_PROXIMA):
        await este.jugar(caso)
        dicho = await _segun_openssl(este, ca[0], certificado)
        assert "Response verify OK" in dicho
        assert f"{certificado.parent}/prueba.pem: good" in dicho


async def test_openssl_sees_through_the_impostors_too(
    ca: tuple[Path, Emisor], este: Respondedor, certificado: Path
) -> None:
    for caso, dice in (
        (Caso.OTRA_LLAVE, "Response Verify Failure"),
        (Caso.OTRA_AUTORIDAD, "Response Verify Failure"),
        (Caso.SIN_DELEGACION, "Response Verify Failure"),
        (Caso.OTRO_NONCE, "Nonce Verify error"),
        (Caso.OTRO_CERTIFICADO, "ERROR: No Status found"),
        (Caso.INTENTAR_DESPUES, "trylater"),
    ):
        await este.jugar(caso)
        assert dice in await _segun_openssl(este, ca[0], certificado), caso


def numero_de(certificado: Path) -> str:
    return leer_certificado(certificado.read_bytes()).numero


async def test_a_certificate_revoked_by_the_cli_is_revoked_for_openssl(
    ca: tuple[Path, Emisor], este: Respondedor, certificado: Path
) -> None:
    orden = ["efirma", "revocar", str(certificado), "--en", "2026-11-01T12:00:00-06:00"]
    orden += ["--motivo", "key_compromise", "--ca", str(ca[0])]
    hecho = CliRunner().invoke(armar(orden), orden)
    assert hecho.exit_code == 0
    assert numero_de(certificado) in hecho.output
    dicho = await _segun_openssl(este, ca[0], certificado)
    assert "Response verify OK" in dicho
    assert "prueba.pem: revoked" in dicho
    assert "Reason: keyCompromise" in dicho
    assert "Revocation Time: Nov  1 18:00:00 2026 GMT" in dicho


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (("--en", "2026-11-01"), "zona"),
        (("--motivo", "capricho"), "motivo"),
        (("--ca", "no-hay"), "ca crear"),
    ],
)
def test_a_revocation_that_makes_no_sense_is_refused_in_spanish(
    ca: tuple[Path, Emisor], certificado: Path, argumentos: tuple[str, str], dice: str
) -> None:
    antes = (ca[0] / REVOCADOS).read_bytes() if (ca[0] / REVOCADOS).exists() else b""
    orden = ["efirma", "revocar", str(certificado), "--ca", str(ca[0]), *argumentos]
    hecho = CliRunner().invoke(armar(orden), orden)
    assert hecho.exit_code == 2
    assert dice in hecho.output
    assert antes == ((ca[0] / REVOCADOS).read_bytes() if (ca[0] / REVOCADOS).exists() else b"")


def test_what_is_no_certificate_cannot_be_revoked(ca: tuple[Path, Emisor], tmp_path: Path) -> None:
    (tmp_path / "otro.cer").write_bytes(b"hola")
    orden = ["efirma", "revocar", str(tmp_path / "otro.cer"), "--ca", str(ca[0])]
    hecho = CliRunner().invoke(armar(orden), orden)
    assert hecho.exit_code == 2
    assert "no es un certificado" in hecho.output


def test_a_line_still_being_written_waits_for_its_end(tmp_path: Path) -> None:
    registro = Registro(tmp_path)
    linea = b'{"numero": "90001000000000000001", "desde": "2026-11-01T00:00:00+00:00", "motivo": null}'
    (tmp_path / REVOCADOS).write_bytes(linea)
    assert registro.buscar("90001000000000000001") is None
    (tmp_path / REVOCADOS).write_bytes(linea + b"\n")
    hallado = registro.buscar("90001000000000000001")
    assert hallado is not None
    assert hallado.motivo is None


async def test_the_port_of_command_says_and_changes_what_is_played(este: Respondedor) -> None:
    mando = httpx.ASGITransport(app=crear_mando(este))
    async with httpx.AsyncClient(transport=mando, base_url="http://mando") as cliente:
        assert (await cliente.get("/")).json() == {"caso": "normal", "por_numero": {}, "consultas": 0}
        numero = "90001000000000000001"
        await cliente.put("/", json={"caso": "desconocido", "numero": numero})
        puesto = (await cliente.put("/", json={"caso": "rehusa"})).json()
        assert puesto == {"caso": "rehusa", "por_numero": {numero: "desconocido"}, "consultas": 0}
        async with httpx.AsyncClient() as otro:
            with pytest.raises(httpx.ConnectError):
                await otro.post(este.url, content=b"")
            assert (await cliente.delete("/")).json()["caso"] == "normal"
            assert (await otro.post(este.url, content=b"nada")).content == b"\x30\x03\x0a\x01\x01"
        mala = await cliente.put("/", json={"caso": "capricho"})
        assert (mala.status_code, "normal" in mala.json()["detail"]) == (422, True)


def test_the_responder_is_a_delegate_shaped_like_sats(ca: tuple[Path, Emisor], pares_sat: Path) -> None:
    nuestro = respondedor_de(*ca)
    assert respondedor_de(*ca).certificado.dump() == nuestro.certificado.dump()
    assert (ca[0] / "ocsp.key").stat().st_mode & 0o777 == 0o600
    suyo = x509.Certificate.load((pares_sat / "ca" / "prod" / "ocsp.ac5_sat.cer").read_bytes())
    for certificado in (nuestro.certificado, suyo):
        usos: Any = certificado.extended_key_usage_value
        assert usos.native == ["ocsp_signing"]
        assert certificado.authority_information_access_value is not None
        assert certificado.ocsp_no_check_value is None
    assert "PRUEBA" in nuestro.certificado.subject.native["common_name"]


def test_the_help_says_how_to_make_it_misbehave_and_names_every_case() -> None:
    ayuda = " ".join(CliRunner().invoke(armar(["ocsp"]), ["ocsp", "--help"]).output.split())
    assert "curl -X PUT" in ayuda
    for caso in Caso:
        assert caso in ayuda
