"""Generales (icsoe.md §7.4): checks what was typed, uploads the receipt, saves."""

from dataclasses import dataclass

from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.texto import ValorInvalido

from . import vistas
from .ports import Generales, Servicios
from .sesion import Sesion

MAXIMO_PDF = 5 * 1024 * 1024
MAXIMO_COPIAS = 3


@dataclass(frozen=True)
class FormularioGenerales:
    """As the browser sent it. ``social_igual``: ``si``, ``no`` or empty; ``pdf``: name and bytes."""

    correo: str
    celular: str
    telefono_fijo: str
    social_igual: str
    copias: tuple[str, ...]
    pdf: tuple[str, bytes] | None = None


class FormularioInvalido(Exception):
    """``fallas``: field name → what to correct."""

    def __init__(self, fallas: dict[str, str]) -> None:
        super().__init__("hay datos por corregir")
        self.fallas = fallas


def leer_formulario(formulario: FormularioGenerales, contratista: vistas.Contratista) -> Generales:
    """The values to send. Raises FormularioInvalido with every fault at once."""
    fallas: dict[str, str] = {}

    def tomar(campo: str, texto: str, clase: type[Correo] | type[Telefono], falta: str | None) -> str | None:
        if not texto.strip():
            if falta:
                fallas[campo] = falta
            return None
        try:
            return str(clase.leer(texto))
        except ValorInvalido as error:
            fallas[campo] = error.motivo
            return None

    correo = tomar("correo", formulario.correo, Correo, "Escribe tu correo electrónico.")
    celular = tomar("celular", formulario.celular, Telefono, "Escribe tu número de celular.")
    fijo = tomar("telefono_fijo", formulario.telefono_fijo, Telefono, None)
    copias = [
        tomar(f"copia_{i}", c, Correo, None) for i, c in enumerate(formulario.copias[:MAXIMO_COPIAS], 1)
    ]
    if contratista.tipo_persona == "M" and formulario.social_igual not in ("si", "no"):
        fallas["social_igual"] = "Indica si tu domicilio social es igual a tu domicilio fiscal."
    fallas.update(_revisar_pdf(formulario.pdf, contratista))
    if fallas:
        raise FormularioInvalido(fallas)
    return Generales(
        correo=correo or "",
        celular=celular or "",
        telefono_fijo=fijo,
        social_igual_fiscal=formulario.social_igual == "si" if contratista.tipo_persona == "M" else None,
        copias_acuse=tuple(c for c in copias if c),
    )


def _revisar_pdf(pdf: tuple[str, bytes] | None, contratista: vistas.Contratista) -> dict[str, str]:
    if pdf is None:
        falta = "Adjunta el acuse de registro en el padrón de la STPS (archivo PDF)."
        return {} if contratista.acuse_repse else {"acuse_repse": falta}
    if len(pdf[1]) > MAXIMO_PDF:
        return {"acuse_repse": "El archivo pesa más de 5 MB. Adjunta uno más ligero."}
    if not pdf[1].startswith(b"%PDF-"):
        return {"acuse_repse": "El archivo no es un PDF. Adjunta el acuse en formato .pdf."}
    return {}


async def guardar_generales(
    formulario: FormularioGenerales, contratista: vistas.Contratista, sesion: Sesion, servicios: Servicios
) -> vistas.Contratista:
    """Uploads a new receipt first, so that one Guardar completes the Generales."""
    generales = leer_formulario(formulario, contratista)
    version = contratista.version
    if formulario.pdf:
        version = (await servicios.registry.cargar_repse(sesion, *formulario.pdf)).version
    return await servicios.registry.guardar_generales(sesion, generales, version)
