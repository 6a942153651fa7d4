"""Every route of the portal with its path filled in, taken from the application itself."""

from dataclasses import dataclass

from fastapi.routing import APIRoute
from icsoe_portal.bootstrap import RUTAS, RUTAS_EN_AMBITO
from icsoe_portal.entrypoints.web.pedido import PREFIJO

from .conftest import CONTRATISTA, FOLIO, INFORMATIVA, OTRA_SESION, TOKEN, VINCULO

_VALORES = {
    "{informativa_id}": str(INFORMATIVA),
    "{folio}": FOLIO,
    "{autenticador}": "ABCDEFGHIJKLMNOP",
    "{archivo}": "LPS2026.xlsx",
    "{contratista_id}": str(CONTRATISTA),
    "{vinculo_id}": str(VINCULO),
    "{destino}": "social",
    "{sesion_id}": str(OTRA_SESION),
    "{token}": TOKEN,
}

_CONSULTAS = {
    "periodos_del_ejercicio": "?ejercicio=2026",
    "confirmar_contratista": f"?elegido={CONTRATISTA}",
    "protesta": "?periodo=2026-3&tipo=SIN_INFORMACION",
}


@dataclass(frozen=True)
class Ruta:
    nombre: str
    metodo: str
    camino: str


def _todas() -> list[Ruta]:
    lista: list[Ruta] = []
    grupos = [("", grupo) for grupo in RUTAS] + [(PREFIJO, grupo) for grupo in RUTAS_EN_AMBITO]
    for prefijo, ruta in ((p, r) for p, grupo in grupos for r in grupo.routes if isinstance(r, APIRoute)):
        camino = prefijo + ruta.path
        for marca, valor in _VALORES.items():
            camino = camino.replace(marca, valor)
        camino += _CONSULTAS.get(ruta.name, "")
        lista += [Ruta(ruta.name, metodo, camino) for metodo in ruta.methods or ()]
    return lista


LECTURAS = [r for r in _todas() if r.metodo == "GET"]
ESCRITURAS = [r for r in _todas() if r.metodo != "GET" and r.nombre != "csp"]
