"""What the institution's seal says: the text of threats.md §4.4 and the annex a verifier reads."""

import base64
import hashlib
import json
from dataclasses import dataclass

from icsoe_dominio.cadena import CadenaAcuse, instante

from icsoe_signing.application.acuse import DatosDeAcuse

RESULTADO = "PRESENTADA"


@dataclass(frozen=True)
class Sellado:
    """The sealed text, its RSA-SHA256 signature in base64, and the JSON annexed as ``acuse.json``."""

    texto: str
    sello_b64: str
    anexo: str


def cadena_del_acuse(datos: DatosDeAcuse, llave_id: str) -> CadenaAcuse:
    """Hashes of cadena (UTF-8), signature (its bytes) and content; the instant of receipt."""
    return CadenaAcuse(
        folio=datos.folio,
        cadena_sha256=hashlib.sha256(datos.cadena.encode()).hexdigest(),
        firma_sha256=hashlib.sha256(base64.b64decode(datos.firma_b64, validate=True)).hexdigest(),
        contenido_sha256=datos.contenido_sha256,
        recibida_en=instante(datos.fecha_presentacion),
        resultado=RESULTADO,
        llave_id=llave_id,
    )


def anexo(datos: DatosDeAcuse, texto: str, sello_b64: str) -> str:
    """What an offline verifier needs beside the PDF signature itself."""
    return json.dumps(
        {
            "documento": CadenaAcuse.PROPOSITO,
            "version": 1,
            "modo": datos.modo,
            "cadena": datos.cadena,
            "firma": datos.firma_b64,
            "sello_texto": texto,
            "sello": sello_b64,
        },
        ensure_ascii=False,
        indent=1,
    )
