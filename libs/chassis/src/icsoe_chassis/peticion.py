"""What the running HTTP request has told, shared by the HTTP layer and the transaction it opens."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Posicion:
    """A place in a stream: what ``ICSOE-Posicion`` says as ``source;subject;sequence``."""

    source: str
    subject: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.source};{self.subject};{self.sequence}"

    @classmethod
    def leer(cls, texto: str) -> "Posicion":
        """Raises ValueError. A sequence is what a ``bigint`` holds, in plain digits."""
        source, subject, sequence = texto.strip().split(";")
        legible = sequence.isdecimal() and sequence.isascii() and len(sequence) <= 18
        if not source.startswith("/icsoe/") or not subject or len(texto) > 200 or not legible:
            raise ValueError("posición ilegible")
        return cls(source, subject, int(sequence))


@dataclass
class Peticion:
    """One request. ``sub`` is set by the identity check; an
    Idempotency-Key without identity has no owner and is ignored.
    """

    scope: dict[str, Any]
    metodo: str
    recibida_en: datetime
    traceparent: str | None = None
    clave: str | None = None
    cuerpo_sha256: str = ""
    sub: UUID | None = None
    sid: UUID | None = None
    posiciones: list[Posicion] = field(default_factory=lambda: [])
    calla_posiciones: bool = False
    ambito: UUID | None = None

    @property
    def ruta(self) -> str:
        """What an Idempotency-Key belongs to: of a capturista also the contratista it works for."""
        ruta = f"{self.metodo} {self.scope['path']}"
        return f"{ruta} {self.ambito}" if self.ambito else ruta


class RespuestaRepetida(Exception):
    """The key was answered before: the HTTP layer sends the stored answer again; the block does not run."""

    def __init__(self, status: int, cuerpo: str, posiciones: list[Posicion]) -> None:
        super().__init__("respuesta repetida")
        self.status = status
        self.cuerpo = cuerpo
        self.posiciones = posiciones


class ClaveReutilizada(Exception):
    """The same Idempotency-Key came with another body."""


peticion_actual: ContextVar[Peticion | None] = ContextVar("peticion_actual", default=None)
traza_actual: ContextVar[str | None] = ContextVar("traza_actual", default=None)
