"""Writes the mails: fixed subjects, plain text and HTML from templates, links only to our own host."""

from datetime import datetime
from email.errors import HeaderParseError
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

from ..application.ports import Adjunto, Carta, ConEnlace, Correo, DireccionImposible, Lectores
from ..domain.correo import Plantilla, message_id, sin_enlaces
from .mime import armar

RUTAS = {"micrositio": "/", "verificar": "/verificar", "ayuda": "/centro-de-ayuda"}
"""Routes a mail may name. Never the page of the e.firma (threats.md T-11)."""

RUTAS_DE_ENLACE: dict[Plantilla, str] = {
    "M2": "/acceso",
    "M4": "/acceso",
    "CORREO_DE_CUENTA": "/correo",
    "CORREO_DE_CONTRATISTA": "/confirmar",
}
"""Where the token of a link is spent."""

_ASUNTOS: dict[Plantilla, str] = {
    "M1": "Te invitaron a capturar en el ICSOE",
    "M2": "Crea tu contraseña del ICSOE",
    "M3": "Se guardó tu contraseña del ICSOE",
    "M4": "Recupera tu contraseña del ICSOE",
    "M5": "Terminó tu vínculo con un contratista en el ICSOE",
    "M7": "Una informativa fue devuelta a captura",
    "M8": "Acuse de presentación {folio}",
    "M13": "Aviso de seguridad: cambiaron datos en el ICSOE",
    "M14": "Te piden devolver una informativa a captura",
    "CORREO_DE_CUENTA": "Confirma tu correo electrónico en el ICSOE",
    "CORREO_DE_CONTRATISTA": "Confirma tu correo electrónico en el ICSOE",
    "EQUIPO_NUEVO": "Aviso de seguridad: ingreso al ICSOE desde un equipo nuevo",
    "OBSERVADA": "Informativa observada: folio {folio}",
}
"""Fixed words and values of our own making; nothing that a person typed."""

_CAMBIOS = {
    "correo": "El correo electrónico",
    "copias_acuse": "Las direcciones que reciben copia del acuse",
    "acuse_repse": "El acuse de registro en el padrón de la STPS (REPSE)",
}
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

    def redactar(self, correo: Correo, lectores: Lectores, adjunto: Adjunto | None) -> Carta:
        para = _direccion(lectores.para)
        if para is None:
            raise DireccionImposible
        copias = [copia for copia in map(_direccion, lectores.copias) if copia]
        encabezados = EmailMessage(policy=SMTP)
        encabezados["From"] = self._remitente
        encabezados["To"] = para
        if copias:
            encabezados["Cc"] = copias
        encabezados["Subject"] = self._asunto(correo)
        encabezados["Date"] = format_datetime(self._reloj.ahora())
        encabezados["Message-ID"] = message_id(correo.id, self.dominio)
        encabezados["Auto-Submitted"] = "auto-generated"
        encabezados["Content-Language"] = "es-MX"
        datos = self._datos(correo, lectores) | {"con_acuse": adjunto is not None}
        texto, html = (self._texto(f"{correo.plantilla}.{tipo}", datos) for tipo in ("txt", "html"))
        fuente = armar(encabezados, texto, html, adjunto)
        destinatarios = tuple(direccion.addr_spec for direccion in (para, *copias))
        return Carta(self._remitente.addr_spec, destinatarios, fuente)

    def _asunto(self, correo: Correo) -> str:
        prueba = "[PRUEBA] " if self._modo == "prueba" else ""
        return prueba + _ASUNTOS[correo.plantilla].format(folio=correo.datos.get("folio"))

    def _datos(self, correo: Correo, lectores: Lectores) -> dict[str, Any]:
        comunes = {
            "nombre": sin_enlaces(lectores.nombre) if lectores.nombre else None,
            "prueba": self._modo == "prueba",
            "enlace": self._enlace,
            "sitio": urlsplit(self._url).netloc,
        }
        d: dict[str, Any] = dict(correo.datos)
        por = sin_enlaces(lectores.por) if lectores.por else None
        match correo.plantilla:
            case "M1" | "M5":
                propios = d | {"contratista": sin_enlaces(d["contratista"]), "rfc": sin_enlaces(d["rfc"])}
            case "M3" | "EQUIPO_NUEVO":
                propios = d | {"fecha": _fecha(datetime.fromisoformat(d["ocurrido"]))}
            case "M7":
                propios = {"periodo": _periodo(d), "motivo": sin_enlaces(d["motivo"]), "por": por}
            case "M14":
                quien = sin_enlaces(d["quien"]) if d["quien"] else None
                propios = {"periodo": _periodo(d), "motivo": sin_enlaces(d["motivo"]), "quien": quien}
            case "M8":
                propios = _de_acuse(d) | {"por": por}
            case "OBSERVADA":
                propios = {"periodo": _periodo(d), "folio": d["folio"]}
            case "M13":
                propios = {"cambios": [_CAMBIOS[cambio] for cambio in d["cambios"]]}
            case "M2" | "M4" | "CORREO_DE_CUENTA" | "CORREO_DE_CONTRATISTA":
                propios = self._de_enlace(correo, lectores)
        return propios | comunes

    def _de_enlace(self, correo: Correo, lectores: Lectores) -> dict[str, Any]:
        assert isinstance(correo.destino, ConEnlace)
        ruta = RUTAS_DE_ENLACE[correo.plantilla]
        return {"unico": f"{self._url}{ruta}/{lectores.token}", "vence": _fecha(correo.destino.expira)}

    def _enlace(self, ruta: str) -> str:
        return self._url + RUTAS[ruta]

    def _texto(self, plantilla: str, datos: dict[str, Any]) -> str:
        return self._jinja.get_template(plantilla).render(**datos)


def _de_acuse(d: dict[str, Any]) -> dict[str, Any]:
    return {
        "periodo": _periodo(d),
        "folio": d["folio"],
        "tipo": _TIPOS[d["tipo"]],
        "fecha": _fecha(datetime.fromisoformat(d["fecha_presentacion"])),
        "extemporanea": d["extemporanea"],
        "sha256": d["acuse"]["sha256"],
    }


def _direccion(texto: str) -> Address | None:
    """None: what writes the header fails on it or would read another address there (RFC 2047 words)."""
    prueba = EmailMessage(policy=SMTP)
    try:
        prueba["To"] = direccion = Address(addr_spec=texto)
        leidas = prueba["To"].addresses
    except (ValueError, IndexError, HeaderParseError):
        return None
    legible = texto.isascii() and [leida.addr_spec for leida in leidas] == [texto]
    return direccion if legible else None


def _periodo(d: dict[str, Any]) -> str:
    periodo = Periodo(d["ejercicio"], d["cuatrimestre"])
    return f"{periodo.titulo} ({periodo.etiqueta})"


def _fecha(instante: datetime) -> str:
    local = instante.astimezone(CENTRO)
    return f"{local.day} de {_MESES[local.month - 1]} de {local.year}, {local:%H:%M:%S} h (hora del Centro)"
