"""Hostile files at the doors that take files: refused with a reason, nothing stored (T-40, T-49)."""

import base64
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from icsoe_chassis.testing import ObjetosEnMemoria
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_sim.efirma import Tipo, Titular, sujeto_de
from icsoe_sim.emision import EXTENSIONES_FIEL, emitir, numero_nuevo
from pypdf import PdfWriter

from ..flota import recibo_repse
from .casas import abrir_casa

MIB = 1_048_576
_CARGA = "PUT /contratista/acuse-repse"


def _cifrado() -> bytes:
    escritor, salida = PdfWriter(), io.BytesIO()
    escritor.add_blank_page(200, 200)
    escritor.encrypt("", "dueño", algorithm="AES-256")
    escritor.write(salida)
    return salida.getvalue()


def _con_catalogo(catalogo: bytes, kids: bytes = b"3 0 R") -> bytes:
    """A PDF by hand, its table in order."""
    objetos = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogo,
        b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    cuerpo, lugares = b"%PDF-1.7\n", list[int]()
    for numero, objeto in enumerate(objetos, 1):
        lugares.append(len(cuerpo))
        cuerpo += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    tabla = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    return cuerpo + tabla + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(cuerpo)


def _bomba() -> bytes:
    """Its table of objects is a stream of a few hundred KB that unpacks to 200 MB."""
    datos = zlib.compress(bytes(2 * 10**8), 9)
    cabeza = b"%PDF-1.7\n"
    flujo = (
        b"1 0 obj\n<< /Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
        % len(datos)
    )
    return cabeza + flujo + datos + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(cabeza)


PDFS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "0 bytes": (lambda: b"", 422, "archivo_ilegible"),
    "un ejecutable de Windows llamado acuse.pdf": (lambda: b"MZ\x90\0" + bytes(512), 422, "archivo_ilegible"),
    "un ejecutable de Linux llamado acuse.pdf": (lambda: b"\x7fELF" + bytes(512), 422, "archivo_ilegible"),
    "un guion llamado acuse.pdf": (lambda: b"#!/bin/sh\nexit\n%%EOF", 422, "archivo_ilegible"),
    "HTML antes del PDF": (lambda: b"<script>1</script>" + recibo_repse(), 422, "archivo_ilegible"),
    "HTML detrás del PDF": (lambda: recibo_repse() + b"<script>1</script>", 422, "archivo_ilegible"),
    "zip detrás del PDF": (lambda: recibo_repse() + b"PK\5\6" + bytes(18), 422, "archivo_ilegible"),
    "un ejecutable detrás del PDF": (lambda: recibo_repse() + b"MZ\x90\0", 422, "archivo_ilegible"),
    "JavaScript": (lambda: _con_catalogo(b"/OpenAction << /S /JavaScript /JS (x) >>"), 422, "archivo_activo"),
    "JavaScript con otro nombre": (
        lambda: _con_catalogo(b"/OpenAction << /S /J#61vaScript /J#53 (x) >>"), 422, "archivo_activo",
    ),
    "abre un programa": (
        lambda: _con_catalogo(b"/OpenAction << /S /Launch /F (x) >>"), 422, "archivo_activo",
    ),
    "formulario XFA": (lambda: _con_catalogo(b"/AcroForm << /XFA (x) >>"), 422, "archivo_activo"),
    "cifrado sin contraseña": (_cifrado, 422, "archivo_cifrado"),
    "bomba en su tabla": (_bomba, 422, "archivo_ilegible"),
    "cien mil veces la misma página": (
        lambda: _con_catalogo(b"", b"3 0 R " * 100_000), 413, "archivo_demasiado_grande",
    ),
    "páginas dentro de sí mismas": (lambda: _con_catalogo(b"", b"2 0 R"), 422, "archivo_ilegible"),
    "5 MiB y un byte": (lambda: recibo_repse().ljust(5 * MIB + 1), 413, "peticion_demasiado_grande"),
}  # fmt: skip


INTENTOS = "carga_de_acuse"
"""Every examination counts as a try of its day, whatever comes of it (T-49)."""


class AlmacenCerrado(ObjetosEnMemoria):
    """Nothing may be put into it."""

    async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> ReferenciaObjeto:
        raise AssertionError(f"se guardó {key}")


