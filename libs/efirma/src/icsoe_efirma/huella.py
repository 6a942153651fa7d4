"""The mark every SAT ``.key`` carries, so that one which escapes is noticed (efirma.md §2, threats T-01)."""

import base64
import re

HUELLA_LLAVE_SAT = bytes.fromhex(
    "304006092a864886f70d01050d3033301b06092a864886f70d01050c300e"
    "0408020100028201010002020800301406082a864886f70d03070408308204"
)
"""61 bytes from offset 4 of every ``.key`` that SAT's program makes for RSA 2048."""


def _trozos_base64(datos: bytes) -> tuple[bytes, ...]:
    """What any base64 text that holds ``datos`` must contain, for each of the three alignments."""
    trozos: list[bytes] = []
    for desfase in range(3):
        codificado = base64.b64encode(b"\0" * desfase + datos)
        primero, ultimo = -(-desfase * 8 // 6), (desfase + len(datos)) * 8 // 6
        trozos.append(codificado[primero:ultimo])
    return tuple(trozos)


_EN_BASE64 = _trozos_base64(HUELLA_LLAVE_SAT)
_EN_HEX = HUELLA_LLAVE_SAT.hex().encode()
# Each byte as it is or as %XX: one pass, where unquoting 5 MB of percent signs takes seconds.
_POR_CIENTO = re.compile(
    b"".join(b"(?:%s|%%(?i:%02x))" % (re.escape(b"%c" % x), x) for x in HUELLA_LLAVE_SAT)
)
_A_BASE64_COMUN = bytes.maketrans(b"-_", b"+/")
_BLANCOS = b" \t\r\n"


def contiene_llave(datos: bytes) -> bool:
    """True when ``datos`` holds a SAT private key file: raw, hex, percent-encoded, base64 or base64url."""
    if HUELLA_LLAVE_SAT in datos or _EN_HEX in datos.lower():
        return True
    if b"%" in datos and _POR_CIENTO.search(datos):
        return True
    texto = datos.translate(_A_BASE64_COMUN, _BLANCOS)
    return any(trozo in texto for trozo in _EN_BASE64)
