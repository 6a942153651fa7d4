"""A service of nothing but the chassis, for tests: also a process, ``python proceso.py worker --roles …``.

Its one event says in ``orden`` what its handler shall do. The topic comes from ``PRUEBA_TEMA``.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

import uvloop
from icsoe_chassis.ajustes import Ajustes, leer_ajustes
from icsoe_chassis.arranque import main
from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.consumo import Consumidor, EventoImposible, Proyeccion, Reaccion
from icsoe_chassis.lector import Paciencia
from icsoe_chassis.registro import configurar
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.tareas import Tarea
from icsoe_chassis.trabajador import trabajar
from icsoe_contracts.catalogo import Tema
from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Sobre


class Medida(Evento):
    """``orden``: ``bien``, ``lenta`` (1 s, or ``PRUEBA_LENTA_S``), ``breve`` (10 ms), ``falla``,
    ``falla_una_vez``, ``vence`` (TimeoutError) or ``imposible``.
    """

    TIPO: ClassVar[str] = "icsoe.prueba.medida.v1"

    numero: int
    orden: str = "bien"


class Cuenta(Evento):
    """An event that a projection applies."""

    TIPO: ClassVar[str] = "icsoe.prueba.cuenta.v1"

    numero: int


class Callada(Evento):
    """An event of the topic that nobody here handles."""

    TIPO: ClassVar[str] = "icsoe.prueba.callada.v1"


def tema(nombre: str) -> Tema:
    return Tema(nombre, "prueba", (Medida, Cuenta, Callada), ("prueba",), 4, 1)


_fallidas: set[int] = set()
_LENTA_S = float(os.environ.get("PRUEBA_LENTA_S", "1"))


async def medir(evento: Medida, sobre: Sobre, tx: Transaccion) -> None:
    await tx.conn.execute(
        "insert into aplicado (event_id, subject, sequence, orden) values ($1, $2, $3, $4)",
        sobre.id,
        sobre.subject,
        sobre.sequence,
        evento.orden,
    )
    await asyncio.sleep({"lenta": _LENTA_S, "breve": 0.01}.get(evento.orden, 0))
    if evento.orden == "imposible":
        raise EventoImposible("no aplica")
    if evento.orden == "vence":
        raise TimeoutError
    if evento.orden == "falla" or (evento.orden == "falla_una_vez" and evento.numero not in _fallidas):
        _fallidas.add(evento.numero)
        raise RuntimeError("el manejador no pudo")


async def contar(evento: Cuenta, sobre: Sobre, tx: Transaccion) -> None:
    await tx.conn.execute(
        "insert into proyeccion as p (subject, last_sequence, veces) values ($1, $2, 1)"
        " on conflict (subject) do update set last_sequence = excluded.last_sequence, veces = p.veces + 1"
        " where p.last_sequence < excluded.last_sequence",
        sobre.subject,
        sobre.sequence,
    )


def montar(recursos: Recursos[Ajustes]) -> Partes:
    async def trabajo(clave: str, _: dict[str, Any]) -> None:
        """Leaves a row when it begins; ends, with another one, when the test has left ``sigue``."""

        async def anotar(orden: str) -> None:
            await recursos.base.execute(
                "insert into aplicado (event_id, subject, sequence, orden)"
                " values (gen_random_uuid(), $1, $2, $3)",
                clave,
                os.getpid(),
                orden,
            )

        await anotar("empieza")
        while not await recursos.base.fetchval("select exists (select from aplicado where orden = 'sigue')"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await anotar("termina")

    consumidor = Consumidor(
        tema(os.environ["PRUEBA_TEMA"]), {Medida: Reaccion(medir), Cuenta: Proyeccion(contar)}
    )
    return Partes(consumidores=[consumidor], tareas={"prueba": Tarea(trabajo, arriendo_s=4)})


servicio = Servicio("prueba", Ajustes, montar, Path(__file__).parent / "migraciones")

if __name__ == "__main__":
    if sys.argv[1] == "http":
        main(servicio)
        sys.exit()
    paciencia = Paciencia(primera_s=0.05, sin_base_s=float(os.environ.get("PRUEBA_SIN_BASE_S", "60")))
    roles = sys.argv[sys.argv.index("--roles") + 1].split(",")
    configurar("prueba", "worker")
    uvloop.run(trabajar(servicio, leer_ajustes(Ajustes), roles, paciencia))