async def test_every_hostile_receipt_is_refused_with_its_reason_and_nothing_is_stored(
    cliente_de: Any, tmp_path: Path
) -> None:
    casa = await abrir_casa("registry", cliente_de, tmp_path, objetos=AlmacenCerrado())
    escena = await casa.escena("GET /contratista")
    antes = await casa.huella(salvo=INTENTOS)
    vistos: dict[str, tuple[int, str]] = {}
    for nombre, (hacer, _, _) in PDFS.items():
        respuesta = await casa.pedir(f"{_CARGA}?nombre=acuse.pdf", escena, "C", hacer())
        vistos[nombre] = respuesta.status_code, respuesta.json()["codigo"]
        assert respuesta.json()["remedio"]
    assert vistos == {nombre: (estado, codigo) for nombre, (_, estado, codigo) in PDFS.items()}
    assert await casa.huella(salvo=INTENTOS) == antes


def _alterado(bueno: bytes, **cambios: Any) -> bytes:
    otro: Any = x509.Certificate.load(bueno)
    for campo, valor in cambios.items():
        otro["tbs_certificate"][campo] = valor
    return otro.dump(force=True)


def _certificados(casa: Any) -> dict[str, bytes]:
    def de(clave: Any) -> bytes:
        return emitir(
            casa.emisor,
            sujeto_de(Titular("CACX7605101P8", "XOCHILT CASAS CHAVEZ"), Tipo.FIEL),
            clave.public_key(),
            numero=numero_nuevo(),
            desde=datetime(2025, 1, 1, tzinfo=UTC),
            hasta=datetime(2029, 1, 1, tzinfo=UTC),
            extensiones=EXTENSIONES_FIEL,
        )

    bueno = de(rsa.generate_private_key(65537, 2048))
    return {
        "0 bytes": b"",
        "1 MB": bueno.ljust(1_000_000, b"\0"),
        "bytes detrás": bueno + b"\0",
        "dos certificados": bueno + bueno,
        "cortado": bueno[:-1],
        "serie negativa": _alterado(bueno, serial_number=-1),
        "serie que no es del SAT": _alterado(bueno, serial_number=7),
        "RSA 1024": de(rsa.generate_private_key(65537, 1024)),
        "e = 3": de(rsa.generate_private_key(3, 2048)),
        "ECDSA": de(ec.generate_private_key(ec.SECP256R1())),
        "PEM": b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(bueno),
        "un ejecutable": b"MZ\x90\0" + bytes(512),
        "torre de secuencias": b"\x30\x80" * 4_000,
    }


@pytest.mark.parametrize("puerta", ["auth", "signing"])
async def test_every_hostile_certificate_is_refused_at_login_and_at_signing_and_nothing_is_stored(
    puerta: str, cliente_de: Any, tmp_path: Path
) -> None:
    casa: Any = await abrir_casa(puerta, cliente_de, tmp_path)
    ruta = {"auth": "POST /sesiones", "signing": "POST /pendientes/{informativa_id}/cadenas"}[puerta]
    escena = await casa.escena(ruta)
    antes = await casa.huella()
    for nombre, der in _certificados(casa).items():
        cuerpo: dict[str, Any] = {"certificado": base64.b64encode(der).decode()}
        if puerta == "auth":
            cuerpo |= {"reto": "x", "verificador": "A" * 43, "firma": base64.b64encode(bytes(256)).decode()}
        respuesta = await casa.pedir(ruta, escena, "C", cuerpo)
        assert respuesta.status_code in (403, 413, 422), f"{nombre}: {respuesta.status_code}"
        assert respuesta.json()["remedio"], nombre
    assert await casa.huella() == antes


async def test_the_check_of_a_certificate_names_what_is_wrong_with_it(
    cliente_de: Any, tmp_path: Path
) -> None:
    """The public check says it in words; at login a bad challenge is said first."""
    casa: Any = await abrir_casa("auth", cliente_de, tmp_path)
    escena = await casa.escena("POST /certificados/revision")
    for nombre, der in _certificados(casa).items():
        cuerpo = {"certificado": base64.b64encode(der).decode()}
        dicho = await casa.pedir("POST /certificados/revision", escena, "nadie", cuerpo)
        if dicho.is_success:
            assert dicho.json()["codigo"], nombre
            assert dicho.json()["aceptable"] is False, nombre
        else:
            assert dicho.status_code in (413, 422), f"{nombre}: {dicho.status_code}"
