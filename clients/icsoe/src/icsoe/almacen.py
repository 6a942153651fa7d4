"""What the CLI keeps between two runs, per installation: the session and what logins left (secret, 0600), and
the seal root it trusts.
"""

import json
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from icsoe.archivos import motivo_de
from icsoe.errores import UsoIncorrecto
from icsoe.sesion import Sesion

# By then every service has caught up; a position of an installation that was made anew would never be
# reached.
_VIDA_POSICIONES_S = 120.0


@dataclass(frozen=True)
class Guardado:
    """A session and the positions the next services must wait for."""

    sesion: Sesion | None = None
    posiciones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recuerdo:
    """Of one capturista on this machine: what an earlier login left (secret), and whom it works for."""

    dispositivo: str | None = None
    contratista_id: str | None = None
    contratista_rfc: str | None = None


@dataclass(frozen=True)
class Almacen:
    """A folder under the user's configuration (XDG), one per origin: what one installation gave never goes
    to another.
    """

    carpeta: Path

    @classmethod
    def de(cls, origen: str) -> "Almacen":
        """``$XDG_CONFIG_HOME/icsoe/<scheme>_<host>_<port>``; ``~/.config`` where that is unset."""
        raiz = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        partes = urlsplit(origen)
        anfitrion = (partes.hostname or "").replace(":", "-")
        return cls(raiz / "icsoe" / f"{partes.scheme}_{anfitrion}_{partes.port or ''}".rstrip("_"))

    def leer(self) -> Guardado:
        """The kept session; none when there is no readable file."""
        try:
            leido = json.loads((self.carpeta / "sesion.json").read_text("utf-8"))
            reciente = 0 <= time.time() - leido["guardada"] <= _VIDA_POSICIONES_S
            return Guardado(Sesion(**leido["sesion"]), tuple(leido["posiciones"]) if reciente else ())
        except (OSError, ValueError, KeyError, TypeError):
            return Guardado()

    def guardar(self, guardado: Guardado) -> None:
        """Writes the session for this user alone; without one, deletes it. Raises UsoIncorrecto."""
        if guardado.sesion is None:
            with self._escribible():
                (self.carpeta / "sesion.json").unlink(missing_ok=True)
            return
        datos = {
            "sesion": asdict(guardado.sesion),
            "posiciones": guardado.posiciones,
            "guardada": time.time(),
        }
        self._escribir("sesion.json", json.dumps(datos).encode())

    def equipo(self) -> str | None:
        """What logins with an e.firma left on this machine (secret)."""
        try:
            return (self.carpeta / "equipo").read_text("ascii") or None
        except (OSError, ValueError):
            return None

    def fijar_equipo(self, equipo: str) -> None:
        """Keeps it for this user alone; a logout leaves it."""
        self._escribir("equipo", equipo.encode())

    def recuerdo(self, usuario: str) -> Recuerdo:
        """What is kept of a capturista, by CURP."""
        try:
            return Recuerdo(**self._recuerdos().get(usuario, {}))
        except TypeError:
            return Recuerdo()

    def recordar(self, usuario: str, recuerdo: Recuerdo) -> None:
        """Keeps it for this user alone; a logout leaves it."""
        todos = self._recuerdos() | {usuario: asdict(recuerdo)}
        self._escribir("capturistas.json", json.dumps(todos).encode())

    def _recuerdos(self) -> dict[str, dict[str, str | None]]:
        try:
            leido: Any = json.loads((self.carpeta / "capturistas.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return cast(dict[str, dict[str, str | None]], leido) if isinstance(leido, dict) else {}

    def ancla(self) -> bytes | None:
        """The seal root fixed at first contact, PEM."""
        try:
            return (self.carpeta / "sello-raiz.pem").read_bytes()
        except OSError:
            return None

    def fijar_ancla(self, pem: bytes) -> None:
        """Keeps ``pem`` as the root to verify acuses with."""
        self._escribir("sello-raiz.pem", pem)

    def _escribir(self, nombre: str, datos: bytes) -> None:
        with self._escribible():
            self.carpeta.mkdir(mode=0o700, parents=True, exist_ok=True)
            provisional = self.carpeta / f".{nombre}.{os.getpid()}"
            descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as archivo:
                archivo.write(datos)
            provisional.replace(self.carpeta / nombre)

    @contextmanager
    def _escribible(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise UsoIncorrecto(
                f"No se puede escribir en la carpeta «{self.carpeta}»: {motivo_de(error)}.",
                "Indica en XDG_CONFIG_HOME una carpeta en la que puedas escribir.",
                codigo="archivo_no_escrito",
            ) from None
