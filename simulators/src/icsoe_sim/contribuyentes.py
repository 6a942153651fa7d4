"""Who is in the simulated register of taxpayers: some made up, and whoever got an e.firma here."""

import json
from dataclasses import dataclass
from pathlib import Path

from icsoe_dominio.identificadores import Rfc

EMITIDAS = "emitidas.jsonl"
_SINTETICOS = {
    "CPR2101018W7": "COMERCIALIZADORA DE PRUEBA SA DE CV",
    "LIP190315KD2": "LIMPIEZA INTEGRAL DE PRUEBA S DE RL DE CV",
    "VSP200720QH4": "VIGILANCIA Y SERVICIOS DE PRUEBA SC",
    "PEMA850214TZ1": "MARÍA ANDREA PÉREZ DE PRUEBA",
    "ÑUGJ900630LM9": "JOSÉ ÑÚÑEZ GÜEMES DE PRUEBA",
}


@dataclass(frozen=True)
class Contribuyente:
    """``tipo_persona``: F or M, which follows from the RFC."""

    rfc: str
    nombre: str
    tipo_persona: str
    situacion: str = "ACTIVO"


class Padron:
    """The synthetic taxpayers and those to whom the authority in folder ``ca`` issued an e.firma."""

    def __init__(self, ca: Path) -> None:
        self._emitidas = ca / EMITIDAS
        self._leidos = 0
        self._nombres = dict(_SINTETICOS)

    def buscar(self, rfc: str) -> Contribuyente | None:
        """Who has that RFC, or None. Raises ValorInvalido when it is no RFC."""
        leido = Rfc.leer(rfc)
        self._leer_nuevas()
        nombre = self._nombres.get(leido.valor)
        return Contribuyente(leido.valor, nombre, leido.tipo_persona) if nombre else None

    def _leer_nuevas(self) -> None:
        """Reads what was appended since the last look; a line still being written waits for its end."""
        if not self._emitidas.exists():
            return
        with self._emitidas.open("rb") as archivo:
            archivo.seek(self._leidos)
            for linea in archivo:
                if not linea.endswith(b"\n"):
                    break
                self._leidos += len(linea)
                dato = json.loads(linea)
                self._nombres[dato["rfc"]] = dato["nombre"]


def anotar(ca: Path, rfc: str, nombre: str) -> None:
    """Adds a taxpayer to the register of the authority in ``ca``: one line, appended whole."""
    with (ca / EMITIDAS).open("ab") as archivo:
        archivo.write(json.dumps({"rfc": rfc, "nombre": nombre}, ensure_ascii=False).encode() + b"\n")
