"""Templates: Jinja2 with autoescape, strict names, and the dates and words of the screens."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from fastapi import Request
from icsoe_chassis.ports import Reloj
from icsoe_dominio.calendario import CENTRO, Calendario, dia_en_el_centro, fecha_larga
from icsoe_dominio.negativas import mensaje
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from ...application.sesion import Sesion
from .direcciones import direccion

_RAIZ = Path(__file__).parents[2]
CONSTRUIDO = _RAIZ / "static" / "construido"
VERSION = "1.1"
TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Complementaria"}
COMPLEMENTARIAS = {"CORRECCION": "Corrección", "SIN_EFECTOS": "Sin efectos", "ACTUALIZACION": "Actualización"}
ESTATUS = {
    "EN_CAPTURA": "En captura",
    "POR_FIRMAR": "Enviada a firma",
    "PRESENTADA": "Presentada",
    "SUSTITUIDA": "Sustituida",
    "SIN_EFECTOS": "Sin efectos",
}


@dataclass(frozen=True)
class Activo:
    """A built file of the front end."""

    ruta: str
    integridad: str


class FaltaConstruir(Exception):
    """``npm run build`` has not run."""


def leer_activos() -> dict[str, Activo]:
    """The manifest of the build."""
    try:
        crudo = json.loads((CONSTRUIDO / "manifiesto.json").read_text("utf-8"))
    except FileNotFoundError:
        raise FaltaConstruir("services/portal: falta «npm ci && npm run build»") from None
    entradas = cast(dict[str, dict[str, str]], crudo)
    return {n: Activo(f"/estaticos/{e['archivo']}", e["integridad"]) for n, e in entradas.items()}


def _fecha_corta(valor: datetime | date) -> str:
    dia = dia_en_el_centro(valor) if isinstance(valor, datetime) else valor
    return f"{dia:%d/%m/%Y}"


def _fecha_larga(valor: datetime | date) -> str:
    return fecha_larga(dia_en_el_centro(valor) if isinstance(valor, datetime) else valor)


def _hora(valor: datetime) -> str:
    return f"{valor.astimezone(CENTRO):%H:%M:%S}"


def hora_y_minuto(valor: datetime) -> str:
    """``23:41``, of the centre of the country."""
    return f"{valor.astimezone(CENTRO):%H:%M}"


def _tipo(codigo: str) -> str:
    return TIPOS.get(codigo, codigo)


def _complementaria(codigo: str | None) -> str:
    return COMPLEMENTARIAS.get(codigo, "") if codigo else ""


def _estatus(codigo: str) -> str:
    return ESTATUS.get(codigo, codigo)


class Paginas:
    """Draws templates. ``prueba`` shows the ribbon that says so."""

    def __init__(self, reloj: Reloj, *, prueba: bool) -> None:
        self.calendario = Calendario()
        self._reloj = reloj
        self._entorno = Environment(
            loader=FileSystemLoader(_RAIZ / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._entorno.filters.update(
            fecha=_fecha_corta,
            fecha_larga=_fecha_larga,
            hora=_hora,
            hora_y_minuto=hora_y_minuto,
            tipo=_tipo,
            complementaria=_complementaria,
            estatus=_estatus,
        )
        self._fijos: dict[str, object] = {
            "activos": leer_activos(),
            "mensaje": mensaje,
            "version": VERSION,
            "prueba": prueba,
        }

    def dibujar(self, plantilla: str, request: Request, *, sesion: Sesion | None, **datos: Any) -> str:
        """The HTML. Templates also see ``ruta`` (URL by route name) and ``actual`` (name of this route)."""
        ruta_actual = getattr(request.scope.get("route"), "name", "")

        def ruta(nombre: str, **parametros: object) -> str:
            return direccion(request, sesion, nombre, **parametros)

        contexto = self._fijos | {
            "aviso": None,
            "capturista": None,
            "encargo": None,
            "actual": ruta_actual,
            "de_envio": request.method == "POST",
            "ruta": ruta,
            "sesion": sesion,
            "csrf": sesion.csrf if sesion else "",
            "ahora": self._reloj.ahora(),
        }
        return self._entorno.get_template(plantilla).render(contexto | datos)

    def con_etag(self, html: str, request: Request) -> Response:
        """A public page with its validator."""
        cuerpo = html.encode()
        etag = f'"{hashlib.sha256(cuerpo).hexdigest()[:32]}"'
        cabeceras = {"ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=cabeceras)
        return Response(cuerpo, media_type="text/html", headers=cabeceras)
