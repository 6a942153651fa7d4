"""The authorities we believe, pinned by hash: names convince nobody (efirma.md §1.6; threats T-38, T-44)."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from asn1crypto import x509

from .asn1 import es_der_estricto

Conjunto = Literal["simulada", "uat", "produccion"]
NOMBRE_DE_LISTA = "autoridades.json"
_OPCIONALES = frozenset({"retirada", "respondedor"})
_DE_PRUEBA = re.compile(rb"\buat\b|\bbeta\b|prueba|simulad", re.IGNORECASE)
"""What test authorities, SAT's and ours, call themselves: no list makes one an authority of production."""
_MAXIMO_BYTES = 16 * 1024
_REVISAR_CADA_S = 1.0


class ConfianzaInvalida(ValueError):
    """The authorities of the chosen set are not there as pinned. Nothing can be trusted until they are."""


@dataclass(frozen=True)
class Autoridad:
    """A pinned authority. A retired one ended long ago: it only explains certificates of its own time."""

    nombre: str
    sha256: str
    retirada: bool
    asn1: x509.Certificate = field(repr=False, compare=False)
    sujeto_der: bytes = field(repr=False)
    emisor_der: bytes = field(repr=False)
    desde: datetime
    hasta: datetime

    @property
    def es_raiz(self) -> bool:
        """True when it issued itself."""
        return self.sujeto_der == self.emisor_der


@dataclass(frozen=True)
class Confianza:
    """One set of authorities. ``version`` is a hash over the set: it is stored as evidence with every act.

    ``respondedores``: OCSP responders known beforehand, for answers that carry no certificate. Being here
    gives them no trust: an authority must have delegated to them (``respondedor.py``).
    """

    conjunto: Conjunto
    version: str
    autoridades: tuple[Autoridad, ...]
    respondedores: tuple[x509.Certificate, ...] = ()

    def caminos(self, emisor_der: bytes) -> list[tuple[Autoridad, Autoridad]]:
        """Every (authority, root) whose names lead from ``emisor_der`` to a root; signatures unchecked."""
        emisoras = [a for a in self.autoridades if a.sujeto_der == emisor_der and not a.es_raiz]
        raices = [a for a in self.autoridades if a.es_raiz]
        return [(e, r) for e in emisoras for r in raices if r.sujeto_der == e.emisor_der]


def cargar_confianza(conjunto: Conjunto, lista: bytes, archivos: Iterable[bytes]) -> Confianza:
    """Takes from ``archivos`` those whose SHA-256 ``lista`` names for ``conjunto``; others are left aside.

    ``lista`` is JSON: ``{"conjuntos": {<set>: [{"archivo", "sha256", "rol", …}]}}`` with ``rol`` one of raiz,
    emisora, retirada, respondedor. Raises ConfianzaInvalida when an authority in use is missing; the last two
    roles may be.
    """
    try:
        fijadas: list[dict[str, Any]] = json.loads(lista)["conjuntos"][conjunto]
    except (ValueError, KeyError, TypeError):
        raise ConfianzaInvalida(f"la lista de autoridades no tiene el conjunto {conjunto}") from None
    por_hash = {hashlib.sha256(archivo).hexdigest(): archivo for archivo in archivos}
    faltan = [f["archivo"] for f in fijadas if f["rol"] not in _OPCIONALES and f["sha256"] not in por_hash]
    if faltan or not fijadas:
        raise ConfianzaInvalida(f"conjunto {conjunto}: faltan las autoridades {', '.join(faltan) or 'todas'}")
    presentes = [f for f in fijadas if f["sha256"] in por_hash]
    huella = hashlib.sha256("\n".join([conjunto, *sorted(f["sha256"] for f in presentes)]).encode())
    leidas = [(f["rol"], _autoridad(f, por_hash[f["sha256"]])) for f in presentes]
    de_prueba = [a.nombre for _, a in leidas if _DE_PRUEBA.search(a.sujeto_der)]
    if conjunto == "produccion" and de_prueba:
        raise ConfianzaInvalida(f"conjunto produccion: autoridades de prueba: {', '.join(de_prueba)}")
    return Confianza(
        conjunto,
        huella.hexdigest(),
        tuple(autoridad for rol, autoridad in leidas if rol != "respondedor"),
        tuple(autoridad.asn1 for rol, autoridad in leidas if rol == "respondedor"),
    )


def _autoridad(fijada: dict[str, Any], der: bytes) -> Autoridad:
    if not es_der_estricto(der):
        raise ConfianzaInvalida(f"{fijada['archivo']} no es DER")
    asn1 = x509.Certificate.load(der, strict=True)
    tbs = asn1["tbs_certificate"]
    return Autoridad(
        nombre=fijada["archivo"],
        sha256=fijada["sha256"],
        retirada=fijada["rol"] == "retirada",
        asn1=asn1,
        sujeto_der=tbs["subject"].dump(),
        emisor_der=tbs["issuer"].dump(),
        desde=tbs["validity"]["not_before"].native,
        hasta=tbs["validity"]["not_after"].native,
    )


class CarpetaDeConfianza:
    """The set in force, out of a folder: re-read when a file of it changes, looked at once a second at most.

    ``lista`` is the release's list of hashes. The simulated authority is born at installation: its
    own list, written beside it, is read instead.
    """

    def __init__(
        self, conjunto: Conjunto, carpeta: Path, lista: Path, segundos: Callable[[], float] = time.monotonic
    ) -> None:
        self._conjunto: Conjunto = conjunto
        self._carpeta = carpeta
        self._lista = carpeta / NOMBRE_DE_LISTA if conjunto == "simulada" else lista
        self._segundos = segundos
        self._mirada: float | None = None
        self._estado: tuple[tuple[str, int, int], ...] = ()
        self._vigente: Confianza | None = None

    def __call__(self) -> Confianza:
        """The set as it is now. Raises ConfianzaInvalida."""
        ahora = self._segundos()
        if self._vigente is not None and self._mirada is not None and ahora - self._mirada < _REVISAR_CADA_S:
            return self._vigente
        try:
            archivos = self._archivos()
            estado = tuple((str(a), (s := a.stat()).st_mtime_ns, s.st_size) for a in [*archivos, self._lista])
            if self._vigente is None or estado != self._estado:
                self._vigente = None
                contenidos = [archivo.read_bytes() for archivo in archivos]
                self._vigente = cargar_confianza(self._conjunto, self._lista.read_bytes(), contenidos)
        except OSError:
            self._vigente = None
            raise ConfianzaInvalida(
                f"conjunto {self._conjunto}: no se puede leer su carpeta o su lista"
            ) from None
        self._estado, self._mirada = estado, ahora
        return self._vigente

    def fijadas(self) -> frozenset[str]:
        """The hashes that the list names, of every set and whether their files are here or not."""
        conjuntos: dict[str, list[dict[str, Any]]] = json.loads(self._lista.read_bytes())["conjuntos"]
        return frozenset(fijada["sha256"] for fijadas in conjuntos.values() for fijada in fijadas)

    def _archivos(self) -> list[Path]:
        return sorted(
            a for a in self._carpeta.rglob("*.cer") if a.is_file() and a.stat().st_size <= _MAXIMO_BYTES
        )
