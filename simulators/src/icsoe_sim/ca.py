"""The simulated certification authority: a root and an issuer as SAT's, marked PRUEBA (efirma.md §6)."""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from .emision import EXTENSIONES_AC, EXTENSIONES_RAIZ, Emisor, emitir, nombre_x500, texto_de_autoridad

DESDE, HASTA = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
_BITS = 4096
_LISTA = "autoridades.json"
_RAIZ = (
    ("country_name", "MX"),
    ("organization_name", "AUTORIDAD SIMULADA DE PRUEBA"),
    ("common_name", "AGENCIA REGISTRADORA SIMULADA (PRUEBA, SIN VALIDEZ)"),
)
_AC = (
    ("common_name", "AC SIMULADA (PRUEBA, SIN VALIDEZ)"),
    ("organization_name", "AUTORIDAD SIMULADA DE PRUEBA"),
    ("organizational_unit_name", "ICSOE PRUEBA"),
    ("country_name", "MX"),
    ("unique_identifier", "PRU200101AA0"),
)

app = typer.Typer(help="Autoridad certificadora de PRUEBA.", no_args_is_help=True)


class SinAutoridad(Exception):
    """The folder holds no simulated authority."""


def crear_ca(carpeta: Path) -> Emisor:
    """The authority of ``carpeta``, made on first use: ``raiz.cer``, ``ac.cer``, keys (0600) and the pins.

    The list of pins is written last, so a run that was cut off begins anew.
    """
    if (carpeta / _LISTA).is_file():
        return abrir_ca(carpeta)
    carpeta.mkdir(parents=True, exist_ok=True)
    clave_raiz, clave_ac = (rsa.generate_private_key(65537, _BITS) for _ in range(2))
    raiz = emitir(
        clave_raiz,
        nombre_x500([(tipo, texto_de_autoridad(valor)) for tipo, valor in _RAIZ]),
        clave_raiz.public_key(),
        numero="90000000000000000001",
        desde=DESDE,
        hasta=HASTA,
        extensiones=EXTENSIONES_RAIZ,
    )
    ac = emitir(
        Emisor(raiz, clave_raiz),
        nombre_x500([(tipo, texto_de_autoridad(valor)) for tipo, valor in _AC]),
        clave_ac.public_key(),
        numero="90000000000000000002",
        desde=DESDE,
        hasta=HASTA,
        extensiones=EXTENSIONES_AC,
    )
    _guardar(carpeta, "raiz", raiz, clave_raiz)
    _guardar(carpeta, "ac", ac, clave_ac)
    (carpeta / _LISTA).write_text(_fijar({"raiz": raiz, "emisora": ac}), "utf-8")
    return Emisor(ac, clave_ac)


def abrir_ca(carpeta: Path) -> Emisor:
    """The issuing authority stored in ``carpeta``. Raises SinAutoridad."""
    try:
        return Emisor((carpeta / "ac.cer").read_bytes(), leer_llave(carpeta / "ac.key"))
    except OSError:
        raise SinAutoridad(
            f"No hay autoridad simulada en {carpeta}; créala con: icsoe-sim ca crear --en {carpeta}"
        ) from None


def leer_llave(archivo: Path) -> rsa.RSAPrivateKey:
    """A key of the authority. Raises SinAutoridad when it is not RSA."""
    clave = load_pem_private_key(archivo.read_bytes(), None)
    if not isinstance(clave, rsa.RSAPrivateKey):
        raise SinAutoridad(f"La llave {archivo} no es RSA")
    return clave


def pem_de(clave: rsa.RSAPrivateKey) -> bytes:
    """PKCS#8 without a password: the keys of a simulated authority guard nothing."""
    return clave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def escribir_privado(archivo: Path, contenido: bytes) -> None:
    """Writes a file that only its owner reads, from its first byte on."""
    archivo.unlink(missing_ok=True)
    with os.fdopen(os.open(archivo, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as salida:
        salida.write(contenido)


def _guardar(carpeta: Path, nombre: str, certificado: bytes, clave: rsa.RSAPrivateKey) -> None:
    escribir_privado(carpeta / f"{nombre}.key", pem_de(clave))
    (carpeta / f"{nombre}.cer").write_bytes(certificado)


def _fijar(certificados: dict[str, bytes]) -> str:
    fijadas = [
        {
            "archivo": f"{'ac' if rol == 'emisora' else rol}.cer",
            "sha256": hashlib.sha256(der).hexdigest(),
            "rol": rol,
            "desde": DESDE.date().isoformat(),
            "hasta": HASTA.date().isoformat(),
        }
        for rol, der in certificados.items()
    ]
    return json.dumps({"version": "PRUEBA", "conjuntos": {"simulada": fijadas}}, indent=2) + "\n"


@app.callback()
def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
    """Autoridad certificadora de PRUEBA."""


@app.command()
def crear(en: Annotated[Path, typer.Option(help="Carpeta de la autoridad.")]) -> None:
    """Crea la autoridad simulada, válida de 2020 a 2045; si ya existe, la deja como está."""
    crear_ca(en)
    typer.echo(f"Autoridad simulada de PRUEBA en {en}")
