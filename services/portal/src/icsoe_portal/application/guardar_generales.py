"""Generales (icsoe.md §7.4): checks what was typed, uploads the receipt, saves, forgets the draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.texto import ValorInvalido

from . import vistas
from .borrador import GeneralesEscritos
from .cambios_ajenos import cambios_ajenos
from .ports import ErrorDeServicio, Generales, Servicios
from .sesion import Sesion

MAXIMO_PDF = 5 * 1024 * 1024
MAXIMO_COPIAS = 3
# The boxes of the page, by the names registry gives them in a refusal.
_CAJAS = {
    "copias_acuse": "copia_1",
    "social_igual_fiscal": "social_igual",
    "numero": "repse_numero",
    "vigencia_desde": "repse_desde",
    "vigencia_hasta": "repse_hasta",
}
Pdf = tuple[str, bytes]


class FormularioInvalido(Exception):
    """``fallas``: field name → what to correct."""

    def __init__(self, fallas: dict[str, str]) -> None:
        super().__init__("hay datos por corregir")
        self.fallas = fallas


@dataclass(frozen=True)
class GuardarGenerales:
    """What the page sent. ``pdf``: name and bytes of a newly chosen receipt; ``contratista``: as it is."""

    escrito: GeneralesEscritos
    pdf: Pdf | None
    contratista: vistas.Contratista


@dataclass(frozen=True)
class _Lectura:
    """Reads boxes; every fault is kept."""

    fallas: dict[str, str]

    def tomar(self, campo: str, texto: str, clase: type[Correo | Telefono], falta: str = "") -> str | None:
        if not texto.strip():
            if falta:
                self.fallas[campo] = falta
            return None
        try:
            return str(clase.leer(texto))
        except ValorInvalido as error:
            self.fallas[campo] = error.motivo
            return None

    def dia(self, campo: str, texto: str) -> date | None:
        try:
            return date.fromisoformat(texto.strip()) if texto.strip() else None
        except ValueError:
            self.fallas[campo] = "Escribe la fecha como año-mes-día, por ejemplo 2026-05-17."
            return None


def leer_formulario(orden: GuardarGenerales) -> tuple[Generales, vistas.Repse]:
    """The values to send. Raises FormularioInvalido with every fault at once."""
    e, moral = orden.escrito, orden.contratista.tipo_persona == "M"
    lectura = _Lectura({})
    correo = lectura.tomar("correo", e.correo, Correo, "Escribe tu correo electrónico.")
    celular = lectura.tomar("celular", e.celular, Telefono, "Escribe tu número de celular.")
    fijo = lectura.tomar("telefono_fijo", e.telefono_fijo, Telefono)
    copias = [lectura.tomar(f"copia_{i}", c, Correo) for i, c in enumerate(e.copias[:MAXIMO_COPIAS], 1)]
    if moral and e.social_igual not in ("si", "no"):
        lectura.fallas["social_igual"] = "Indica si tu domicilio social es igual a tu domicilio fiscal."
    repse = _repse(e, lectura)
    lectura.fallas.update(revisar_pdf(orden.pdf))
    if orden.pdf is None and orden.contratista.acuse_repse is None:
        falta = "Adjunta el acuse de registro en el padrón de la STPS (archivo PDF)."
        lectura.fallas["acuse_repse"] = falta
    if lectura.fallas:
        raise FormularioInvalido(lectura.fallas)
    generales = Generales(
        correo=correo or "",
        celular=celular or "",
        telefono_fijo=fijo,
        social_igual_fiscal=e.social_igual == "si" if moral else None,
        copias_acuse=tuple(c for c in copias if c),
    )
    return generales, repse


def _repse(e: GeneralesEscritos, lectura: _Lectura) -> vistas.Repse:
    actividades: list[vistas.Actividad] = []
    for i, a in enumerate(e.actividades, 1):
        folio, descripcion = a.folio.strip(), a.descripcion.strip()
        if bool(folio) != bool(descripcion):
            lectura.fallas[f"folio_{i}"] = f"Escribe el folio y la descripción de la actividad {i}."
        elif folio:
            actividades.append(vistas.Actividad(folio=folio, descripcion=descripcion))
    return vistas.Repse(
        numero=e.repse_numero.strip() or None,
        vigencia_desde=lectura.dia("repse_desde", e.repse_desde),
        vigencia_hasta=lectura.dia("repse_hasta", e.repse_hasta),
        actividades=actividades,
    )


def revisar_pdf(pdf: Pdf | None) -> dict[str, str]:
    """What is plainly wrong with a chosen receipt; registry judges the rest."""
    if pdf is None:
        return {}
    if len(pdf[1]) > MAXIMO_PDF:
        return {"acuse_repse": "El archivo pesa más de 5 MB. Adjunta uno más ligero."}
    if not pdf[1].startswith(b"%PDF-"):
        return {"acuse_repse": "El archivo no es un PDF. Adjunta el acuse en formato .pdf."}
    return {}


def falta_domicilio(orden: GuardarGenerales) -> bool:
    """Whether «No» was answered and the wizard has to come first (icsoe.md §7.4)."""
    moral = orden.contratista.tipo_persona == "M"
    return moral and orden.escrito.social_igual == "no" and orden.contratista.domicilio_social is None


async def subir_acuse(pdf: Pdf | None, sesion: Sesion, servicios: Servicios) -> None:
    """A chosen receipt goes up at once when the page is left: a browser forgets chosen files."""
    fallas = revisar_pdf(pdf)
    if fallas:
        raise FormularioInvalido(fallas)
    if pdf:
        await servicios.registry.cargar_repse(sesion, *pdf)


async def guardar_generales(
    orden: GuardarGenerales, sesion: Sesion, servicios: Servicios
) -> vistas.Contratista:
    """Uploads a new receipt first, so that one Guardar completes the Generales.

    Raises FormularioInvalido, also with what registry says of single boxes; MSG-15 when another page saved
    other boxes since these were shown.
    """
    generales, repse = leer_formulario(orden)
    if cambios_ajenos(orden.escrito, orden.contratista):
        raise ErrorDeServicio.del_catalogo("MSG-15")
    registry, visto = servicios.registry, orden.contratista
    try:
        if orden.pdf:
            visto = _sigue(visto, await registry.cargar_repse(sesion, *orden.pdf))
        if repse != visto.repse:
            visto = _sigue(visto, await registry.guardar_repse(sesion, repse))
            orden.escrito.version = GeneralesEscritos.guardados(visto).version
        contratista = await registry.guardar_generales(sesion, generales, visto.version)
    except ErrorDeServicio as error:
        raise _por_caja(error) from error
    await registry.olvidar_borrador(sesion)
    return contratista


def _sigue(antes: vistas.Contratista, despues: vistas.Contratista) -> vistas.Contratista:
    """What one write of our own left; somebody else's in between raises MSG-15."""
    if despues.version > antes.version + 1:
        raise ErrorDeServicio.del_catalogo("MSG-15")
    return despues


def _por_caja(error: ErrorDeServicio) -> Exception:
    """A refusal that names boxes of this page, as faults of those boxes; any other as it is."""
    if error.codigo == "version_distinta":
        return ErrorDeServicio.del_catalogo("MSG-15")
    errores = error.datos.get("errores")
    if error.codigo != "campo_invalido" or not isinstance(errores, Mapping):
        return error
    dichos = cast(Mapping[str, object], errores)
    return FormularioInvalido({_CAJAS.get(c, c): str(texto) for c, texto in dichos.items()})
