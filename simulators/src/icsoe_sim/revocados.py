"""What the simulated authority revoked: one line per act, in a file that the responder re-reads."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

REVOCADOS = "revocados.jsonl"


class Motivo(StrEnum):
    """Reasons of RFC 5280 §5.3.1 as asn1crypto names them."""

    SIN_ESPECIFICAR = "unspecified"
    LLAVE_COMPROMETIDA = "key_compromise"
    CAMBIO_DE_DATOS = "affiliation_changed"
    SUSTITUIDO = "superseded"
    CESE = "cessation_of_operation"


@dataclass(frozen=True)
class Revocado:
    """``numero``: the 20 digits of the certificate. ``desde`` is aware, ``motivo`` optional."""

    numero: str
    desde: datetime
    motivo: Motivo | None = None


def revocar(ca: Path, revocado: Revocado) -> None:
    """Adds to the register of the authority in ``ca``; the last line about a certificate holds."""
    linea = {"numero": revocado.numero, "desde": revocado.desde.isoformat(), "motivo": revocado.motivo}
    with (ca / REVOCADOS).open("ab") as archivo:
        archivo.write(json.dumps(linea).encode() + b"\n")


class Registro:
    """The register of the authority in ``ca``, seen without a restart."""

    def __init__(self, ca: Path) -> None:
        self._archivo = ca / REVOCADOS
        self._leidos = 0
        self._revocados: dict[str, Revocado] = {}

    def buscar(self, numero: str) -> Revocado | None:
        """The revocation of that certificate, or None."""
        self._leer_nuevos()
        return self._revocados.get(numero)

    def _leer_nuevos(self) -> None:
        """Reads what was appended since the last look; a line still being written waits for its end."""
        if not self._archivo.exists():
            return
        with self._archivo.open("rb") as archivo:
            archivo.seek(self._leidos)
            for linea in archivo:
                if not linea.endswith(b"\n"):
                    break
                self._leidos += len(linea)
                dato = json.loads(linea)
                motivo = Motivo(dato["motivo"]) if dato["motivo"] else None
                desde = datetime.fromisoformat(dato["desde"])
                self._revocados[dato["numero"]] = Revocado(dato["numero"], desde, motivo)
