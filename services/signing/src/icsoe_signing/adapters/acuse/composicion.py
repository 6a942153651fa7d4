"""From the data of an acuse to an unsealed PDF/A-3a that is also PDF/UA-1, with typst."""

import hashlib
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import segno
import typst

from icsoe_signing.application.acuse import ContratoDeAcuse, DatosDeAcuse

from .molde import ORIGEN, Molde, Relleno
from .pagina import QR_DEL_MOLDE, NoCabe, marca
from .texto_sello import Sellado

PLANTILLA = Path(__file__).with_name("plantilla.typ")
CENTRO = ZoneInfo("America/Mexico_City")
ANCHO_MONOESPACIADO = 140
"""Characters per line of cadena, signature and seal at the type size of the template."""

MARCA_PRUEBA = "PRUEBA — sin validez oficial"
MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Complementaria"}
COMPLEMENTARIAS = {"CORRECCION": "Corrección", "SIN_EFECTOS": "Sin efectos", "ACTUALIZACION": "Actualización"}
CUATRIMESTRES = {1: "Primero", 2: "Segundo", 3: "Tercero"}
PERSONAS = {"F": "Persona física", "M": "Persona moral"}
SIN_GLIFO = re.compile("[^\\n\u0020-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u20ac]")

Pares = list[tuple[str, str]]
Contenido = dict[str, Any]

MOLDES = 64
"""Layouts kept; each takes about 100 KB."""
_LETRAS = "".join(map(chr, range(33, 127))) + " ÁÉÍÓÚÜÑáéíóúüñ"
ALFABETOS = (
    ("Montserrat", 700, "0123456789ACEINS"),
    ("Noto Sans", 700, "0123456789 ,:abcdefghijlmnopqrstuvyz"),
    ("Noto Sans", 400, _LETRAS + "–"),
    ("DejaVu Sans Mono", 400, _LETRAS),
)
"""Font, weight and letters of folio, instant, data and evidence: what else a return says, typst sets."""


