from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.calendario import CENTRO, Calendario, es_inhabil, inhabiles
from icsoe_dominio.periodo import Periodo, PeriodoInexistente, iniciados

CALENDARIO = Calendario()
VENCIMIENTOS = {
    (2021, 1): "2021-09-17", (2021, 2): "2021-09-17", (2021, 3): "2022-01-17",
    (2022, 1): "2022-05-17", (2022, 2): "2022-09-19", (2022, 3): "2023-01-17",
    (2023, 1): "2023-05-17", (2023, 2): "2023-09-18", (2023, 3): "2024-01-17",
    (2024, 1): "2024-05-17", (2024, 2): "2024-09-17", (2024, 3): "2025-01-17",
    (2025, 1): "2025-05-19", (2025, 2): "2025-09-17", (2025, 3): "2026-01-19",
    (2026, 1): "2026-05-18", (2026, 2): "2026-09-17", (2026, 3): "2027-01-18",
}  # fmt: skip
periodos = st.builds(Periodo, st.integers(2021, 2099), st.integers(1, 3))


@pytest.mark.parametrize(("clave", "vence"), VENCIMIENTOS.items())
def test_every_due_date_of_the_dossier_is_computed(clave: tuple[int, int], vence: str) -> None:
    assert CALENDARIO.vence(Periodo(*clave)) == date.fromisoformat(vence)


def test_the_last_millisecond_of_the_due_date_is_on_time_and_the_next_is_late() -> None:
    periodo = Periodo(2026, 2)
    limite = datetime(2026, 9, 17, 23, 59, 59, 999000, CENTRO)
    assert CALENDARIO.limite(periodo) == limite
    assert not CALENDARIO.extemporanea(periodo, limite - timedelta(milliseconds=1))
    assert not CALENDARIO.extemporanea(periodo, limite + timedelta(microseconds=999))
    assert CALENDARIO.extemporanea(periodo, limite + timedelta(milliseconds=1))


def test_the_window_opens_at_midnight_of_central_mexico() -> None:
    assert CALENDARIO.abre(Periodo(2025, 3)) == datetime(2026, 1, 1, 6, tzinfo=UTC)
    assert not CALENDARIO.firma_abierta(Periodo(2025, 3), datetime(2026, 1, 1, 5, 59, 59, tzinfo=UTC))
    assert CALENDARIO.firma_abierta(Periodo(2025, 3), datetime(2026, 1, 1, 6, tzinfo=UTC))


def test_summer_time_of_2022_is_honoured() -> None:
    assert CALENDARIO.limite(Periodo(2022, 1)) == datetime(2022, 5, 18, 4, 59, 59, 999000, UTC)


def test_the_first_two_periods_share_the_window_of_september_2021() -> None:
    assert CALENDARIO.abre(Periodo(2021, 1)) == CALENDARIO.abre(Periodo(2021, 2))


def test_the_seed_cases_are_judged_as_the_seed_shows() -> None:
    assert CALENDARIO.extemporanea(Periodo(2022, 1), datetime(2022, 9, 15, 18, tzinfo=UTC))
    assert not CALENDARIO.extemporanea(Periodo(2022, 2), datetime(2022, 9, 19, 18, tzinfo=UTC))


def test_a_due_date_on_a_friday_moves_only_with_its_parameter() -> None:
    assert Calendario(prorroga_viernes=True).vence(Periodo(2024, 1)) == date(2024, 5, 20)
    assert CALENDARIO.vence(Periodo(2024, 1)) == date(2024, 5, 17)


def test_a_day_published_late_moves_the_due_date() -> None:
    con_puente = Calendario(adicionales=frozenset({date(2026, 9, 17), date(2026, 9, 18)}))
    assert con_puente.vence(Periodo(2026, 2)) == date(2026, 9, 21)


def test_the_table_holds_the_listed_days_each_with_its_source() -> None:
    dias = {dia.fecha for dia in inhabiles(2030)}
    assert {
        date(2030, 1, 1), date(2030, 2, 4), date(2030, 3, 18), date(2030, 5, 1), date(2030, 5, 5),
        date(2030, 9, 16), date(2030, 10, 1), date(2030, 11, 18), date(2030, 12, 25),
    } <= dias  # fmt: skip
    assert all(dia.fuente_url.startswith("https://") and dia.descripcion for dia in inhabiles(2030))
    assert not es_inhabil(date(2026, 9, 15)), "staff leave is not a non-working day for filers"


@given(periodos)
def test_a_due_date_is_a_working_day_from_the_17th_on_inside_the_window_month(periodo: Periodo) -> None:
    vence = CALENDARIO.vence(periodo)
    assert 17 <= vence.day <= 24
    assert not es_inhabil(vence)
    assert CALENDARIO.abre(periodo) < CALENDARIO.limite(periodo)


@given(periodos, st.integers(-(10**12), 10**12))
def test_late_means_after_the_limit_in_whole_milliseconds(periodo: Periodo, micros: int) -> None:
    instante = CALENDARIO.limite(periodo) + timedelta(microseconds=micros)
    assert CALENDARIO.extemporanea(periodo, instante) == (micros >= 1000)


@given(periodos)
def test_periods_follow_each_other_without_gap(periodo: Periodo) -> None:
    assert periodo.siguiente().inicio == periodo.fin + timedelta(days=1)
    assert Periodo.de(periodo.inicio) == Periodo.de(periodo.fin) == periodo


@pytest.mark.parametrize("clave", [(2020, 3), (2021, 0), (2021, 4), (2201, 1)])
def test_periods_that_do_not_exist_are_refused(clave: tuple[int, int]) -> None:
    with pytest.raises(PeriodoInexistente):
        Periodo(*clave)


def test_the_special_first_period_covers_seven_days_of_april() -> None:
    especial = Periodo(2021, 1)
    assert (especial.inicio, especial.fin) == (date(2021, 4, 24), date(2021, 4, 30))
    assert (especial.mes_inicial, especial.mes_final, especial.etiqueta) == (
        "Abril", "Abril", "Del 24 al 30 de abril",
    )  # fmt: skip
    with pytest.raises(PeriodoInexistente):
        Periodo.de(date(2021, 4, 23))


def test_labels_are_those_of_the_screens() -> None:
    segundo = Periodo(2026, 2)
    assert (segundo.etiqueta, segundo.nombre, segundo.letra) == ("Mayo - Agosto", "Segundo", "S")
    titulos = [Periodo(2025, n).titulo for n in (1, 2, 3)]
    assert titulos == [f"{n} cuatrimestre de 2025" for n in ("Primer", "Segundo", "Tercer")]
    assert [str(p) for p in iniciados(date(2022, 1, 1))] == ["2021-1", "2021-2", "2021-3", "2022-1"]
