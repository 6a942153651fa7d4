"""The simulated authority and its e.firmas, checked with OpenSSL and against SAT's own files."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.llave import abrir_llave
from icsoe_sim.cli import armar
from icsoe_sim.efirma import Tipo, Titular, cifrar_llave, nueva_efirma
from icsoe_sim.emision import Emisor
from typer.testing import CliRunner

DESDE = datetime(2026, 5, 18, 4, 37, 14, tzinfo=UTC)


def _icsoe_sim(*argumentos: str) -> tuple[int, str]:
    resultado = CliRunner().invoke(armar(list(argumentos)), list(argumentos))
    return resultado.exit_code, resultado.output


def _openssl(*argumentos: str, entrada: bytes = b"") -> str:
    hecho = subprocess.run(["openssl", *argumentos], input=entrada, check=True, capture_output=True)
    return hecho.stdout.decode("latin-1")


def _pem(der: bytes, destino: Path) -> str:
    destino.write_text(_openssl("x509", "-inform", "DER", entrada=der))
    return str(destino)


@pytest.mark.parametrize("tipo", list(Tipo))
@pytest.mark.parametrize(
    "titular",
    [
        Titular("CAÑF770131PA3", "FERNANDO CASTILLO ÑABARRO"),
        Titular("H&E951128469", "H & E", "XOJI740919U48"),
    ],
    ids=["persona", "empresa"],
)
def test_openssl_verifies_what_the_authority_issues(
    ca: tuple[Path, Emisor], tmp_path: Path, titular: Titular, tipo: Tipo
) -> None:
    carpeta, emisor = ca
    par = nueva_efirma(emisor, titular, tipo=tipo, desde=DESDE)
    raiz, ac, hoja = (
        _pem(der, tmp_path / f"{indice}.pem")
        for indice, der in enumerate(
            ((carpeta / "raiz.cer").read_bytes(), (carpeta / "ac.cer").read_bytes(), par.certificado)
        )
    )
    momento = str(int((DESDE + timedelta(days=300)).timestamp()))
    assert "OK" in _openssl("verify", "-attime", momento, "-CAfile", raiz, "-untrusted", ac, hoja)
    assert "PRIVATE KEY" in _openssl(
        "pkcs8", "-inform", "DER", "-passin", f"pass:{par.contrasena}", entrada=par.llave
    )


def test_a_sat_efirma_and_ours_differ_in_nothing_but_their_data(
    ca: tuple[Path, Emisor], pares_sat: Path
) -> None:
    titular = Titular("EKU9003173C9", "ESCUELA KEMPER URGATE SA DE CV", "VADA800927DJ3", "VADA800927HSRSRL05")
    for tipo, archivo in ((Tipo.FIEL, "fiel/EKU9003173C9_2023.cer"), (Tipo.CSD, "csd/EKU9003173C9_2023.cer")):
        suyo = _forma((pares_sat / archivo).read_bytes())
        nuestro = _forma(nueva_efirma(ca[1], titular, tipo=tipo, desde=DESDE).certificado)
        assert nuestro == suyo


def _forma(der: bytes) -> dict[str, Any]:
    """What makes a certificate SAT-like: algorithm, life, subject and its encodings, extensions."""
    asn1: Any = x509.Certificate.load(der)
    tbs = asn1["tbs_certificate"]
    pares = [par for grupo in tbs["subject"].chosen for par in grupo]
    libres = ("email_address", "organizational_unit_name")
    return {
        "version": tbs["version"].native,
        "algoritmo": asn1["signature_algorithm"].dump(),
        "plazo": tbs["validity"]["not_after"].native - tbs["validity"]["not_before"].native,
        "sujeto": [
            (par["type"].dotted, None if par["type"].native in libres else par["value"].dump())
            for par in pares
        ],
        "serie": len(tbs["serial_number"].contents),
        "extensiones": tbs["extensions"].dump(),
    }


def test_sats_key_recipe_reproduces_sats_files_bit_for_bit(pares_sat: Path) -> None:
    llaves = sorted(pares_sat.glob("[fc]*/*.key"))
    assert len(llaves) == 44
    for archivo in llaves:
        contrasena = archivo.with_suffix(".txt").read_bytes()
        abierta = load_der_private_key(archivo.read_bytes(), contrasena)
        pkcs8 = abierta.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        assert cifrar_llave(pkcs8, contrasena) == archivo.read_bytes(), archivo.name


def test_every_name_of_the_authority_says_that_it_is_no_real_one(ca: tuple[Path, Emisor]) -> None:
    for archivo in ("raiz.cer", "ac.cer"):
        asn1: Any = x509.Certificate.load((ca[0] / archivo).read_bytes())
        for nombre in (asn1.subject.native, asn1.issuer.native):
            assert "PRUEBA" in nombre["common_name"]
        validez = asn1["tbs_certificate"]["validity"].native
        assert (validez["not_before"].year, validez["not_after"].year) == (2020, 2045)


def test_making_the_authority_again_changes_nothing_and_its_keys_are_its_owners_only(
    ca: tuple[Path, Emisor],
) -> None:
    carpeta, _ = ca
    antes = {a.name: (a.read_bytes(), a.stat().st_mtime_ns) for a in carpeta.iterdir()}
    assert _icsoe_sim("ca", "crear", "--en", str(carpeta))[0] == 0
    assert antes == {a.name: (a.read_bytes(), a.stat().st_mtime_ns) for a in carpeta.iterdir()}
    for llave in carpeta.glob("*.key"):
        assert llave.stat().st_mode & 0o777 == 0o600


def test_a_new_efirma_is_three_files_that_fit_together(ca: tuple[Path, Emisor], tmp_path: Path) -> None:
    codigo, salida = _icsoe_sim(
        "efirma", "nueva", "--rfc", "oño120726rx3", "--representante", "MISC491214B86",
        "--nombre", "ÑANDÚ SA", "--desde", "2022-01-01", "--hasta", "2022-12-31",
        "--password", "contraseña", "--en", str(tmp_path), "--ca", str(ca[0]),
    )  # fmt: skip
    assert codigo == 0
    rutas = {extension: Path(ruta) for extension, ruta in json.loads(salida).items()}
    assert rutas["cer"].name == "ONtO120726RX3.cer"
    certificado = leer_certificado(rutas["cer"].read_bytes())
    assert (certificado.sujeto.rfc, certificado.sujeto.rfc_representante) == ("OÑO120726RX3", "MISC491214B86")
    assert (certificado.desde.date().isoformat(), certificado.hasta.year) == ("2022-01-01", 2022)
    assert abrir_llave(rutas["key"].read_bytes(), rutas["txt"].read_text()).corresponde_a(certificado)
    assert rutas["key"].stat().st_mode & 0o777 == rutas["txt"].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "argumentos",
    [
        ("--rfc", "EKU9003173C9"),
        ("--rfc", "CACX7605101P8", "--representante", "VADA800927DJ3"),
        ("--rfc", "EKU9003173C9", "--representante", "H&E951128469"),
        ("--rfc", "NADA"),
    ],
    ids=["empresa sola", "persona representada", "representante moral", "no es un RFC"],
)
def test_what_sat_would_not_issue_is_refused_in_spanish(
    ca: tuple[Path, Emisor], tmp_path: Path, argumentos: tuple[str, ...]
) -> None:
    codigo, salida = _icsoe_sim(
        "efirma", "nueva", *argumentos, "--nombre", "X", "--en", str(tmp_path), "--ca", str(ca[0])
    )
    assert codigo == 2
    assert "RFC" in salida
    assert not list(tmp_path.iterdir())


def test_without_an_authority_the_next_step_is_said(tmp_path: Path) -> None:
    codigo, salida = _icsoe_sim(
        "efirma",
        "nueva",
        "--rfc",
        "CACX7605101P8",
        "--nombre",
        "X",
        "--en",
        str(tmp_path),
        "--ca",
        str(tmp_path),
    )
    assert codigo == 2
    assert "icsoe-sim ca crear" in salida
