"""After a restore of registry its streams begin again in another epoch (docs/operacion/restauracion.md)."""

from pathlib import Path
from shutil import copy
from typing import Any
from uuid import uuid4

import asyncpg
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.migraciones import aplicar
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.testing.plugin import base_fresca
from icsoe_informativa.bootstrap import servicio


async def test_an_event_of_an_epoch_that_is_over_never_replaces_the_state_of_now(mesa: Any) -> None:
    de = uuid4()
    await mesa.recibir(mesa.generales(de, completos=True), de, sequence=1, epoca=2)
    await mesa.recibir(mesa.generales(de, completos=False), de, sequence=7)
    assert (await mesa.nueva(de)).status_code == 201


async def test_rows_of_before_know_how_far_each_epoch_of_their_stream_came(tmp_path: Path) -> None:
    assert servicio.carpeta_migraciones is not None
    for archivo in sorted(servicio.carpeta_migraciones.glob("*.sql"))[:2]:
        copy(archivo, tmp_path)
    async with base_fresca(Servicio("informativa", Ajustes, lambda _: Partes(), tmp_path)) as dsn:
        conn = await asyncpg.connect(dsn)
        try:
            una, otra = uuid4(), uuid4()
            for id in (una, otra):
                await conn.execute("insert into contratista values ($1, 'R', 'N', 'M', true, '{}')", id)
            flujos = [("registry/1", 900), ("registry/2", 3), ("signing/9", 9)]
            await conn.executemany(
                "insert into flujo values ($1, $2, $3)",
                [(f"/icsoe/{fuente}", str(una), n) for fuente, n in flujos],
            )
            await aplicar(dsn, servicio.carpeta_migraciones)
            lugares = await conn.fetch("select id, orden from contratista")
            assert dict(lugares) == {una: (2 << 40) + 3, otra: 0}
        finally:
            await conn.close()
