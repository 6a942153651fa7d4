"""Races on real PostgreSQL: the lock decides, the belt and the immutable rows hold behind it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, product
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from icsoe_chassis.ajustes import Limites
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.testing import RelojFijo
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_signing.adapters.postgres import TrabajoPg
from icsoe_signing.application.presentar import InformativaConFolio
from icsoe_signing.bootstrap import servicio

PAREJAS = 200
PERIODOS = [Periodo(2021 + n // 3, n % 3 + 1) for n in range(15)]
# Four hundred at once wait their turn for eight connections: on a busy machine, longer than a service waits.
PACIENCIA = Limites(sentencia_s=300, candado_s=300, ociosa_en_transaccion_s=300)


@dataclass
class Sala:
    """One database, many offices: they share nothing but it."""

    oficina: Any
    base: Any
    dsn: str


@pytest_asyncio.fixture
async def sala(base_de: Any, ajustes: Any, oficina_en: Any, reloj: RelojFijo) -> Sala:
    prueba = await base_de(servicio, reloj=reloj, limites=PACIENCIA, **ajustes)
    return Sala(oficina_en(prueba), prueba.recursos.base, prueba.dsn)


async def test_200_pairs_signed_at_once_give_200_folios_and_200_refusals(
    sala: Sala, autoridad: Any, enviada: Any
):
    oficina = sala.oficina
    efirmas = [autoridad.efirma(f"CACX7605{dia:02d}AB1") for dia in range(1, 15)]
    parejas: list[tuple[list[Any], Any]] = []
    for efirma, periodo in islice(product(efirmas, PERIODOS), PAREJAS):
        # For every pair the signature is the first ever of its period.
        contratista = uuid4()
        rivales = [enviada(efirma, periodo, contratista_id=contratista) for _ in range(2)]
        await asyncio.gather(*(oficina.recibir(r) for r in rivales))
        parejas.append((rivales, efirma))
    ordenes = [await oficina.firmada(r, efirma) for rivales, efirma in parejas for r in rivales]
    resultados = await asyncio.gather(*(oficina.presentar(o) for o in ordenes), return_exceptions=True)
    folios = [r.folio for r in resultados if not isinstance(r, BaseException)]
    negadas = [r for r in resultados if isinstance(r, Negativa)]
    assert (len(folios), len(set(folios)), len(negadas)) == (PAREJAS,) * 3
    for uno, otro in zip(resultados[::2], resultados[1::2], strict=True):
        ganada, negada = (otro, uno) if isinstance(uno, Negativa) else (uno, otro)
        assert isinstance(negada, Negativa)
        assert isinstance(ganada, InformativaConFolio)
        assert (negada.codigo, negada.datos["folio"]) == ("MSG-06", ganada.folio)
    dobles = await sala.base.fetchval(
        "select count(*) from (select 1 from presentacion where vigente"
        " group by rfc, ejercicio, cuatrimestre having count(*) > 1) d"
    )
    rechazadas = await sala.base.fetchval("select count(*) from pendiente where estado = 'RECHAZADA'")
    assert (dobles, rechazadas) == (0, PAREJAS)


async def test_the_belt_refuses_a_second_vigente_even_without_the_lock(
    sala: Sala, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await sala.oficina.recibir(enviada(efirma))
    await sala.oficina.presentar(await sala.oficina.firmada(evento, efirma))
    copia = (
        "insert into presentacion select $1, envio, periodo_id, contratista_id, rfc, ejercicio, cuatrimestre,"
        " 'SI26999999', nombre, tipo_persona, tipo, complementaria, folio_corregido, incorpora,"
        " fecha_presentacion, extemporanea, contratos_relacionados, total_trabajadores, contenido_sha256,"
        " repara, $2, estado, vigente, revocacion, $3 from presentacion"
    )
    with pytest.raises(asyncpg.UniqueViolationError, match="presentacion_una_vigente"):
        await sala.base.execute(copia, uuid4(), False, b"otra")
    firma = await sala.base.fetchval("select firma_sha256 from presentacion")
    with pytest.raises(asyncpg.UniqueViolationError, match="firma_sha256"):
        await sala.base.execute(copia, uuid4(), True, firma)
    await sala.base.execute(copia, uuid4(), True, b"legado")


@pytest.mark.parametrize(
    "orden",
    [
        "update presentacion set fecha_presentacion = now()",
        "update presentacion set folio = 'SI26999999'",
        "update presentacion set extemporanea = not extemporanea",
        "delete from presentacion",
        "update evidencia set firma = ''",
        "delete from evidencia",
    ],
)
async def test_a_presented_return_and_its_proof_cannot_be_changed(
    sala: Sala, autoridad: Any, enviada: Any, orden: str
):
    efirma = autoridad.efirma()
    evento = await sala.oficina.recibir(enviada(efirma))
    await sala.oficina.presentar(await sala.oficina.firmada(evento, efirma))
    with pytest.raises(asyncpg.PostgresError, match=r"es inmutable|permission denied"):
        await sala.base.execute(orden)


async def test_the_evidence_kept_proves_the_signature_by_itself(sala: Sala, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await sala.oficina.recibir(enviada(efirma))
    orden = await sala.oficina.firmada(evento, efirma)
    hecha = await sala.oficina.presentar(orden)
    fila = await sala.base.fetchrow(
        "select e.*, r.fecha_presentacion from evidencia e join presentacion r using (informativa_id)"
    )
    juzgada = autoridad.juez.juzgar(fila["certificado"], efirma.rfc, fila["fecha_presentacion"])
    assert juzgada.firmo(fila["cadena"], fila["firma"])
    confianza = juzgada.confianza
    assert (juzgada.numero, list(confianza.cadena_sha256)) == (
        hecha.certificado_numero,
        fila["autoridades_sha256"],
    )
    assert len(fila["autoridades_sha256"]) == 2
    assert (fila["conjunto"], fila["politica"]) == (confianza.conjunto, confianza.politica)
    assert await sala.base.fetchval("select count(*) from cadena") == 0


async def test_a_filing_costs_five_statements(
    base_de: Any, ajustes: Any, oficina_en: Any, reloj: RelojFijo, autoridad: Any, enviada: Any
):
    """What a busy due day pays per signature (design.md §10): a counter, because times drift."""
    prueba = await base_de(servicio, reloj=reloj, conexiones=1, **ajustes)
    oficina, efirma = oficina_en(prueba), autoridad.efirma()
    dichas: list[str] = []

    def anotar(dicha: asyncpg.connection.LoggedQuery) -> None:
        dichas.append(dicha.query)

    for periodo in PERIODOS[:2]:
        evento = await oficina.recibir(enviada(efirma, periodo))
        orden = await oficina.firmada(evento, efirma)
        # On the first filing asyncpg still learns the types of arrays.
        dichas.clear()
        async with prueba.recursos.base.conexion() as conn:
            conn.add_query_logger(anotar)
        await oficina.presentar(orden)
    utiles = [d for d in dichas if not d.upper().startswith(("BEGIN", "COMMIT"))]
    assert len(utiles) == 5, "\n".join(utiles)


async def dos_esperan(dsn: str) -> None:
    """Returns once two sessions wait for a lock."""
    vigia = await asyncpg.connect(dsn)
    try:
        async with asyncio.timeout(20):
            while await vigia.fetchval(  # noqa: ASYNC110 - only the server knows who waits
                "select count(*) < 2 from pg_stat_activity"
                " where wait_event_type = 'Lock' and datname = current_database()"
            ):
                await asyncio.sleep(0.01)
    finally:
        await vigia.close()


async def test_a_held_period_makes_the_rival_wait_and_then_see_what_was_committed(
    sala: Sala, autoridad: Any, enviada: Any, reloj: RelojFijo
):
    efirma = autoridad.efirma()
    contratista = uuid4()
    uno, dos = [await sala.oficina.recibir(enviada(efirma, contratista_id=contratista)) for _ in range(2)]
    ordenes = [await sala.oficina.firmada(e, efirma) for e in (uno, dos)]
    uow = UnidadDeTrabajo(sala.base, TrabajoPg)
    pendiente = await sala.oficina.lecturas.pendiente(uno.informativa_id, contratista)
    async with uow() as t:
        await t.periodos.tomar_turno(pendiente.periodo_id, uno.informativa_id)
        espera = asyncio.gather(*(sala.oficina.presentar(o) for o in ordenes), return_exceptions=True)
        await dos_esperan(sala.dsn)
        reloj.instante = datetime(2026, 5, 10, 19, tzinfo=UTC)
    resultados = await espera
    assert sorted(isinstance(r, Negativa) for r in resultados) == [False, True]
    (hecha,) = [r for r in resultados if not isinstance(r, BaseException)]
    assert hecha.fecha_presentacion == ordenes[0].recibida_en
