"""The 80-bit code beside the folio in the QR: opens the details of the verification (threats T-63)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Autenticador:
    """``claves`` by version 1–9; the highest signs, all verify, none is ever retired (threats.md §4.4)."""

    claves: Mapping[int, bytes]

    def __post_init__(self) -> None:
        if not self.claves or not all(1 <= v <= 9 and len(k) >= 16 for v, k in self.claves.items()):
            raise ValueError("se necesita al menos una clave de 16 bytes o más, con versión de 1 a 9")

    def de(self, folio: str) -> str:
        """17 characters: the version digit and 16 of base32 (80 bits)."""
        return self._con(max(self.claves), folio)

    def abre(self, folio: str, codigo: str) -> bool:
        """Whether ``codigo`` belongs to ``folio``, in constant time."""
        version = int(codigo[0]) if codigo[:1].isdecimal() and codigo[:1].isascii() else 0
        if version not in self.claves:
            return False
        return hmac.compare_digest(self._con(version, folio).encode(), codigo.upper().encode())

    def _con(self, version: int, folio: str) -> str:
        mac = hmac.digest(self.claves[version], b"icsoe-qr|1|" + folio.encode(), hashlib.sha256)
        return f"{version}{base64.b32encode(mac[:10]).decode('ascii')}"
