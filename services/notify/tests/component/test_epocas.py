"""After a restore of registry its streams begin again in another epoch (docs/operacion/restauracion.md)."""

from pathlib import Path
from shutil import copy
from uuid import uuid4

import asyncpg
import pytest
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.migraciones import aplicar
from icsoe_chassis.servicio import Partes, Servicio
from icsoe_chassis.testing.plugin import base_fresca
from icsoe_contracts.registry import ContratistaActualizado
from icsoe_notify.bootstrap import servicio

from .conftest import Mesa

ANTES, AHORA = "antes@prueba.invalid", "ahora@prueba.invalid"
REGISTRY_2 = "/icsoe/registry/2"


def de_contratista(mesa: Mesa, de: object, correo: str) -> ContratistaActualizado:
    datos = {"contratista_id": de, "rfc": "XOJI740919U48", "nombre": "INGRID", "tipo_persona": "F"}
    datos |= {"generales_completos": True, "correo": correo, "correos_confirmados": (correo,)}
    return ContratistaActualizado.model_validate(datos | {"ocurrido": mesa.reloj.ahora()})


async def test_an_event_of_an_epoch_that_is_over_never_brings_an_old_address_back(mesa: Mesa) -> None:
    de, quien = uuid4(), uuid4()
    await mesa.recibir(de_contratista(mesa, de, AHORA), de, sequence=1, epoca=2)
    await mesa.recibir(mesa.invitado(quien, AHORA), quien, sequence=1, epoca=2)
    await mesa.recibir(mesa.vinculado(quien, de, nombre="DE AHORA"), quien, sequence=2, epoca=2)
    await mesa.recibir(de_contratista(mesa, de, ANTES), de, sequence=7)
    await mesa.recibir(mesa.otro_correo(quien, "x@prueba.invalid", ANTES), quien, sequence=8)
    await mesa.recibir(mesa.vinculado(quien, de, nombre="DE ANTES"), quien, sequence=9)
    await mesa.trabajar()
    avisos = len(mesa.abiertos(ANTES))
    await mesa.acuse(de, capturista_id=quien)
    await mesa.solicitada(de, quien, "Falta la obra")
    await mesa.trabajar()
    assert len(mesa.abiertos(ANTES)) == avisos
    assert len([c for c in mesa.abiertos(AHORA) if "SI26000123" in c.resumen.asunto]) == 2
    (pedida,) = [c for c in mesa.abiertos(AHORA) if "Te piden devolver" in c.resumen.asunto]
    assert "DE AHORA" in pedida.texto


@pytest.mark.parametrize(("fuente", "sequence"), [("/icsoe/registry/1", 900), (REGISTRY_2, 3)])
async def test_rows_of_before_keep_their_place(tmp_path: Path, fuente: str, sequence: int) -> None:
    assert servicio.carpeta_migraciones is not None
    for archivo in sorted(servicio.carpeta_migraciones.glob("*.sql"))[:4]:
        copy(archivo, tmp_path)
    async with base_fresca(Servicio("notify", Ajustes, lambda _: Partes(), tmp_path)) as dsn:
        conn = await asyncpg.connect(dsn)
        try:
            for tabla, columnas in (
                ("contacto", "contratista_id, nombre"),
                ("contacto_capturista", "capturista_id, correo"),
                ("nombre_de_capturista", "capturista_id, nombre"),
            ):
                await conn.execute(
                    f"insert into {tabla} ({columnas}, fuente, last_sequence)"
                    " values (gen_random_uuid(), 'x', $1, $2)",
                    fuente,
                    sequence,
                )
            await aplicar(dsn, servicio.carpeta_migraciones)
            lugar = (int(fuente[-1]) << 40) + sequence
            for tabla in ("contacto", "contacto_capturista", "nombre_de_capturista"):
                assert await conn.fetchval(f"select orden from {tabla}") == lugar
        finally:
            await conn.close()
