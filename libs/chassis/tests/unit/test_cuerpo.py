"""The bodies of requests: JSON's own types, and text for what JSON has none for."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import pytest
from icsoe_chassis.http import Cuerpo, FechaEnTexto, IdEnTexto
from pydantic import ValidationError

ID = "0199aaaa-0000-7000-8000-000000000000"


class Parte(Cuerpo):
    cuantos: int


class Todo(Cuerpo):
    si: bool = False
    partes: list[Parte] = []
    id: IdEnTexto | None = None
    dia: FechaEnTexto | None = None
    tipo: Literal["F", "M"] = "F"


def test_ids_dates_and_choices_come_as_text_and_numbers_and_booleans_as_themselves() -> None:
    dado = {"si": True, "partes": [{"cuantos": 1}], "id": ID, "dia": "2026-09-10", "tipo": "M"}
    leido = Todo.model_validate(dado)
    assert (leido.id, leido.dia, leido.partes[0].cuantos) == (UUID(ID), date(2026, 9, 10), 1)


@pytest.mark.parametrize(
    "dado",
    [
        {"si": "yes"}, {"si": 1}, {"si": "true"},
        {"partes": [{"cuantos": "1"}]}, {"partes": [{"cuantos": True}]}, {"partes": [{"cuantos": 1.0}]},
        {"id": 7}, {"dia": 1_700_006_400}, {"dia": "1700006400"}, {"dia": "20260910"},
        {"dia": "2026-02-30"}, {"tipo": "X"}, {"otro": 1},
    ],
)  # fmt: skip
def test_what_is_of_another_type_is_refused_at_any_depth(dado: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Todo.model_validate(dado)
