"""The address of a route by its name; what a capturista does for one contratista keeps its prefix (D110)."""

from fastapi import Request
from starlette.routing import NoMatchFound

from ...application.sesion import Sesion
from ...application.vistas import Contratista


def direccion(request: Request, sesion: Sesion | None, nombre: str, **parametros: object) -> str:
    """Of two routes of one name, the one below ``/c/<contratista id>`` while the request works for a
    contratista. A capturista that chose none yet has its own Inicio. Raises NoMatchFound.
    """
    camino = request.app.url_path_for
    if sesion is not None and sesion.contratista_id is not None:
        try:
            return str(camino(nombre, contratista_id=sesion.contratista_id, **parametros))
        except NoMatchFound:
            pass  # this one is the same for every contratista
    elif nombre == "inicio" and not parametros and sesion is not None and sesion.es_capturista:
        nombre = "inicio_capturista"
    return str(camino(nombre, **parametros))


def primera_pagina(contratista: Contratista) -> str:
    """Where a contratista's visit begins, by the name of the route. The order of the first one is terms,
    Configuración, Generales; who has had them complete reads in Inicio what is missing (D92).
    """
    if contratista.estado == "NUEVO":
        return "aceptar_terminos"
    if contratista.estado == "GENERALES_COMPLETOS" or contratista.habilitado:
        return "inicio"
    return "configuracion"
