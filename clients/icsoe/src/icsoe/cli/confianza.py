"""``icsoe confianza fijar|ver``: trust on first contact in the institution's seal root."""

import re
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from icsoe.almacen import Almacen
from icsoe.archivos import leer_bytes
from icsoe.canal import origen_de
from icsoe.cli.contexto import LOCAL, Url, cliente_de, decir
from icsoe.errores import ErrorIcsoe, Salida, UsoIncorrecto


class AnclaDistinta(ErrorIcsoe):
    """The installation shows another root than the one kept, or than the fingerprint that was given."""

    salida = Salida.VERIFICACION
    codigo_usual = "ancla_distinta"


def fijar(
    huella: Annotated[
        str | None,
        typer.Option("--huella", help="SHA-256 que la institución publica: solo se fija si coincide."),
    ] = None,
    reemplazar: Annotated[
        bool, typer.Option("--reemplazar", help="Sustituye la raíz ya fijada por la que se muestra ahora.")
    ] = False,
    url: Url = LOCAL,
) -> None:
    """Guarda en este equipo la raíz del sello de la institución y muestra su huella."""
    almacen = Almacen.de(origen_de(url))
    with cliente_de(url) as cliente:
        pem = cliente.raiz_del_sello()
    mostrada = huella_de(pem)
    if huella is not None and re.sub(r"[^0-9a-f]", "", huella.lower()) != mostrada:
        raise AnclaDistinta(
            f"La raíz que muestra la instalación no tiene esa huella; la suya es {mostrada}.",
            "No la fijes: confirma la huella con la institución por otro medio.",
        )
    fijada = almacen.ancla()
    if fijada is not None and huella_de(fijada) != mostrada and not reemplazar:
        raise AnclaDistinta(
            f"Ya fijaste otra raíz ({huella_de(fijada)}); la instalación ahora muestra {mostrada}.",
            "Confirma el cambio con la institución y repite la orden con --reemplazar.",
        )
    almacen.fijar_ancla(pem)
    decir(f"Raíz del sello fijada para {cliente.origen}")
    decir(f"Huella SHA-256: {mostrada}")
    decir("Compárala con la que la institución publica por otro medio.")


def ver(url: Url = LOCAL) -> None:
    """Muestra la huella de la raíz fijada."""
    fijada = Almacen.de(origen_de(url)).ancla()
    if fijada is None:
        raise UsoIncorrecto("No has fijado ninguna raíz del sello.", "Fíjala con: icsoe confianza fijar")
    decir(f"Huella SHA-256: {huella_de(fijada)}")


def ancla_para(archivo: Path | None, url: str) -> bytes | None:
    """The root to verify with: the file named, else the one fixed for that installation, else none."""
    if archivo is None:
        return Almacen.de(origen_de(url)).ancla()
    pem = leer_bytes(archivo)
    huella_de(pem)
    return pem


def huella_de(pem: bytes) -> str:
    """SHA-256 of the certificate, 64 hex digits. Raises UsoIncorrecto when it is no PEM certificate."""
    try:
        return x509.load_pem_x509_certificate(pem).fingerprint(SHA256()).hex()
    except ValueError:
        raise UsoIncorrecto(
            "La raíz del sello no es un certificado PEM.",
            "Revisa el archivo o la dirección de la instalación.",
        ) from None
