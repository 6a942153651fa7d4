"""Jobs of signing's worker: acuses, and every fifteen minutes what the authority had not answered."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.ports import Reloj
from icsoe_chassis.registro import registro
from icsoe_chassis.tareas import MAS_QUE_UNA_CAIDA, Tarea

from ..application.emitir_acuse import Taller, emitir_acuse
from ..application.revisar_revocaciones import Vigilancia, Vuelta, revisar_revocaciones

REVISION = "revocaciones"
CADA = timedelta(minutes=15)
_ARRIENDO_S = 900
_EPOCA = datetime(2020, 1, 1, tzinfo=UTC)


def de_acuses(taller: Taller) -> dict[str, Tarea]:
    """``acuse``: key is the informativa's id. Owed for ever: no absence of the object store may end it."""

    async def acuse(clave: str, _: dict[str, Any]) -> None:
        await emitir_acuse(UUID(clave), taller)

    return {"acuse": Tarea(acuse, intentos=MAS_QUE_UNA_CAIDA)}


async def programar_revision(base: BaseDatos, reloj: Reloj) -> None:
    """Plans the check of the coming quarter of an hour, once however many processes ask."""
    ahora = reloj.ahora()
    proxima = ahora + CADA - (ahora - _EPOCA) % CADA
    async with base.transaccion() as tx:
        await tx.tareas.programar(REVISION, proxima.isoformat(), {}, desde=proxima)


def de_revocaciones(base: BaseDatos, vigilancia: Vigilancia) -> dict[str, Tarea]:
    """``revocaciones``: key is the instant of the check; a round that reaches no end plans another."""

    async def revisar(clave: str, datos: dict[str, Any]) -> None:
        despues_de = datos.get("despues_de")
        if despues_de is None:
            await programar_revision(base, vigilancia.reloj)  # first, so that no failure ends the series
        vuelta = await revisar_revocaciones(UUID(despues_de) if despues_de else None, vigilancia)
        anotar(vuelta)
        if vuelta.sigue is not None:
            async with base.transaccion() as tx:
                sigue = str(vuelta.sigue)
                await tx.tareas.programar(REVISION, f"{clave[:25]} {sigue}", {"despues_de": sigue})

    return {REVISION: Tarea(revisar, arriendo_s=_ARRIENDO_S)}


def anotar(vuelta: Vuelta) -> None:
    """One alarm for each return that was signed with a revoked certificate (threats T-42)."""
    for folio in vuelta.observadas:
        registro().error("alarma_informativa_observada", folio=folio)
