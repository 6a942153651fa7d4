"""What the institution's seal says: the text of threats.md §4.4 and the annex a verifier reads."""

import base64
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC

from icsoe_signing.application.acuse import DatosDeAcuse

PROPOSITO = "icsoe-acuse"
RESULTADO = "PRESENTADA"


@dataclass(frozen=True)
class Sellado:
    """The sealed text, its RSA-SHA256 signature in base64, and the JSON annexed to the PDF as ``acuse.json``."""

    texto: str
    sello_b64: str
    anexo: str


def texto_del_sello(datos: DatosDeAcuse, llave_id: str) -> str:
    """``||icsoe-acuse|1|folio|SHA-256(cadena)|SHA-256(firma)|SHA-256(contenido)|recibida_en|resultado|llave||``.

    ``recibida_en`` is UTC with microseconds. Raises ValueError on a field with ``|`` or a control character.
    """
    campos = (
        PROPOSITO,
        "1",
        datos.folio,
        hashlib.sha256(datos.cadena.encode()).hexdigest(),
        hashlib.sha256(base64.b64decode(datos.firma_b64, validate=True)).hexdigest(),
        datos.contenido_sha256,
        recibida_en(datos),
        RESULTADO,
        llave_id,
    )
    if any("|" in campo or any(unicodedata.category(c) == "Cc" for c in campo) for campo in campos):
        raise ValueError("un campo del sello contiene un carácter prohibido")
    return f"||{'|'.join(campos)}||"


def anexo(datos: DatosDeAcuse, texto: str, sello_b64: str) -> str:
    """What an offline verifier needs beside the PDF signature itself."""
    return json.dumps(
        {
            "documento": PROPOSITO,
            "version": 1,
            "folio": datos.folio,
            "recibida_en": recibida_en(datos),
            "resultado": RESULTADO,
            "contenido_sha256": datos.contenido_sha256,
            "cadena": datos.cadena,
            "firma": datos.firma_b64,
            "sello_texto": texto,
            "sello": sello_b64,
            "modo": datos.modo,
        },
        ensure_ascii=False,
        indent=1,
    )


def recibida_en(datos: DatosDeAcuse) -> str:
    """The instant of receipt as the seal writes it: ``2026-09-15T18:03:11.000123Z``."""
    return datos.fecha_presentacion.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
