"""Which mails there are, how one is recognised, how long it is tried, and what text of others may not do."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Plantilla = Literal[
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "M7",
    "M8",
    "M13",
    "M14",
    "CORREO_DE_CUENTA",
    "CORREO_DE_CONTRATISTA",
    "EQUIPO_NUEVO",
    "OBSERVADA",
]
"""icsoe.md §13: M1 a capturista was invited; M2, M4 the link for a first or a forgotten password; M3 it was
changed; M5 a capturista was dismissed; M7 a return went back to capture; M8 it was presented; M13 data
changed; M14 a capturista asks for a return to capture. CORREO_DE_… ask the owner of an address to
confirm it (D107, threats.md T-35); EQUIPO_NUEVO: an account was entered from another client (T-15, T-27);
OBSERVADA: a return was signed with a revoked certificate (T-42).
"""

MotivoDeFalla = Literal["RECHAZADO", "SIN_RESPUESTA", "SIN_DIRECCION", "LIMITE", "VENCIDO"]

PLAZO = timedelta(hours=24)
"""How long a mail is tried before it counts as failed."""

DE_EXTRANOS: frozenset[Plantilla] = frozenset(
    {"M1", "M2", "M4", "M14", "CORREO_DE_CUENTA", "CORREO_DE_CONTRATISTA"}
)
"""Mails that somebody else than their reader can cause: limited for each address."""

DE_TITULARES: frozenset[Plantilla] = frozenset({"M13", "EQUIPO_NUEVO"})
"""Warnings that who enters as a holder causes as often as it likes, M13 at whatever address it types: limited
for each template, holder and address, so that neither a stranger nor another warning spends them.
"""

SOLO_CONFIRMADAS: frozenset[Plantilla] = frozenset({"EQUIPO_NUEVO", "OBSERVADA"})
"""Of a contratista, sent only to an address whose link was opened."""

TOPES = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
"""How many of those one address gets, of everybody or of one holder and template (threats.md §4.7)."""

_PUNTO_DE_DOMINIO = re.compile(r"(?<=\w)\.(?=\w{2})")


def message_id(correo_id: UUID, dominio: str) -> str:
    """The same for every copy of a mail, whose id is made from the event that caused it (design.md §4)."""
    return f"<{correo_id}@{dominio}>"


def vencio(creado: datetime, ahora: datetime) -> bool:
    """Whether the mail has been tried long enough."""
    return ahora - creado >= PLAZO


def huella_de_direccion(direccion: str) -> bytes:
    """What an address is counted by, however its letters are written."""
    return hashlib.sha256(direccion.casefold().encode()).digest()


def sin_enlaces(texto: str) -> str:
    """Text that a person typed, so that no mail program makes a link of it (threats.md T-77)."""
    return _PUNTO_DE_DOMINIO.sub("[.]", texto.replace("://", "[:]//"))
