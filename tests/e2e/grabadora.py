"""Records every byte a browser sends: a relay in front of the gateway that the browser cannot see.

Chromium is told to connect here for the gateway's address; the origin of its pages stays the same.
"""

import base64
import socket
import threading
from urllib.parse import quote_from_bytes, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

# efirma.md §2: 61 bytes that every SAT .key holds from offset 4.
HUELLA = bytes.fromhex(
    "304006092a864886f70d01050d3033301b06092a864886f70d01050c300e0408020100028201010002020800"
    "301406082a864886f70d03070408308204"
)
VENTANA = 24
"""Bytes of key material that may not appear in a row, in any encoding."""


class Grabadora:
    """``enviado``: the raw bytes of all requests since ``borrar``."""

    def __init__(self, url: str) -> None:
        destino = urlsplit(url)
        self._destino = ("127.0.0.1", destino.port or 80)
        self._escucha = socket.create_server(("127.0.0.1", 0))
        self.regla = f"MAP {destino.netloc} 127.0.0.1:{self._escucha.getsockname()[1]}"
        self.enviado = bytearray()
        self._candado = threading.Lock()
        threading.Thread(target=self._aceptar, daemon=True).start()

    def borrar(self) -> None:
        with self._candado:
            self.enviado.clear()

    def cerrar(self) -> None:
        self._escucha.close()

    def _aceptar(self) -> None:
        while True:
            try:
                navegador, _ = self._escucha.accept()
            except OSError:
                return
            servidor = socket.create_connection(self._destino)
            for origen, fin, graba in ((navegador, servidor, True), (servidor, navegador, False)):
                threading.Thread(target=self._pasar, args=(origen, fin, graba), daemon=True).start()

    def _pasar(self, origen: socket.socket, fin: socket.socket, graba: bool) -> None:
        try:
            while datos := origen.recv(65536):
                if graba:
                    with self._candado:
                        self.enviado += datos
                fin.sendall(datos)
            fin.shutdown(socket.SHUT_WR)
        except OSError:
            origen.close()
            fin.close()


def secretos_en(enviado: bytes, key: bytes, contrasena: str) -> list[str]:
    """What of an e.firma's secrets appears in ``enviado``; nothing, if all is well."""
    llave = load_der_private_key(key, contrasena.encode())
    assert isinstance(llave, RSAPrivateKey)
    numeros = llave.private_numbers()
    claro = llave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    partes = {
        "el archivo .key": key,
        "la huella de 61 bytes": HUELLA,
        "d": numeros.d.to_bytes(512).lstrip(b"\0"),
        "p": numeros.p.to_bytes(256).lstrip(b"\0"),
        "q": numeros.q.to_bytes(256).lstrip(b"\0"),
        "PKCS#8 abierto": claro[:VENTANA],
    }
    hallados = [nombre for nombre, bytes_ in partes.items() if _aparece(bytes_, enviado)]
    escrita = contrasena.encode()
    formas = {escrita, quote_from_bytes(escrita).encode(), escrita.hex().encode(), *_base64(escrita)}
    return hallados + ["la contraseña" for forma in formas if forma in enviado]


def _aparece(secreto: bytes, enviado: bytes) -> bool:
    """Any run of VENTANA bytes of ``secreto``: raw, hexadecimal, percent, base64 in its three alignments."""
    for inicio in range(0, max(1, len(secreto) - VENTANA + 1)):
        trozo = secreto[inicio : inicio + VENTANA]
        if trozo in enviado or trozo.hex().encode() in enviado or quote_from_bytes(trozo).encode() in enviado:
            return True
        if inicio % 3 == 0 and any(forma in enviado for forma in _base64(trozo)):
            return True
    return False


def _base64(trozo: bytes) -> set[bytes]:
    """How ``trozo`` reads inside a longer base64 text, wherever it begins, in both alphabets."""
    formas: set[bytes] = set()
    for desfase in range(3):
        relleno = b"\0" * desfase + trozo
        completo = base64.b64encode(relleno[: len(relleno) // 3 * 3])
        recortado = completo[4:] if desfase else completo
        formas |= {recortado, recortado.translate(bytes.maketrans(b"+/", b"-_"))}
    return {forma for forma in formas if len(forma) >= 8}
