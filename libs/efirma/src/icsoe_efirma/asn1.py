"""ASN.1 as SAT writes it: the one correction of asn1crypto, and a check that bytes are strict DER.

SAT stores 2.5.4.45 as a character string where X.520 says BIT STRING; asn1crypto then cannot read any subject
or issuer. The correction is process-wide, so this module is the only place that makes it (efirma.md §4).
"""

from typing import Any, cast

from asn1crypto import x509

__all__ = ["es_der_estricto", "x509"]

cast(Any, x509.NameTypeAndValue)._oid_specs["unique_identifier"] = x509.DirectoryString

_PROFUNDIDAD_MAXIMA = 16
_CONSTRUIDO = 0x20
_BOOLEANO, _ENTERO, _BITS = 0x01, 0x02, 0x03


def es_der_estricto(datos: bytes) -> bool:
    """True for exactly one DER value: definite shortest lengths, shortest integers, nothing after it."""
    return _fin_de_valor(datos, 0, len(datos), 0) == len(datos)


def _fin_de_valor(datos: bytes, inicio: int, limite: int, profundidad: int) -> int | None:
    """Offset after the value at ``inicio``, or None when it is not DER or does not end by ``limite``."""
    if inicio + 2 > limite or profundidad > _PROFUNDIDAD_MAXIMA:
        return None
    etiqueta, primero = datos[inicio], datos[inicio + 1]
    if etiqueta & 0x1F == 0x1F:
        return None
    posicion, longitud = inicio + 2, primero
    if primero & 0x80:
        octetos = primero & 0x7F
        if not 1 <= octetos <= 3 or posicion + octetos > limite:
            return None
        longitud = int.from_bytes(datos[posicion : posicion + octetos])
        if longitud < 0x80 or longitud >> (8 * (octetos - 1)) == 0:
            return None
        posicion += octetos
    fin = posicion + longitud
    if fin > limite:
        return None
    if not etiqueta & _CONSTRUIDO:
        return fin if _primitivo_bien_escrito(etiqueta, datos[posicion:fin]) else None
    while posicion < fin:
        siguiente = _fin_de_valor(datos, posicion, fin, profundidad + 1)
        if siguiente is None:
            return None
        posicion = siguiente
    return fin


def _primitivo_bien_escrito(etiqueta: int, contenido: bytes) -> bool:
    if etiqueta == _BOOLEANO:
        return contenido in (b"\x00", b"\xff")
    if etiqueta == _ENTERO:
        redundante = len(contenido) > 1 and (
            (contenido[0] == 0x00 and contenido[1] < 0x80) or (contenido[0] == 0xFF and contenido[1] >= 0x80)
        )
        return len(contenido) > 0 and not redundante
    if etiqueta == _BITS:
        return len(contenido) > 0 and contenido[0] < 8
    return True
