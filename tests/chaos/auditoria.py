"""After the storm: waits until everything has drained, then holds the platform against the ledger."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import httpx
from flujos import Flujos, leer
from icsoe_contracts.signing import AcuseEmitido, InformativaPresentada
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.topologia import leer as topologia
from presentar import Asiento

# A job planned for later (auth's purge of the night) is not a job left undone.
_PENDIENTE = """
select (select count(*) from outbox)
     + (select count(*) from job where state = 'pendiente' and (attempts > 0 or not_before <= now()))
"""
_FALLIDO = "select (select count(*) from dead_letter) + (select count(*) from job where state = 'imposible')"


@dataclass
class Veredicto:
    """What the audit found. ``fallas`` is empty when every promise held."""

    perdidas: int
    duplicadas: int
    correos_repetidos: int
    flujos: Flujos
    fallas: list[str]


async def auditar(perfil: Perfil, asientos: Sequence[Asiento], plazo_s: float) -> Veredicto:
    """Compares ledger, databases, topics, acuses, list rows and mails; draining may take ``plazo_s``."""
    fallas = await _vaciar(perfil, plazo_s)
    presentadas = await _filas(perfil, "signing", "select informativa_id::text id, folio from presentacion")
    acuses = await _filas(perfil, "signing", "select informativa_id::text id from acuse")
    lista = await _filas(perfil, "listado", "select informativa_id::text id from presentada")
    flujos = await leer(perfil)
    folio_de = {fila["id"]: fila["folio"] for fila in presentadas}
    perdidas = [a for a in asientos if folio_de.get(a.informativa_id) != a.folio]
    respondidas = {a.informativa_id for a in asientos}
    pares = Counter((a.rfc, a.ejercicio, a.cuatrimestre) for a in asientos)
    folios = Counter(a.folio for a in asientos)
    duplicadas = sum(n - 1 for n in pares.values()) + sum(n - 1 for n in folios.values())
    duplicadas += len(set(folio_de) - respondidas)
    fallas += [f"folio respondido que no existe: {a.folio}" for a in perdidas]
    for nombre, hallados in (
        ("acuses", Counter(f["id"] for f in acuses)),
        ("filas de lista", Counter(f["id"] for f in lista)),
        ("eventos presentada", flujos.hechos[InformativaPresentada.TIPO]),
        ("eventos acuse emitido", flujos.hechos[AcuseEmitido.TIPO]),
    ):
        if hallados != Counter(dict.fromkeys(folio_de, 1)):
            fallas.append(
                f"{nombre}: {hallados.total()} para {len(folio_de)} presentadas, no uno de cada una"
            )
    fallas += [f"flujo con huecos: {nombre}" for nombre in flujos.huecos]
    fallas += [f"flujo en desorden: {nombre}" for nombre in flujos.desorden]
    repetidos = _correos(perfil, asientos, fallas)
    return Veredicto(len(perdidas), duplicadas, repetidos, flujos, fallas)


async def _vaciar(perfil: Perfil, plazo_s: float) -> list[str]:
    """Waits until no service has an event to send or a job to do; says what was left or given up."""
    limite = time.monotonic() + plazo_s
    while True:
        pendientes = {s: await _contar(perfil, s, _PENDIENTE) for s in topologia().servicios}
        if not any(pendientes.values()):
            quietud = await _lista_al_dia(perfil)
            if quietud:
                break
        if time.monotonic() > limite:
            return [f"{s}: {n} pendientes tras {plazo_s:.0f} s" for s, n in pendientes.items() if n]
        await asyncio.sleep(0.5)
    fallidos = {s: await _contar(perfil, s, _FALLIDO) for s in topologia().servicios}
    return [f"{s}: {n} mensajes muertos o tareas imposibles" for s, n in fallidos.items() if n]


async def _lista_al_dia(perfil: Perfil) -> bool:
    """An empty outbox is not yet an applied event: the slowest reader must have caught up too."""
    presentadas = await _contar(perfil, "signing", "select count(*) from presentacion")
    listadas = await _contar(perfil, "listado", "select count(*) from presentada")
    correos = await _contar(perfil, "notify", "select count(*) from correo where plantilla = 'M8'")
    return presentadas == listadas == correos


async def _filas(perfil: Perfil, servicio: str, sql: str) -> list[asyncpg.Record]:
    clave = perfil.secreto("postgres", "clave")
    conexion = await asyncpg.connect(f"postgresql://postgres:{clave}@{perfil.postgres}/{servicio}")
    try:
        return await conexion.fetch(sql)
    finally:
        await conexion.close()


async def _contar(perfil: Perfil, servicio: str, sql: str) -> int:
    return (await _filas(perfil, servicio, sql))[0][0]


def _correos(perfil: Perfil, asientos: Sequence[Asiento], fallas: list[str]) -> int:
    """At least one mail per filing and exactly one Message-ID; returns how many raw copies were extra."""
    pagina = topologia().procesos["correo"].puerto_pagina
    assert pagina is not None
    repetidos = 0
    with httpx.Client(base_url=f"http://{perfil.direccion(pagina)}", timeout=30) as cliente:
        for correo, suyos in _por_correo(asientos).items():
            recibidos = [
                c for c in cliente.get("/api/correos", params={"para": correo}).json()
                if any(a.folio in c["asunto"] for a in suyos)
            ]  # fmt: skip
            distintos = {c["message_id"] for c in recibidos}
            repetidos += len(recibidos) - len(distintos)
            for asiento in suyos:
                propios = {c["message_id"] for c in recibidos if asiento.folio in c["asunto"]}
                if len(propios) != 1:
                    fallas.append(f"{asiento.folio}: {len(propios)} Message-ID distintos, debía ser 1")
    return repetidos


def _por_correo(asientos: Sequence[Asiento]) -> dict[str, list[Asiento]]:
    agrupados: dict[str, list[Asiento]] = {}
    for asiento in asientos:
        agrupados.setdefault(asiento.correo, []).append(asiento)
    return agrupados
