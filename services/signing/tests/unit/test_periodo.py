"""The table of icsoe.md §5.4 and the rules T2–T14, row by row."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_signing.domain.periodo import PeriodoContratista
from icsoe_signing.domain.presentacion import Acto, EstadoPresentacion, Presentacion

CALENDARIO = Calendario()
HOY = datetime(2026, 5, 10, 18, 0, tzinfo=UTC)
NORMAL, SIN = Acto("NORMAL"), Acto("SIN_INFORMACION")


def corregir(folio: str, *incorpora: str) -> Acto:
    return Acto("COMPLEMENTARIA", "CORRECCION", folio, incorpora)


def cancelar(folio: str) -> Acto:
    return Acto("COMPLEMENTARIA", "SIN_EFECTOS", folio)


def vacio(periodo: Periodo = Periodo(2026, 1)) -> PeriodoContratista:
    return PeriodoContratista(uuid4(), "CACX7605101P8", periodo)


def legado(*folios: str, estado: EstadoPresentacion = "PRESENTADA") -> PeriodoContratista:
    """Imported history (T16): several vigentes; a folio's prefix says its type."""
    presentaciones = tuple(
        Presentacion(uuid4(), f, SIN if f.startswith("SI") else NORMAL, estado, legado=True) for f in folios
    )
    return PeriodoContratista(uuid4(), "CACX7605101P8", Periodo(2026, 1), presentaciones)


class Mesa:
    """Signs one act after the other and numbers the folios."""

    def __init__(self, periodo: PeriodoContratista) -> None:
        self.periodo = periodo
        self.numero = 0

    def firmar(self, acto: Acto, cuando: datetime = HOY) -> str:
        decision = self.periodo.decidir(acto, cuando, CALENDARIO)
        self.numero += 1
        folio = decision.folio(cuando, self.numero)
        self.periodo = self.periodo.con(decision, uuid4(), folio)
        return folio

    def codigo(self, acto: Acto) -> str:
        with pytest.raises(Negativa) as refusal:
            self.periodo.decidir(acto, HOY, CALENDARIO)
        return refusal.value.codigo

    def estado(self, folio: str) -> str:
        return next(p.estado for p in self.periodo.presentaciones if p.folio == folio)


@pytest.mark.parametrize("primera", [NORMAL, SIN])
@pytest.mark.parametrize("segunda", [NORMAL, SIN])
def test_a_second_return_of_the_period_is_refused_with_the_folio_of_the_first(primera: Acto, segunda: Acto):
    mesa = Mesa(vacio())
    folio = mesa.firmar(primera)
    with pytest.raises(Negativa) as refusal:
        mesa.periodo.decidir(segunda, HOY, CALENDARIO)
    assert (refusal.value.codigo, refusal.value.datos) == ("MSG-06", {"folio": folio})


def test_a_correccion_substitutes_its_target():
    mesa = Mesa(vacio())
    normal = mesa.firmar(NORMAL)
    correccion = mesa.firmar(corregir(normal))
    assert mesa.estado(normal) == "SUSTITUIDA"
    assert [p.folio for p in mesa.periodo.vigentes] == [correccion]
    assert mesa.codigo(corregir(normal)) == "objetivo_no_vigente"


def test_a_sin_informacion_cannot_be_corrected_only_left_without_effects():
    mesa = Mesa(vacio())
    sin = mesa.firmar(SIN)
    assert mesa.codigo(corregir(sin)) == "objetivo_no_vigente"
    mesa.firmar(cancelar(sin))
    assert mesa.estado(sin) == "SIN_EFECTOS"


def test_after_a_sin_efectos_nothing_revives_and_a_new_return_may_be_opened():
    mesa = Mesa(vacio())
    normal = mesa.firmar(NORMAL)
    correccion = mesa.firmar(corregir(normal))
    mesa.firmar(cancelar(correccion))
    assert (mesa.estado(normal), mesa.estado(correccion)) == ("SUSTITUIDA", "SIN_EFECTOS")
    assert mesa.periodo.vigentes == ()
    assert mesa.firmar(SIN).startswith("SI")


