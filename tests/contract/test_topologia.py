"""Gate 5: catalogue ↔ handlers ↔ ACLs ↔ topics say the same."""

from typing import Any

from icsoe_contracts.catalogo import TEMA_DE_EVENTO, TEMAS
from icsoe_deploy.preparar.kafka import acls

TEMA, GRUPO = 2, 3
LEER, ESCRIBIR = 3, 4


def test_each_service_listens_to_exactly_the_topics_the_catalogue_gives_it(fuentes: dict[str, Any]) -> None:
    segun_catalogo = {(lector, tema.nombre) for tema in TEMAS for lector in tema.consumidores}
    segun_codigo = {(servicio, tema) for servicio, fuente in fuentes.items() for tema in fuente.consume()}
    assert segun_codigo == segun_catalogo


def test_each_handler_is_for_an_event_of_its_topic(fuentes: dict[str, Any]) -> None:
    for fuente in fuentes.values():
        for tema, eventos in fuente.consume().items():
            assert eventos
            assert {TEMA_DE_EVENTO[evento].nombre for evento in eventos} == {tema}


def test_each_event_is_published_by_the_owner_of_its_topic_and_known_elsewhere_only_to_its_readers(
    fuentes: dict[str, Any],
) -> None:
    for evento, tema in TEMA_DE_EVENTO.items():
        conocen = {servicio for servicio, fuente in fuentes.items() if evento in fuente.construye()}
        assert tema.dueno in conocen, f"nadie publica {evento.TIPO}"
        leen = {
            servicio
            for servicio, fuente in fuentes.items()
            if evento in fuente.consume().get(tema.nombre, ())
        }
        assert conocen <= {tema.dueno} | leen, evento.TIPO


def test_the_broker_lets_one_principal_write_each_topic_and_only_its_readers_read_it() -> None:
    matriz = acls()
    for tema in TEMAS:
        de_este = [acl for acl in matriz if (acl.recurso, acl.nombre) == (TEMA, tema.nombre)]
        assert {a.principal for a in de_este if a.operacion == ESCRIBIR} == {f"User:{tema.dueno}"}
        assert {a.principal for a in de_este if a.operacion == LEER} == {
            f"User:{c}" for c in tema.consumidores
        }
        assert {a.operacion for a in de_este} <= {LEER, ESCRIBIR}
    assert {acl.nombre for acl in matriz if acl.recurso == TEMA} == {tema.nombre for tema in TEMAS}


def test_a_reader_joins_only_groups_that_carry_its_name() -> None:
    grupos = [acl for acl in acls() if acl.recurso == GRUPO]
    assert {(a.principal, a.nombre) for a in grupos} == {
        (f"User:{lector}", f"{lector}-") for tema in TEMAS for lector in tema.consumidores
    }
