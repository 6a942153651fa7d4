"""Which mails there are, how one is recognised, how long it is tried, and what text of others may not do."""

import re
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Plantilla = Literal["M7", "M8"]
"""icsoe.md §13: M7 a return went back to capture; M8 a return was presented, the acuse attached."""

MotivoDeFalla = Literal["RECHAZADO", "SIN_RESPUESTA", "SIN_DIRECCION"]

PLAZO = timedelta(hours=24)
"""How long a mail is tried before it counts as failed."""

_PUNTO_DE_DOMINIO = re.compile(r"(?<=\w)\.(?=\w{2})")


def message_id(causa: UUID, dominio: str) -> str:
    """The same for every copy of a mail, made from the event that caused it (design.md §4)."""
    return f"<{causa}@{dominio}>"


def vencio(creado: datetime, ahora: datetime) -> bool:
    """Whether the mail has been tried long enough."""
    return ahora - creado >= PLAZO


def sin_enlaces(texto: str) -> str:
    """Text that a person typed, so that no mail program makes a link of it (threats.md T-77)."""
    return _PUNTO_DE_DOMINIO.sub("[.]", texto.replace("://", "[:]//"))