def test_the_fifth_complementaria_is_refused():
    mesa = Mesa(vacio())
    folio = mesa.firmar(NORMAL)
    for _ in range(4):
        folio = mesa.firmar(corregir(folio))
    assert mesa.periodo.complementarias == 4
    assert mesa.codigo(corregir(folio)) == "MSG-10"
    assert mesa.codigo(cancelar(folio)) == "MSG-10"


def test_with_four_complementarias_and_none_vigente_a_new_return_is_still_possible():
    mesa = Mesa(vacio())
    folio = mesa.firmar(NORMAL)
    for _ in range(3):
        folio = mesa.firmar(corregir(folio))
    mesa.firmar(cancelar(folio))
    mesa.firmar(NORMAL)
    assert mesa.periodo.complementarias == 4


def test_case_1_normal_and_correccion_alive_is_repaired_outside_the_limit():
    mesa = Mesa(legado("N22000001", "N22000002"))
    mesa.firmar(cancelar("N22000001"))
    mesa.firmar(corregir("N22000002", "N22000001"))
    assert mesa.periodo.complementarias == 0
    assert len(mesa.periodo.vigentes) == 1


def test_cases_1_and_2_are_repaired_even_with_four_complementarias_already():
    mesa = Mesa(vacio())
    folio = mesa.firmar(NORMAL)
    for _ in range(4):
        folio = mesa.firmar(corregir(folio))
    otra = Presentacion(uuid4(), "N22999999", NORMAL, legado=True)
    mesa.periodo = PeriodoContratista(
        mesa.periodo.id, mesa.periodo.rfc, mesa.periodo.periodo, (*mesa.periodo.presentaciones, otra)
    )
    mesa.firmar(cancelar("N22999999"))
    ultima = mesa.firmar(corregir(folio, "N22999999"))
    assert mesa.periodo.complementarias == 4
    assert mesa.codigo(corregir(ultima, "N22999999")) == "MSG-10"


def test_case_3_a_sin_informacion_beside_a_normal_is_left_without_effects_and_nothing_else():
    mesa = Mesa(legado("SI22000001", "N22000002"))
    mesa.firmar(cancelar("SI22000001"))
    assert [p.folio for p in mesa.periodo.vigentes] == ["N22000002"]
    assert mesa.periodo.complementarias == 0
    mesa.firmar(corregir("N22000002", "SI22000001"))
    assert mesa.periodo.complementarias == 1


def test_case_4_of_two_sin_informacion_one_is_left_without_effects():
    mesa = Mesa(legado("SI22000001", "SI22000002"))
    mesa.firmar(cancelar("SI22000002"))
    assert [p.folio for p in mesa.periodo.vigentes] == ["SI22000001"]


def test_in_a_legacy_period_each_normal_may_be_corrected_and_both_corrections_live():
    mesa = Mesa(legado("N22000001", "N22000002"))
    primera = mesa.firmar(corregir("N22000001"))
    segunda = mesa.firmar(corregir("N22000002"))
    assert {p.folio for p in mesa.periodo.vigentes} == {primera, segunda}
    assert all(p.legado for p in mesa.periodo.vigentes)
    mesa.firmar(cancelar(segunda))
    assert mesa.periodo.complementarias == 0


def test_sustituir_sin_informacion_leaves_one_normal_and_counts_once():
    mesa = Mesa(vacio())
    sin = mesa.firmar(SIN)
    cancelacion, normal = mesa.periodo.decidir_sustitucion(sin, HOY, CALENDARIO)
    despues = mesa.periodo.con(cancelacion, UUID(int=1), "SE26000002").con(normal, UUID(int=2), "N26000003")
    assert [p.folio for p in despues.vigentes] == ["N26000003"]
    assert despues.complementarias == 1


@pytest.mark.parametrize("periodo", [vacio(), legado("SI22000001", "N22000002"), legado("N22000001")])
def test_sustituir_needs_exactly_one_vigente_and_a_sin_informacion(periodo: PeriodoContratista):
    with pytest.raises(Negativa) as refusal:
        periodo.decidir_sustitucion("SI22000001", HOY, CALENDARIO)
    assert refusal.value.codigo == "objetivo_no_vigente"


