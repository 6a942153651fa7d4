from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_contracts.sobre import Sobre, SobreIlegible

texto = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60)
sobres = st.builds(
    Sobre,
    id=st.uuids(),
    type=texto,
    source=texto,
    subject=texto,
    time=st.datetimes(timezones=st.just(UTC)),
    sequence=st.integers(1, 2**62),
    modo=st.sampled_from(("real", "prueba")),
    dataschema=texto,
    traceparent=st.none() | texto,
    causationid=st.none() | st.uuids(),
)
BUENO = Sobre(
    id=UUID(int=1),
    type="icsoe.x.y.v1",
    source="/icsoe/x/1",
    subject="s",
    time=datetime(2026, 1, 1, tzinfo=UTC),
    sequence=1,
    modo="prueba",
    dataschema="urn:icsoe:esquema:icsoe.x.y.v1",
)


@given(sobres)
def test_an_envelope_survives_the_trip_through_headers(sobre: Sobre) -> None:
    assert Sobre.leer(sobre.cabeceras()) == sobre


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ce_id", "ce_type", "ce_time", "ce_sequence", "x"]), st.binary(max_size=30)
        )
    )
)
def test_reading_never_fails_in_any_other_way_than_its_own(cabeceras: list[tuple[str, bytes]]) -> None:
    with pytest.raises(SobreIlegible):
        Sobre.leer(cabeceras)


ROTAS = [
    ("ce_id", b"no-uuid"),
    ("ce_specversion", b"0.3"),
    ("ce_sequence", b"0"),
    ("ce_sequence", b"uno"),
    ("ce_time", b"2026-01-01T00:00:00"),
    ("ce_time", b"ayer"),
    ("ce_icsoemode", b"otro"),
    ("ce_source", b""),
    ("ce_subject", b""),
    ("ce_type", b"\xff\xfe"),
    ("ce_causationid", b"x"),
]


@pytest.mark.parametrize(("clave", "valor"), ROTAS)
def test_each_broken_header_makes_the_envelope_unreadable(clave: str, valor: bytes) -> None:
    with pytest.raises(SobreIlegible):
        Sobre.leer([(c, v) for c, v in BUENO.cabeceras() if c != clave] + [(clave, valor)])


@pytest.mark.parametrize("falta", [c for c, _ in BUENO.cabeceras() if c != "content-type"])
def test_each_missing_attribute_makes_the_envelope_unreadable(falta: str) -> None:
    with pytest.raises(SobreIlegible):
        Sobre.leer([(c, v) for c, v in BUENO.cabeceras() if c != falta])