class Compositor:
    """One per process: keeps the compiler with its fonts and the parsed template."""

    def __init__(self, fuentes: Path) -> None:
        self.compilaciones = 0
        self._moldes: dict[str, Molde | None] = {}
        if not any(fuentes.glob("*.ttf")):
            raise FileNotFoundError(
                f"faltan las fuentes en {fuentes}: python -m icsoe_signing.adapters.fuentes"
            )
        self._compilador = typst.Compiler(
            PLANTILLA, root=PLANTILLA.parent, font_paths=[fuentes], ignore_system_fonts=True
        )

    def componer(self, datos: DatosDeAcuse, sellado: Sellado) -> bytes:
        """The PDF, deterministic in its arguments. Raises typst.TypstError when the template is unusable."""
        contenido = _contenido(datos, sellado)
        try:
            return self._llenar_molde(datos, contenido, sellado.anexo)
        except NoCabe:
            return self.componer_con_typst(datos, sellado)

    def _llenar_molde(self, datos: DatosDeAcuse, contenido: Contenido, anexo: str) -> bytes:
        """By far cheaper than typst; which of both makes an acuse depends on its data alone."""
        if datos.contratos or datos.motivo:
            raise NoCabe
        vaciado, textos = vaciar(contenido)
        clave = json.dumps(vaciado, ensure_ascii=False)
        if clave not in self._moldes:
            if len(self._moldes) >= MOLDES:
                self._moldes.clear()
            self._moldes[clave] = self._fundir(vaciado, len(textos))
        molde = self._moldes[clave]
        if molde is None:
            raise NoCabe
        qr = codigo_qr(datos.url_verificacion).matrix
        identidad = hashlib.sha256(f"{clave}{textos}{anexo}".encode()).digest()[:16]
        return molde.llenar(Relleno(textos, datos.fecha_presentacion, identidad, anexo.encode(), qr))

    def _fundir(self, vaciado: Contenido, cuantas: int) -> Molde | None:
        """A mould for this layout, None when there can be none."""
        pdf = self._compilar(json.dumps(vaciado | {"alfabetos": ALFABETOS}), "{}", QR_DEL_MOLDE, ORIGEN)
        try:
            return Molde(pdf, cuantas, [letras for _, _, letras in ALFABETOS])
        except NoCabe:
            return None

    def componer_con_typst(self, datos: DatosDeAcuse, sellado: Sellado) -> bytes:
        """The PDF without mould, of any number of pages."""
        texto = json.dumps(_contenido(datos, sellado), ensure_ascii=False)
        anexo = sellado.anexo
        qr = codigo_qr(datos.url_verificacion).svg_inline(border=1, omitsize=True)
        try:
            return self._compilar(texto, anexo, qr, datos.fecha_presentacion)
        except typst.TypstError:
            # PDF/A forbids a character without glyph; a return must not stay without acuse for one letter.
            legible = SIN_GLIFO.sub(lambda m: f"[U+{ord(m[0]):04X}]", texto)
            if legible == texto:
                raise
            return self._compilar(legible, anexo, qr, datos.fecha_presentacion)

    def _compilar(self, contenido: str, anexo: str, qr: str, momento: datetime) -> bytes:
        self.compilaciones += 1
        pdf = self._compilador.compile(
            format="pdf",
            sys_inputs={"datos": contenido, "anexo": anexo, "qr": qr},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(momento.timestamp()),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst no devolvió un solo PDF")
        return pdf


def codigo_qr(url: str) -> segno.QRCode:
    """Mask and level are fixed: choosing costs five times the drawing."""
    return segno.make(url, error="m", boost_error=False, mask=3)


def vaciar(contenido: Contenido) -> tuple[Contenido, list[str]]:
    """The content with a mark in place of each line that varies between acuses of one layout, and the lines;
    the first is the folio."""
    textos: list[str] = []

    def hueco(valor: str) -> str:
        textos.append(valor)
        return marca(len(textos) - 1)

    def pares(clave: str) -> Pares:
        return [(etiqueta, hueco(valor)) for etiqueta, valor in contenido[clave]]

    folio = contenido["folio"]
    vaciado: Contenido = contenido | {
        "folio": hueco(folio),
        "fecha": hueco(contenido["fecha"]),
        "informativa": pares("informativa"),
        "contratista": pares("contratista"),
        "certificado": hueco(contenido["certificado"]),
        "revocacion": contenido["revocacion"]
        if contenido["por_confirmar"]
        else hueco(contenido["revocacion"]),
        "evidencia": [(e, [hueco(linea) for linea in lineas]) for e, lineas in contenido["evidencia"]],
    }
    return vaciado | {
        c: vaciado[c].replace(folio, marca(0)) for c in ("titulo", "descripcion", "qr_alt")
    }, textos


def fecha_larga(instante: datetime) -> tuple[str, str]:
    """The instant in Central time as printed, and the note about its zone."""
    local = instante.astimezone(CENTRO)
    desfase = local.strftime("%z")
    zona = f"Hora del Centro de México (UTC{desfase[:3]}:{desfase[3:]})"
    return f"{local.day} de {MESES[local.month - 1]} de {local.year}, {local:%H:%M:%S} h", zona


def _contenido(datos: DatosDeAcuse, sellado: Sellado) -> Contenido:
    fecha, zona = fecha_larga(datos.fecha_presentacion)
    return {
        "titulo": f"Acuse de presentación {datos.folio}",
        "descripcion": f"Acuse de la informativa {datos.folio} del ICSOE",
        "prueba": datos.modo == "prueba",
        "marca": MARCA_PRUEBA,
        "consejo": (
            "Lo que prueba este acuse es la firma electrónica del archivo PDF y los datos de su página de "
            f"verificación en {urlsplit(datos.url_verificacion).netloc}; revisa que tu navegador muestre "
            "esa dirección."
        ),
        "folio": datos.folio,
        "fecha": fecha,
        "zona": zona,
        "qr_alt": f"Código QR que abre la página de verificación del acuse {datos.folio}",
        "informativa": _informativa(datos),
        "contratista": _contratista(datos),
        "declaracion": _declaracion(datos),
        "contratos": [_fila(contrato) for contrato in datos.contratos],
        "certificado": datos.certificado_numero,
        "revocacion": _revocacion(datos),
        "por_confirmar": datos.revocacion_en is None,
        "evidencia": [
            ("SHA-256 del contenido presentado", _lineas(datos.contenido_sha256)),
            ("Cadena original", _lineas(datos.cadena)),
            ("Firma electrónica de la persona contratista", _lineas(datos.firma_b64)),
            ("Cadena del sello del IMSS", _lineas(sellado.texto)),
            ("Sello digital del IMSS", _lineas(sellado.sello_b64)),
        ],
    }


def _revocacion(datos: DatosDeAcuse) -> str:
    if datos.revocacion_en is None:
        return "Revocación del certificado: por confirmar"
    return f"No revocado al {fecha_larga(datos.revocacion_en)[0]}"


def _informativa(datos: DatosDeAcuse) -> Pares:
    pares = [
        ("Tipo de informativa", TIPOS[datos.tipo]),
        ("Ejercicio", str(datos.ejercicio)),
        ("Cuatrimestre", CUATRIMESTRES[datos.cuatrimestre]),
        ("Mes inicial – mes final", f"{datos.mes_inicial} – {datos.mes_final}"),
        ("Contratos relacionados", f"{datos.contratos_relacionados:,}"),
        ("Total de trabajadores", f"{datos.total_trabajadores:,}"),
    ]
    if datos.complementaria:
        pares.append(("Tipo de complementaria", COMPLEMENTARIAS[datos.complementaria]))
    if datos.folio_corregido:
        anulado = datos.complementaria == "SIN_EFECTOS"
        pares.append(
            ("Folio que queda sin efectos" if anulado else "Folio que se corrige", datos.folio_corregido)
        )
    return pares


def _contratista(datos: DatosDeAcuse) -> Pares:
    pares = [
        ("Nombre, denominación o razón social", datos.nombre),
        ("RFC", datos.rfc),
        ("Tipo de persona", PERSONAS[datos.tipo_persona]),
    ]
    if datos.rfc_representante:
        pares.append(("RFC de quien representa (según el certificado)", datos.rfc_representante))
    return pares


def _declaracion(datos: DatosDeAcuse) -> dict[str, str] | None:
    if datos.protesta:
        return {"titulo": "Declaración bajo protesta de decir verdad", "texto": datos.protesta}
    if datos.motivo:
        return {"titulo": "Motivo", "texto": datos.motivo}
    return None


def _fila(contrato: ContratoDeAcuse) -> list[str]:
    return [
        contrato.folio,
        contrato.contratante,
        contrato.servicio,
        _corta(contrato.inicio),
        _corta(contrato.termino) if contrato.termino else "Indefinido",
        f"{contrato.trabajadores:,}",
    ]


def _corta(fecha: date) -> str:
    return fecha.strftime("%d/%m/%Y")


def _lineas(texto: str) -> list[str]:
    return [texto[i : i + ANCHO_MONOESPACIADO] for i in range(0, len(texto), ANCHO_MONOESPACIADO)]
