"""Writes the mails: fixed subjects, plain text and HTML from templates, links only to our own host."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from icsoe_chassis.ports import Reloj
from icsoe_dominio.calendario import CENTRO
from icsoe_dominio.periodo import Periodo
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ..application.ports import Adjunto, Carta, Contacto, Correo
from ..domain.correo import message_id, sin_enlaces
from .mime import armar

RUTAS = {"micrositio": "/", "verificar": "/verificar"}
"""Routes a mail may name. Never the page of the e.firma (threats.md T-11)."""

_TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Complementaria"}
_MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


class RedactorDePlantillas:
    """``Redactor``. ``remitente`` is an address; its domain also ends every Message-ID."""

    def __init__(
        self, remitente: str, url_publica: str, modo: Literal["real", "prueba"], reloj: Reloj
    ) -> None:
        usuario, _, self.dominio = remitente.rpartition("@")
        if not usuario or not self.dominio:
            raise ValueError("ICSOE_REMITENTE debe ser una dirección de correo")
        self._remitente = Address("ICSOE", usuario, self.dominio)
        self._url = url_publica.rstrip("/")
        self._modo = modo
        self._reloj = reloj
        self._jinja = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("plantillas")),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def redactar(self, correo: Correo, contacto: Contacto, adjunto: Adjunto | None) -> Carta:
        datos = self._datos(correo, contacto)
        para = contacto.correo or ""
        copias = contacto.copias if correo.plantilla == "M8" else ()
        encabezados = EmailMessage(policy=SMTP)
        encabezados["From"] = self._remitente
        encabezados["To"] = Address(addr_spec=para)
        if copias:
            encabezados["Cc"] = tuple(Address(addr_spec=copia) for copia in copias)
        encabezados["Subject"] = self._asunto(correo)
        encabezados["Date"] = format_datetime(self._reloj.ahora())
        encabezados["Message-ID"] = message_id(correo.causa, self.dominio)
        encabezados["Auto-Submitted"] = "auto-generated"
        encabezados["Content-Language"] = "es-MX"
        texto, html = (self._texto(f"{correo.plantilla}.{tipo}", datos) for tipo in ("txt", "html"))
        fuente = armar(encabezados, texto, html, adjunto)
        return Carta(self._remitente.addr_spec, (para, *copias), fuente)

    def _asunto(self, correo: Correo) -> str:
        """Fixed words and values of our own making; nothing that a person typed."""
        prueba = "[PRUEBA] " if self._modo == "prueba" else ""
        if correo.plantilla == "M8":
            return f"{prueba}Acuse de presentación {correo.datos['folio']}"
        return f"{prueba}Tu informativa fue devuelta a captura"

    def _datos(self, correo: Correo, contacto: Contacto) -> dict[str, Any]:
        d: dict[str, Any] = dict(correo.datos)
        periodo = Periodo(d["ejercicio"], d["cuatrimestre"])
        comunes = {
            "nombre": sin_enlaces(contacto.nombre),
            "periodo": f"{periodo.nombre} cuatrimestre de {periodo.ejercicio} ({periodo.etiqueta})",
            "prueba": self._modo == "prueba",
            "enlace": self._enlace,
            "sitio": urlsplit(self._url).netloc,
        }
        if correo.plantilla == "M7":
            return comunes | {"motivo": sin_enlaces(d["motivo"])}
        return comunes | {
            "folio": d["folio"],
            "tipo": _TIPOS[d["tipo"]],
            "fecha": _fecha(datetime.fromisoformat(d["fecha_presentacion"])),
            "extemporanea": d["extemporanea"],
            "sha256": d["acuse"]["sha256"],
        }

    def _enlace(self, ruta: str) -> str:
        return self._url + RUTAS[ruta]

    def _texto(self, plantilla: str, datos: dict[str, Any]) -> str:
        return self._jinja.get_template(plantilla).render(**datos)


def _fecha(instante: datetime) -> str:
    local = instante.astimezone(CENTRO)
    return f"{local.day} de {_MESES[local.month - 1]} de {local.year}, {local:%H:%M:%S} h (hora del Centro)"