def test_sustituir_is_refused_when_four_complementarias_were_signed():
    mesa = Mesa(vacio())
    for _ in range(4):
        mesa.firmar(cancelar(mesa.firmar(SIN)))
    ultima = mesa.firmar(SIN)
    with pytest.raises(Negativa) as refusal:
        mesa.periodo.decidir_sustitucion(ultima, HOY, CALENDARIO)
    assert refusal.value.codigo == "MSG-10"


def test_signing_before_the_window_names_the_day_it_opens():
    with pytest.raises(Negativa) as refusal:
        vacio(Periodo(2026, 1)).decidir(SIN, datetime(2026, 5, 1, 5, 59, 59, tzinfo=UTC), CALENDARIO)
    assert refusal.value.codigo == "MSG-08"
    assert refusal.value.detalle == "Podrás firmar a partir del 1 de mayo de 2026."


def test_a_correccion_may_be_signed_any_day():
    mesa = Mesa(legado("N22000001"))
    assert mesa.firmar(corregir("N22000001"), datetime(2026, 2, 3, tzinfo=UTC)).startswith("C26")


def test_an_actualizacion_waits_for_its_flag_and_its_months_and_never_counts():
    acto = Acto("COMPLEMENTARIA", "ACTUALIZACION", "A26P000001")
    mesa = Mesa(vacio())
    mesa.firmar(NORMAL)
    assert mesa.codigo(acto) == "tipo_no_disponible"
    decision = mesa.periodo.decidir(acto, HOY, CALENDARIO, actualizacion_habilitada=True)
    assert mesa.periodo.con(decision, uuid4(), "AC26000009").complementarias == 0
    with pytest.raises(Negativa) as refusal:
        mesa.periodo.decidir(acto, datetime(2026, 11, 3, tzinfo=UTC), CALENDARIO, True)
    assert refusal.value.detalle == "Podrás firmar a partir del 1 de enero de 2027."


@pytest.mark.parametrize(
    ("periodo", "instante", "tarde"),
    [
        (Periodo(2022, 1), datetime(2022, 9, 15, 18, tzinfo=UTC), True),
        (Periodo(2022, 2), datetime(2022, 9, 19, 18, tzinfo=UTC), False),
        (Periodo(2026, 2), datetime(2026, 9, 18, 5, 59, 59, 999_000, tzinfo=UTC), False),
        (Periodo(2026, 2), datetime(2026, 9, 18, 6, 0, 0, tzinfo=UTC), True),
    ],
)
def test_late_is_accepted_as_extemporanea(periodo: Periodo, instante: datetime, tarde: bool):
    assert vacio(periodo).decidir(SIN, instante, CALENDARIO).extemporanea is tarde


def test_the_year_of_a_folio_is_that_of_presentation_in_central_time():
    periodo = vacio(Periodo(2021, 3))
    ultimo = datetime(2023, 1, 1, 5, 59, 59, 999_999, tzinfo=UTC)
    decision = periodo.decidir(SIN, ultimo, CALENDARIO)
    assert decision.folio(ultimo, 34_095) == "SI22034095"
    assert decision.folio(ultimo + timedelta(microseconds=1), 34_095) == "SI23034095"
    assert decision.folio(ultimo, 2_202_734) == "SI222202734"


@given(st.lists(st.tuples(st.sampled_from(["N", "SI", "C", "SE"]), st.integers(0, 5)), max_size=14))
def test_whatever_is_tried_one_vigente_and_four_complementarias_at_most(intentos: list[tuple[str, int]]):
    mesa = Mesa(vacio())
    for tipo, cual in intentos:
        folios = [p.folio for p in mesa.periodo.presentaciones] or ["SI26999999"]
        folio = folios[cual % len(folios)]
        acto = {"N": NORMAL, "SI": SIN, "C": corregir(folio), "SE": cancelar(folio)}[tipo]
        try:
            mesa.firmar(acto)
        except Negativa:
            continue
        assert len(mesa.periodo.vigentes) <= 1
        assert mesa.periodo.complementarias <= 4
