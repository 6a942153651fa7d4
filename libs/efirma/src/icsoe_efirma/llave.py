"""Opens a private key on the person's own machine (efirma.md §2). For the CLI: no service ever sees a key."""

from typing import Any, cast

from asn1crypto import keys
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from .asn1 import es_der_estricto
from .certificado import Certificado

MAXIMO_BYTES = 16 * 1024
_ITERACIONES_MAXIMAS = 200_000
_CIFRADOS = frozenset({"tripledes_3key", "aes128_cbc", "aes192_cbc", "aes256_cbc"})
_DERIVACIONES = frozenset({"sha1", "sha256"})


class LlaveRechazada(ValueError):
    """``codigo``: ``llave_ilegible``, ``llave_sin_cifrar``, ``llave_no_admitida`` or ``MSG-04``."""

    def __init__(self, codigo: str) -> None:
        super().__init__(codigo)
        self.codigo = codigo


class Llave:
    """An open private key. It signs and says whose it is; its numbers are not shown."""

    def __init__(self, privada: rsa.RSAPrivateKey) -> None:
        self._privada = privada

    def __repr__(self) -> str:
        return "Llave(…)"

    def firmar(self, texto: str) -> bytes:
        """RSA-SHA256 (PKCS#1 v1.5) over the UTF-8 bytes of ``texto``."""
        return self._privada.sign(texto.encode(), PKCS1v15(), SHA256())

    def corresponde_a(self, certificado: Certificado) -> bool:
        """True when modulus and exponent are those of the certificate."""
        return self._privada.public_key().public_numbers() == certificado.clave.public_numbers()


def abrir_llave(archivo: bytes, contrasena: str) -> Llave:
    """Opens a ``.key``: PBES2 with PBKDF2 (HMAC-SHA1 or SHA256, ≤ 200 000 rounds), 3DES or AES in CBC mode.

    The password is tried as UTF-8, then as Latin-1: SAT's Java program cut characters to one byte.
    Raises LlaveRechazada.
    """
    if not 0 < len(archivo) <= MAXIMO_BYTES or not es_der_estricto(archivo):
        raise LlaveRechazada("llave_ilegible")
    _exigir_cifrado_admitido(archivo)
    for octetos in _octetos_posibles(contrasena):
        try:
            privada = load_der_private_key(archivo, octetos)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        if isinstance(privada, rsa.RSAPrivateKey) and privada.key_size >= 2048:
            return Llave(privada)
        raise LlaveRechazada("llave_no_admitida")
    raise LlaveRechazada("MSG-04")


def _octetos_posibles(contrasena: str) -> list[bytes]:
    posibles = [contrasena.encode()]
    if not contrasena.isascii():
        try:
            posibles.append(contrasena.encode("latin-1"))
        except UnicodeEncodeError:
            return posibles
    return posibles


def _exigir_cifrado_admitido(archivo: bytes) -> None:
    if _sin_cifrar(archivo):
        raise LlaveRechazada("llave_sin_cifrar")
    try:
        algoritmo = cast(Any, keys.EncryptedPrivateKeyInfo.load(archivo, strict=True)["encryption_algorithm"])
        if algoritmo["algorithm"].native != "pbes2":
            raise LlaveRechazada("llave_no_admitida")
        derivacion = algoritmo["parameters"]["key_derivation_func"]
        parametros = derivacion["parameters"]
        admitido = (
            derivacion["algorithm"].native == "pbkdf2"
            and 1 <= parametros["iteration_count"].native <= _ITERACIONES_MAXIMAS
            and parametros["prf"]["algorithm"].native in _DERIVACIONES
            and algoritmo["parameters"]["encryption_scheme"]["algorithm"].native in _CIFRADOS
        )
    except LlaveRechazada:
        raise
    except (ValueError, TypeError, KeyError):
        raise LlaveRechazada("llave_ilegible") from None
    if not admitido:
        raise LlaveRechazada("llave_no_admitida")


def _sin_cifrar(archivo: bytes) -> bool:
    """In the clear, PKCS#8 and PKCS#1 begin with a version INTEGER; an encrypted file with a SEQUENCE."""
    cabecera = 2 + (archivo[1] & 0x7F if archivo[1] & 0x80 else 0)
    return archivo[0] == 0x30 and archivo[cabecera : cabecera + 2] == b"\x02\x01"
