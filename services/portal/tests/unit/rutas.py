"""Every route of the portal with its path filled in, taken from the application itself."""

from dataclasses import dataclass

from fastapi.routing import APIRoute
from icsoe_portal.bootstrap import RUTAS

from .conftest import FOLIO, INFORMATIVA

_VALORES = {
    "{informativa_id}": str(INFORMATIVA),
    "{folio}": FOLIO,
    "{autenticador}": "ABCDEFGHIJKLMNOP",
    "{archivo}": "LPS2026.xlsx",
}

_CONSULTAS = {
    "periodos_del_ejercicio": "?ejercicio=2026",
    "protesta": "?periodo=2026-3&tipo=SIN_INFORMACION",
}


@dataclass(frozen=True)
class Ruta:
    nombre: str
    metodo: str
    camino: str


def _todas() -> list[Ruta]:
    lista: list[Ruta] = []
    for ruta in (r for grupo in RUTAS for r in grupo.routes if isinstance(r, APIRoute)):
        camino = ruta.path
        for marca, valor in _VALORES.items():
            camino = camino.replace(marca, valor)
        camino += _CONSULTAS.get(ruta.name, "")
        lista += [Ruta(ruta.name, metodo, camino) for metodo in ruta.methods or ()]
    return lista


LECTURAS = [r for r in _todas() if r.metodo == "GET"]
ESCRITURAS = [r for r in _todas() if r.metodo != "GET" and r.nombre != "csp"]
