"""Simulated e.firmas and invoice seals: certificate, key, password as SAT gives them (efirma.md §1, §2)."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from asn1crypto import algos, core, keys
from asn1crypto.x509 import EmailAddress, Name
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_dominio.identificadores import Rfc
from icsoe_dominio.texto import ValorInvalido
from icsoe_efirma.certificado import CertificadoRechazado, leer_certificado

from .ca import SinAutoridad, abrir_ca, escribir_privado
from .contribuyentes import anotar
from .emision import (
    EXTENSIONES_CSD,
    EXTENSIONES_FIEL,
    Emisor,
    emitir,
    nombre_x500,
    numero_nuevo,
    texto_de_contribuyente,
)
from .revocados import Motivo, Revocado
from .revocados import revocar as anotar_revocado

CARPETA_CA = Path("var/up/ca")
CONTRASENA = "12345678a"
_CORREO = "prueba@prueba.invalid"
_ITERACIONES = 2048

app = typer.Typer(help="e.firmas y sellos de PRUEBA.", no_args_is_help=True)


class Tipo(StrEnum):
    """``fiel``: an e.firma, 1460 days. ``csd``: a seal for invoices, 1461 days."""

    FIEL = "fiel"
    CSD = "csd"

    @property
    def duracion(self) -> timedelta:
        """How long SAT issues it for."""
        return timedelta(days=1460 if self is Tipo.FIEL else 1461)


@dataclass(frozen=True)
class Titular:
    """Who the pair is for. A company (RFC of 12) needs the RFC of its representative."""

    rfc: str
    nombre: str
    representante: str | None = None
    curp: str | None = None


@dataclass(frozen=True)
class Par:
    """What a taxpayer carries home: ``.cer``, ``.key`` and the password."""

    certificado: bytes
    llave: bytes = field(repr=False)
    contrasena: str = field(repr=False)


def nueva_efirma(
    emisor: Emisor,
    titular: Titular,
    *,
    tipo: Tipo = Tipo.FIEL,
    desde: datetime,
    hasta: datetime | None = None,
    contrasena: str = CONTRASENA,
) -> Par:
    """Issues a pair. Dates are aware instants; ``hasta`` defaults to what SAT gives. Raises ValorInvalido."""
    clave = rsa.generate_private_key(65537, 2048)
    certificado = emitir(
        emisor,
        sujeto_de(titular, tipo),
        clave.public_key(),
        numero=numero_nuevo(),
        desde=desde,
        hasta=hasta or desde + tipo.duracion,
        extensiones=EXTENSIONES_FIEL if tipo is Tipo.FIEL else EXTENSIONES_CSD,
    )
    pkcs8 = clave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Par(certificado, cifrar_llave(pkcs8, contrasena.encode()), contrasena)


def sujeto_de(titular: Titular, tipo: Tipo) -> Name:
    """The subject as SAT writes it (efirma.md §1.2): attributes, their order, and both RFCs of a company."""
    rfc, persona = Rfc.leer(titular.rfc), Rfc.leer(titular.representante or titular.rfc)
    if persona.tipo_persona != "F" or (titular.representante is None) != (rfc.tipo_persona == "F"):
        raise ValorInvalido(
            "representante", "Una empresa (RFC de 12) lleva el RFC de su representante (de 13)."
        )
    curp = titular.curp or _curp_de_prueba(persona.valor)
    empresa = rfc.tipo_persona == "M"
    texto = texto_de_contribuyente
    atributos: list[tuple[str, Any]] = [
        (atributo, texto(titular.nombre)) for atributo in ("common_name", "name", "organization_name")
    ]
    if tipo is Tipo.FIEL:
        atributos += [("country_name", texto("MX")), ("email_address", EmailAddress(_CORREO))]
    atributos += [
        ("unique_identifier", texto(f"{rfc} / {persona}" if empresa else rfc.valor)),
        ("serial_number", texto(f" / {curp}" if empresa else curp)),
    ]
    if tipo is Tipo.CSD:
        atributos.append(("organizational_unit_name", texto("Sucursal PRUEBA")))
    return nombre_x500(atributos)


def _curp_de_prueba(rfc: str) -> str:
    """A CURP-shaped text; like SAT's own tests it writes N for Ñ and fails its check digit."""
    return rfc[:10].replace("Ñ", "N").replace("&", "X") + "HNEPRB00"


def cifrar_llave(pkcs8: bytes, contrasena: bytes) -> bytes:
    """A ``.key`` as SAT's Certifica makes it: PBES2, 3DES, salt and IV copied out of the plaintext (§2)."""
    sal, iv = pkcs8[30:38], pkcs8[:8]
    clave = PBKDF2HMAC(SHA1(), 24, sal, _ITERACIONES).derive(contrasena)  # noqa: S303
    relleno = PKCS7(64).padder()
    cifrador = Cipher(TripleDES(clave), modes.CBC(iv)).encryptor()
    cifrado = cifrador.update(relleno.update(pkcs8) + relleno.finalize()) + cifrador.finalize()
    parametros = algos.Pbes2Params(
        {
            "key_derivation_func": {
                "algorithm": "pbkdf2",
                "parameters": {
                    "salt": algos.Pbkdf2Salt("specified", core.OctetString(sal)),
                    "iteration_count": _ITERACIONES,
                },
            },
            "encryption_scheme": {"algorithm": "tripledes_3key", "parameters": core.OctetString(iv)},
        }
    )
    algoritmo = algos.EncryptionAlgorithm({"algorithm": "pbes2", "parameters": parametros})
    return keys.EncryptedPrivateKeyInfo({"encryption_algorithm": algoritmo, "encrypted_data": cifrado}).dump()


