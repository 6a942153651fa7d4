"""Files every (contratista, period) pair through the SDK while processes die; keeps the ledger of answers."""

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from flota import Contribuyente
from icsoe import Cliente
from icsoe.errores import ErrorIcsoe, NoDisponible
from icsoe_dominio.periodo import Periodo
from verdugo import Verdugo

_HILOS = 8


@dataclass(frozen=True)
class Asiento:
    """One answered filing."""

    rfc: str
    ejercicio: int
    cuatrimestre: int
    folio: str
    informativa_id: str
    correo: str


class Libro:
    """The ledger: what was answered to the client, written down at once."""

    def __init__(self, archivo: Path) -> None:
        self.asientos: list[Asiento] = []
        self._archivo = archivo.open("w", encoding="utf-8")
        self._cerrojo = threading.Lock()

    def anotar(self, asiento: Asiento) -> None:
        """Appends an answer, in memory and in the file."""
        with self._cerrojo:
            self.asientos.append(asiento)
            self._archivo.write(json.dumps(asdict(asiento)) + "\n")
            self._archivo.flush()


class Ritmo:
    """Keeps filings and kills in step, so that the kills are spread over the whole run."""

    def __init__(self, verdugo: Verdugo, filings: int, muertes: int) -> None:
        self._verdugo, self._por_muerte = verdugo, filings / muertes
        self._iniciadas = 0

    def esperar_turno(self) -> None:
        """Returns when enough processes have died for one more filing to begin."""
        condicion = self._verdugo.hubo_muerte
        with condicion:
            while self._iniciadas >= self._por_muerte * (self._verdugo.muertes.total() + 1):
                condicion.wait()
            self._iniciadas += 1


def presentar_todo(
    url: str,
    flota: Sequence[Contribuyente],
    periodos: Sequence[Periodo],
    libro: Libro,
    ritmo: Ritmo,
    plazo_s: float,
) -> list[str]:
    """Files all pairs; returns what could not be answered within ``plazo_s`` of patience, as texts."""

    def de_uno(contribuyente: Contribuyente) -> list[str]:
        fallas: list[str] = []
        for periodo in periodos:
            ritmo.esperar_turno()
            falla = _presentar(url, contribuyente, periodo, libro, plazo_s)
            if falla:
                fallas.append(falla)
        return fallas

    with ThreadPoolExecutor(_HILOS) as hilos:
        return [falla for fallas in hilos.map(de_uno, flota) for falla in fallas]


def _presentar(
    url: str, contribuyente: Contribuyente, periodo: Periodo, libro: Libro, plazo_s: float
) -> str | None:
    clave = f"{contribuyente.rfc}-{periodo.ejercicio}-{periodo.cuatrimestre}"
    limite = time.monotonic() + plazo_s
    while True:
        try:
            with Cliente(url) as cliente:
                cliente.ingresar(contribuyente.efirma)
                hecha = cliente.presentar_sin_informacion(
                    contribuyente.efirma, periodo.ejercicio, periodo.cuatrimestre, clave=clave
                )
        except NoDisponible as falla:
            if time.monotonic() > limite:
                return f"{clave}: {falla}"
            continue
        except ErrorIcsoe as falla:
            return f"{clave}: {falla}"
        libro.anotar(
            Asiento(
                contribuyente.rfc, periodo.ejercicio, periodo.cuatrimestre,
                hecha.folio, hecha.informativa_id, contribuyente.correo,
            )
        )  # fmt: skip
        return None
