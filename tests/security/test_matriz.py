"""Every role at every route of every service, compared with the tables of ``permisos/`` (icsoe.md §3).

A route without a row and a row without a route fail. Columns: ``nadie`` no token, ``caducado`` one of two
hours ago, ``forjado`` one of another key, C person, M company, K capturista with the link, S without it,
A mesa de ayuda, V verificador, P publicador, X administrador, ``otro`` another contratista with the first
one's ids.
"""

from pathlib import Path
from typing import Any

import pytest

from .casas import CASAS, abrir_casa
from .permisos import Comparacion, operaciones


@pytest.mark.parametrize("servicio", CASAS)
async def test_each_role_may_do_at_each_route_exactly_what_the_table_says(
    servicio: str, cliente_de: Any, tmp_path: Path
) -> None:
    comparacion = await Comparacion.de(servicio, await abrir_casa(servicio, cliente_de, tmp_path))
    rutas = comparacion.tabla.verdictos.keys()
    assert rutas == operaciones(comparacion.documento, servicio).keys()
    distintas = [
        f"{ruta} como {columna}: se espera {esperado} y es {hallado}"
        for ruta in rutas
        for columna, esperado, hallado in await comparacion.fila(ruta)
    ]
    assert not distintas, "\n".join(distintas)