def guardar(par: Par, carpeta: Path, nombre: str) -> dict[str, str]:
    """Writes ``.cer``, ``.key`` and ``.txt`` (the password, without line end); returns their paths."""
    carpeta.mkdir(parents=True, exist_ok=True)
    rutas = {extension: carpeta / f"{nombre}.{extension}" for extension in ("cer", "key", "txt")}
    rutas["cer"].write_bytes(par.certificado)
    escribir_privado(rutas["key"], par.llave)
    escribir_privado(rutas["txt"], par.contrasena.encode())
    return {extension: str(ruta) for extension, ruta in rutas.items()}


def nombre_de_archivo(rfc: str, tipo: Tipo) -> str:
    """Letters every file system takes: Ñ is written Nt and & And, as in SAT's own test folder of ours."""
    nombre = rfc.replace("Ñ", "Nt").replace("&", "And")
    return nombre if tipo is Tipo.FIEL else f"{nombre}_csd"


def _fecha(texto: str | None) -> datetime | None:
    return None if texto is None else datetime.fromisoformat(texto).replace(tzinfo=UTC)


CarpetaCa = Annotated[Path, typer.Option(help="Carpeta de la autoridad simulada.")]


@app.callback()
def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
    """e.firmas y sellos de PRUEBA."""


@app.command()
def nueva(
    rfc: Annotated[str, typer.Option(help="RFC del titular (13 persona física, 12 moral).")],
    nombre: Annotated[str, typer.Option(help="Nombre, denominación o razón social.")],
    en: Annotated[Path, typer.Option(help="Carpeta donde quedan .cer, .key y .txt.")] = Path(),
    representante: Annotated[str | None, typer.Option(help="RFC del representante de la empresa.")] = None,
    curp: Annotated[str | None, typer.Option(help="CURP de la persona o del representante.")] = None,
    tipo: Annotated[Tipo, typer.Option(help="fiel (e.firma) o csd (sello digital).")] = Tipo.FIEL,
    desde: Annotated[str | None, typer.Option(help="Inicio de vigencia, AAAA-MM-DD; hoy si falta.")] = None,
    hasta: Annotated[str | None, typer.Option(help="Fin de vigencia; el plazo del SAT si falta.")] = None,
    password: Annotated[str, typer.Option(help="Contraseña de la llave; es de PRUEBA.")] = CONTRASENA,
    ca: CarpetaCa = CARPETA_CA,
) -> None:
    """Emite una e.firma o un sello de PRUEBA e imprime dónde quedaron sus archivos."""
    ahora = datetime.now(UTC).replace(microsecond=0)
    try:
        par = nueva_efirma(
            abrir_ca(ca),
            Titular(rfc.upper(), nombre, representante and representante.upper(), curp),
            tipo=tipo,
            desde=_fecha(desde) or ahora - timedelta(days=1),
            hasta=_fecha(hasta),
            contrasena=password,
        )
    except (SinAutoridad, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    anotar(ca, rfc.upper(), nombre)
    typer.echo(json.dumps(guardar(par, en, nombre_de_archivo(rfc.upper(), tipo)), ensure_ascii=False))


@app.command()
def revocar(
    certificado: Annotated[Path, typer.Argument(help="Archivo .cer que se revoca.")],
    en: Annotated[str | None, typer.Option(help="Instante con zona, ISO 8601; ahora si falta.")] = None,
    motivo: Annotated[Motivo | None, typer.Option(help="Causa de la revocación.")] = None,
    ca: CarpetaCa = CARPETA_CA,
) -> None:
    """Revoca un certificado de PRUEBA: el OCSP simulado lo dice desde la siguiente consulta."""
    try:
        desde = datetime.fromisoformat(en) if en else datetime.now(UTC)
        if desde.tzinfo is None:
            raise ValueError("El instante lleva su zona, por ejemplo 2026-11-20T12:00:00-06:00.")
        numero = leer_certificado(certificado.read_bytes()).numero
        abrir_ca(ca)
    except (OSError, CertificadoRechazado):
        typer.echo(f"{certificado} no es un certificado de e.firma o de sello.", err=True)
        raise typer.Exit(2) from None
    except (SinAutoridad, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    anotar_revocado(ca, Revocado(numero, desde.astimezone(UTC), motivo))
    typer.echo(f"Certificado {numero} revocado desde {desde.isoformat(timespec='seconds')}")
