"""I1 to I7: each with a return that fails and one that passes (icsoe.md §14.5, §21)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icsoe_dominio.periodo import Periodo
from icsoe_listado.domain.inconsistencias import Codigo, inconsistencias
from icsoe_listado.domain.informativa import Contrato, Informativa
from icsoe_listado.domain.renglones import renglones_de

CONTRATO = Contrato(
    folio="A26S000001",
    contratante="CLIENTE DE PRUEBA SA DE CV",
    tipo_persona_contratante="M",
    servicio="123 - Limpieza industrial",
    inicio=date(2026, 6, 1),
    fin=date(2026, 8, 31),
    trabajadores=3,
)
NORMAL = Informativa(
    folio="N26000001",
    contratista="SERVICIOS ESPECIALIZADOS ÁGUILA SA DE CV",
    tipo_persona="M",
    periodo=Periodo(2026, 2),
    tipo="NORMAL",
    fecha_presentacion=datetime(2026, 9, 10, 18, tzinfo=UTC),
    contratos_relacionados=1,
    contratos=(CONTRATO,),
)
SIN_INFORMACION = replace(NORMAL, tipo="SIN_INFORMACION", contratos=(), contratos_relacionados=0)


def _con(**cambios: object) -> Informativa:
    return replace(NORMAL, contratos=(replace(CONTRATO, **cambios),))  # pyright: ignore[reportArgumentType]


def _codigos(informativa: Informativa) -> list[str]:
    return [hallazgo.codigo.name for hallazgo in inconsistencias(informativa)]


def test_a_correct_return_has_no_inconsistency() -> None:
    assert _codigos(NORMAL) == []
    assert _codigos(SIN_INFORMACION) == []


@pytest.mark.parametrize(
    ("informativa", "codigos"),
    [
        (replace(_con(rfc_contratante="sea-000101-ab1"), rfc="SEA000101AB1"), ["I1"]),
        (_con(contratante="Servicios Especializados Aguila, S.A. de C.V."), ["I1"]),
        (_con(contratante="SERVICIOS ESPECIALIZADOS ÁGUILA"), ["I1"]),
        (_con(servicio=None), ["I2"]),
        (_con(servicio="  "), ["I2"]),
        (_con(servicio="123 - 456"), ["I2"]),
        (_con(inicio=None), ["I3"]),
        (_con(inicio=date(2026, 6, 2), fin=date(2026, 6, 1)), ["I3"]),
        (_con(inicio=date(2026, 4, 30)), ["I3"]),
        (_con(inicio=date(2026, 9, 1), fin=None), ["I3"]),
        (_con(inicio=date(2026, 9, 1), fin=None, celebracion=date(2026, 4, 30)), ["I3"]),
        (_con(trabajadores=0), ["I4"]),
        (replace(NORMAL, contratos=(), contratos_relacionados=0), ["I5"]),
        (replace(SIN_INFORMACION, vigentes=2), ["I6"]),
        (replace(NORMAL, contratos_relacionados=2), ["I7"]),
        (replace(SIN_INFORMACION, contratos_relacionados=1), ["I7"]),
    ],
)
def test_each_inconsistency_is_found(informativa: Informativa, codigos: list[str]) -> None:
    assert _codigos(informativa) == codigos


@pytest.mark.parametrize(
    "informativa",
    [
        replace(_con(rfc_contratante="CPR000101AB1"), rfc="SEA000101AB1"),
        replace(_con(rfc_contratante="CPR000101AB1", contratante=NORMAL.contratista), rfc="SEA000101AB1"),
        _con(servicio="Ñ"),
        _con(inicio=date(2026, 5, 1)),
        _con(inicio=date(2026, 8, 31), fin=None),
        _con(inicio=date(2026, 9, 1), fin=None, celebracion=date(2026, 8, 31)),
        _con(inicio=date(2026, 1, 1), modificacion=date(2026, 5, 1)),
        _con(inicio=date(2020, 1, 1), anterior_reforma=True),
        replace(_con(inicio=date(2020, 1, 1)), periodo=Periodo(2021, 1)),
    ],
)
def test_what_the_law_allows_is_no_inconsistency(informativa: Informativa) -> None:
    assert _codigos(informativa) == []


def test_the_file_prints_the_labels_of_the_pop_up() -> None:
    assert [c.name for c in Codigo] == ["I1", "I2", "I3", "I4", "I5", "I6", "I7"]
    ((lista, renglon),) = renglones_de(_con(trabajadores=0))
    assert (lista, renglon[-1]) == ("LII", "Sin trabajadores.")


def test_an_inconsistent_return_leaves_the_public_list_as_a_whole() -> None:
    bueno, malo = CONTRATO, replace(CONTRATO, folio="A26S000002", trabajadores=0)
    informativa = replace(NORMAL, contratos=(bueno, malo), contratos_relacionados=3)
    renglones = list(renglones_de(informativa))
    assert [(lista, fila[4], fila[-1]) for lista, fila in renglones] == [
        ("LII", None, Codigo.I7.value),
        ("LII", "A26S000002", Codigo.I4.value),
    ]
