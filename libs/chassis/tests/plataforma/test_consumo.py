"""What design §6 promises of a consumer, on real Kafka:
bad records in the middle of a batch, kills, rebalances.
"""

import json
import signal
from typing import Any
from uuid import uuid4

APLICADOS = "select count(*) from aplicado"
DOBLES = "select count(*) from (select event_id from aplicado group by event_id having count(*) > 1) d"
DESORDENADOS = """
select count(*) from (
    select sequence - lag(sequence) over (partition by subject order by n) as paso from aplicado
) s where paso <> 1
"""


def con(registro: dict[str, Any], **cabeceras: bytes | None) -> dict[str, Any]:
    """The record with these headers; None takes one away."""
    pares = {**dict(registro["headers"]), **cabeceras}
    return {**registro, "headers": [(k, v) for k, v in pares.items() if v is not None]}


async def test_bad_records_in_a_batch_are_set_aside_and_their_neighbours_applied_once(casa: Any) -> None:
    bueno = casa.medida
    malos = [
        con(bueno(), ce_type=b"\xff\xfe"),
        con(bueno(), ce_id=None),
        {**bueno(), "value": None},
        {**bueno(), "value": b'{"numero": 1'},
        {**bueno(), "value": b'{"numero": "uno"}'},
        con(bueno(), ce_type=b"icsoe.signing.periodo_presentada.v1"),
        con(bueno(), ce_type=b"icsoe.prueba.medida.v2"),
        con(bueno(), ce_source=b"/icsoe/signing/1"),
        con(bueno(), ce_icsoemode=b"real"),
        {**bueno(), "key": b"otro"},
        bueno("imposible"),
        bueno("falla"),
    ]
    mezcla = [r for malo in malos for r in (bueno(), malo)] + [bueno()]
    await casa.publicar(mezcla)
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, len(malos) + 1)
    assert await casa.clases() == [
        "sobre_ilegible",
        "sobre_ilegible",
        "sin_cuerpo",
        "esquema",
        "esquema",
        "tipo_ajeno",
        "version_no_admitida",
        "origen_ajeno",
        "modo_ajeno",
        "clave_ajena",
        "imposible",
        "RuntimeError",
    ]
    assert await casa.conn.fetchval(DOBLES) == 0
    intentos = await casa.conn.fetchval("select attempts from dead_letter where error_class = 'RuntimeError'")
    assert intentos == 5


async def test_a_handler_that_fails_once_is_tried_again_and_applies_once(casa: Any) -> None:
    await casa.publicar([casa.medida(o) for o in ("bien", "falla_una_vez", "bien")])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 3)
    assert await casa.clases() == []


async def test_types_without_handler_pass_in_silence_and_projections_apply_only_the_newer(casa: Any) -> None:
    sujeto = uuid4()
    cuentas = [casa.registro(casa.proceso.Cuenta(numero=n), sujeto) for n in range(3)]
    await casa.publicar([casa.registro(casa.proceso.Callada()), *cuentas, *cuentas, casa.medida()])
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 1)
    fila = await casa.conn.fetchrow("select last_sequence, veces from proyeccion")
    assert (fila["last_sequence"], fila["veces"]) == (3, 3)
    assert await casa.clases() == []


async def test_a_consumer_killed_in_mid_batch_applies_every_record_once_and_in_order(casa: Any) -> None:
    sujetos = [uuid4() for _ in range(10)]
    await casa.publicar([casa.medida("breve", s) for _ in range(30) for s in sujetos], None)
    for umbral in (40, 110, 190):
        proceso = await casa.arrancar("consumer")
        await casa.hasta(f"select count(*) >= {umbral} from aplicado", True)
        assert await casa.matar(proceso) == -signal.SIGKILL
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 300)
    assert await casa.conn.fetchval(DOBLES) == 0
    assert await casa.conn.fetchval(DESORDENADOS) == 0


async def test_sigterm_finishes_the_record_in_hand_and_the_next_process_goes_on_after_it(casa: Any) -> None:
    sujeto = uuid4()
    # Half a minute of work: this process may stall for long before its signal is sent.
    await casa.publicar([casa.medida("lenta", sujeto) for _ in range(30)])
    proceso = await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 1)
    assert await casa.matar(proceso, signal.SIGTERM) == 0
    hechos = await casa.conn.fetchval(APLICADOS)
    assert 1 <= hechos < 30
    casa.extra["PRUEBA_LENTA_S"] = "0"
    await casa.arrancar("consumer")
    await casa.hasta(APLICADOS, 30)
    assert await casa.conn.fetchval(DOBLES) == 0


async def test_a_rebalance_in_the_middle_of_slow_records_applies_each_once(casa: Any) -> None:
    sujetos = [uuid4() for _ in range(4)]
    for particion, sujeto in enumerate(sujetos):
        await casa.publicar([casa.medida("lenta", sujeto) for _ in range(6)], particion)
    await casa.lista(await casa.arrancar("consumer", ordinal=0))
    await casa.hasta("select count(*) > 0 from aplicado", True)
    segundo = await casa.arrancar("consumer", ordinal=1)
    await casa.lista(segundo)
    await casa.hasta(APLICADOS, 24)
    assert await casa.matar(segundo, signal.SIGTERM) == 0
    assert await casa.conn.fetchval(DOBLES) == 0
    assert await casa.conn.fetchval(DESORDENADOS) == 0


async def test_more_than_twenty_bad_records_stop_the_worker_and_a_restart_does_not_drain_the_topic(
    casa: Any,
) -> None:
    malos = [{**casa.medida(), "value": json.dumps({"otro": n}).encode()} for n in range(40)]
    await casa.publicar([casa.medida(), *malos, casa.medida()])
    for _ in range(2):
        proceso = await casa.arrancar("consumer")
        assert await proceso.wait() == 70
        assert await casa.conn.fetchval("select count(*) from dead_letter") == 20
    assert await casa.conn.fetchval(APLICADOS) == 1


async def test_a_database_that_goes_away_for_a_while_loses_and_doubles_nothing(casa: Any) -> None:
    await casa.publicar([casa.medida("breve") for _ in range(200)])
    await casa.arrancar("consumer")
    await casa.hasta("select count(*) >= 20 from aplicado", True)
    async with casa.sin_base():
        await casa.hasta(f"select count(*) from pg_stat_activity where datname = '{casa.base}'", 0)
    await casa.hasta(APLICADOS, 200)
    assert await casa.conn.fetchval(DOBLES) == 0
    assert await casa.clases() == []
