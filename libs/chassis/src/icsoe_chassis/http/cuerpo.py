"""What every JSON body of a request is: exactly the fields it names, each of its own JSON type."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict

_FECHA = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Cuerpo(BaseModel):
    """Base of the bodies: an unknown field, or a number or boolean written as text, is ``cuerpo_invalido``.

    What JSON has no type for comes as text: ``IdEnTexto``, ``FechaEnTexto``, ``Literal``.
    """

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


def _leer_fecha(dado: object) -> object:
    return date.fromisoformat(dado) if isinstance(dado, str) and _FECHA.fullmatch(dado) else dado


IdEnTexto = Annotated[UUID, Strict(False)]
FechaEnTexto = Annotated[date, BeforeValidator(_leer_fecha)]
"""``AAAA-MM-DD``; never a count of seconds, which pydantic takes for a date by itself."""
