"""Gate 4: what each consumer relies on (expectativas.toml) is there; a producer sees whom a change breaks."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from icsoe_contracts.catalogo import EVENTO_DE_TIPO
from icsoe_contracts.generar import RAIZ

EXPECTATIVAS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "expectativas.toml").read_text("utf-8")
)
PARES = [(servicio, tipo) for servicio, tipos in EXPECTATIVAS.items() for tipo in tipos]


@pytest.mark.parametrize(("servicio", "tipo"), PARES)
def test_every_field_a_consumer_relies_on_is_published(servicio: str, tipo: str) -> None:
    campos = set(EXPECTATIVAS[servicio][tipo])
    evento = EVENTO_DE_TIPO[tipo]
    muestra: dict[str, Any] = json.loads((RAIZ / "samples" / f"{tipo}.json").read_text("utf-8"))["value"]
    assert campos <= evento.model_fields.keys()
    assert campos <= muestra.keys()


def test_every_handled_event_has_its_expectation_and_no_other(fuentes: dict[str, Any]) -> None:
    manejados = {
        (servicio, evento.TIPO)
        for servicio, fuente in fuentes.items()
        for eventos in fuente.consume().values()
        for evento in eventos
    }
    assert manejados == set(PARES)


def test_no_consumer_reads_a_field_it_did_not_declare(fuentes: dict[str, Any]) -> None:
    callados: dict[tuple[str, str], set[str]] = {}
    for servicio, tipos in EXPECTATIVAS.items():
        for tipo, leidos in fuentes[servicio].lee().items():
            if tipo in tipos and not leidos <= set(tipos[tipo]):
                callados[servicio, tipo] = leidos - set(tipos[tipo])
    assert not callados
