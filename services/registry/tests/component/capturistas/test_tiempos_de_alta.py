"""What an alta's time tells about a CURP: a report over 2 × 200 tries (T-21), no verdict on a clock."""

import json
import random
import statistics
import time
from itertools import islice, product
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from icsoe_dominio.identificadores import Curp

INTENTOS = 200
INFORME = Path(__file__).parents[5] / "build" / "tiempos-alta.json"
_CONSONANTES = "BCDFGHJKLMNPQRSTVWXYZ"


def curps(cuantas: int) -> list[str]:
    raices = (f"CA{a}X760510MMCS{b}{c}0" for a, b, c in product(_CONSONANTES, repeat=3))
    return [
        next(c for d in range(10) if Curp(c := f"{r}{d}").digito_correcto) for r in islice(raices, cuantas)
    ]


def cuenta_de(conocidas: list[float], nuevas: list[float]) -> float:
    """Mann-Whitney's U as a share: 0.5 means that a time says nothing of which kind it was."""
    return statistics.mean((c > n) + 0.5 * (c == n) for c in conocidas for n in nuevas)


async def test_an_alta_asks_the_database_the_same_for_a_known_and_a_new_curp(
    mesa: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    uno, dos = await mesa.contratista(), await mesa.contratista()
    conocida, *nuevas = curps(3)
    await mesa.activada((await mesa.alta(uno, conocida)).json()["vinculo_id"], conocida)
    dichas: list[str] = []
    original = asyncpg.Connection._execute  # pyright: ignore[reportPrivateUsage, reportUnknownVariableType, reportUnknownMemberType]

    async def contar(conn: Any, sql: str, *resto: Any, **mas: Any) -> Any:
        dichas.append(sql)
        return await original(conn, sql, *resto, **mas)

    monkeypatch.setattr(asyncpg.Connection, "_execute", contar)
    por_alta: list[list[str]] = []
    for curp in (nuevas[0], conocida, nuevas[1]):
        dichas.clear()
        assert (await mesa.alta(dos, curp)).status_code == 201
        por_alta.append(list(dichas))
    assert len(por_alta[0]) > 5
    assert por_alta[0] == por_alta[1] == por_alta[2]


async def test_the_times_of_altas_of_known_and_new_curps_are_reported(mesa_con: Any) -> None:
    mesa = await mesa_con(altas_por_dia=10_000, capturistas_por_contratista=10_000)
    de = await mesa.contratista()
    todas = curps(2 * INTENTOS)
    conocidas = set(todas[::2])
    for curp in conocidas:
        await mesa.prueba.recursos.base.execute(
            "insert into capturista (id, curp, correo, creado, cuenta_desde) values ($1, $2, $3, $4, $4)",
            uuid4(),
            curp,
            "suyo@persona.mx",
            mesa.reloj.ahora(),
        )
    random.Random(4).shuffle(todas)
    tiempos: dict[bool, list[float]] = {True: [], False: []}
    for curp in todas:
        inicio = time.perf_counter()
        respuesta = await mesa.alta(de, curp)
        tiempos[curp in conocidas].append((time.perf_counter() - inicio) * 1000)
        assert respuesta.status_code == 201
    informe = {
        "intentos": {"conocida": len(tiempos[True]), "nueva": len(tiempos[False])},
        "mediana_ms": {
            "conocida": round(statistics.median(tiempos[True]), 3),
            "nueva": round(statistics.median(tiempos[False]), 3),
        },
        "probabilidad_de_que_una_conocida_tarde_mas": round(cuenta_de(tiempos[True], tiempos[False]), 3),
    }
    INFORME.parent.mkdir(exist_ok=True)
    INFORME.write_text(json.dumps(informe, indent=2) + "\n", encoding="utf-8")
    print(informe)
    assert informe["intentos"] == {"conocida": INTENTOS, "nueva": INTENTOS}
