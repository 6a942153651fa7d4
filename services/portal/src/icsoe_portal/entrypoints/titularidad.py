"""A person whose CURP somebody else registered proves it with her e.firma (threats.md T-25)."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from .web.formularios import Escrito, corregible, fallas_de
from .web.guardas import exigir_csrf
from .web.pedido import Abierto, Privado

rutas = APIRouter()


@rutas.get("/mi-curp", name="titularidad")
async def mostrar(p: Abierto) -> Response:
    """Whoever has not entered yet does so with the e.firma, and comes back."""
    if p.sesion.ingreso is None or p.sesion.es_capturista:
        p.sesion.apartar("titularidad")
        return p.ir_a("entrar_efirma")
    correo = p.sesion.apartado_de("titularidad").get("correo", "")
    return p.pagina("entrada/mi_curp.html", correo=correo, fallas={}, error=None, lista=None)


@rutas.post("/mi-curp", name="comprobar_titularidad", dependencies=[Depends(exigir_csrf)])
async def comprobar(p: Privado, correo: Escrito = "") -> Response:
    limpio = correo.strip()[:254]
    try:
        lista = await p.servicios.cuentas.reclamar(p.sesion, limpio or "-")
    except ErrorDeServicio as error:
        if corregible(error).codigo == "efirma_no_reciente":
            p.sesion.apartar("titularidad", {"correo": limpio})
        datos = {"correo": limpio, "fallas": fallas_de(error), "error": error, "lista": None}
        return p.pagina("entrada/mi_curp.html", error.estado, **datos)
    p.sesion.apartado = None
    return p.pagina("entrada/mi_curp.html", correo="", fallas={}, error=None, lista=lista)
