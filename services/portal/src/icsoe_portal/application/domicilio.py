"""The address wizard "Ubicar domicilio geográfico nacional" (icsoe.md §7.5), for any address of the system.

A target (``Destino``) says whose address it is; what is typed waits in the draft under the target's key.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from icsoe_dominio.domicilio import COMPONENTES, Domicilio, DomicilioInvalido, Lugar

from . import vistas
from .borrador import DomicilioEscrito
from .ports import ErrorDeServicio, Servicios
from .sesion import Sesion

_SEPARADORES = re.compile(r"[\s-]")
_CP = re.compile(r"[0-9]{5}", re.ASCII)
_DE_PASO_1 = ("conoce", "codigo_postal", "estado", "municipio", "colonia_id")
_CLAVE = re.compile(r"[0-9A-Z]{2,3}", re.ASCII)
Guardar = Callable[[Sesion, Servicios, vistas.DomicilioEnviado], Awaitable[vistas.Contratista]]


@dataclass(frozen=True)
class Destino:
    """Whose address: ``clave`` in the URL and in the draft, ``regreso`` the page it was asked from."""

    clave: str
    nombre: str
    regreso: str
    guardar: Guardar


async def _guardar_social(
    sesion: Sesion, servicios: Servicios, domicilio: vistas.DomicilioEnviado
) -> vistas.Contratista:
    return await servicios.registry.guardar_domicilio(sesion, domicilio)


DESTINOS = {d.clave: d for d in (Destino("social", "domicilio social", "generales", _guardar_social),)}


@dataclass
class Opciones:
    """What Paso 1 can offer for what is filled so far. ``falla``: why it offers no colonia."""

    estados: Sequence[vistas.LugarPostal] = ()
    municipios: Sequence[vistas.LugarPostal] = ()
    colonias: Sequence[vistas.Colonia] = ()
    estado: str = ""
    municipio: str = ""
    falla: dict[str, str] = field(default_factory=lambda: {})

    @staticmethod
    def pares(lugares: Sequence[vistas.LugarPostal]) -> list[tuple[str, str]]:
        """(value, text) of a select."""
        return [(x.clave, x.nombre) for x in lugares]

    def pares_de_colonias(self, *, con_codigo: bool = False) -> list[tuple[str, str]]:
        """Of one municipality several colonias may share a name: the postal code tells them apart."""
        return [
            (c.id, f"{c.nombre} (C.P. {c.codigo_postal})" if con_codigo else c.nombre) for c in self.colonias
        ]

    def lugar(self, colonia_id: str) -> Lugar | None:
        """The offered colonia of this id, with the names around it."""
        c = next((c for c in self.colonias if c.id == colonia_id), None)
        if c is None:
            return None
        return Lugar(c.id, c.codigo_postal, self.estado, self.municipio, c.nombre, c.tipo_asentamiento)


def elegir_lugar(antes: DomicilioEscrito, datos: Mapping[str, str]) -> DomicilioEscrito:
    """Paso 1 as sent: a change higher up forgets what was chosen below it."""
    nuevo = antes.model_copy(update={c: datos.get(c, "")[:20] for c in _DE_PASO_1})
    nuevo.codigo_postal = _SEPARADORES.sub("", nuevo.codigo_postal)
    if "codigo_postal" not in datos:
        nuevo.codigo_postal = antes.codigo_postal
    if "estado" not in datos:
        nuevo.estado, nuevo.municipio = antes.estado, antes.municipio
    if nuevo.estado != antes.estado:
        nuevo.municipio = ""
    arriba = ("conoce", "codigo_postal") if nuevo.conoce == "si" else ("conoce", "estado", "municipio")
    if any(getattr(nuevo, c) != getattr(antes, c) for c in arriba) and nuevo.colonia_id == antes.colonia_id:
        nuevo.colonia_id = ""
    return nuevo


async def buscar_opciones(escrito: DomicilioEscrito, sesion: Sesion, servicios: Servicios) -> Opciones:
    """Asks the catalogue for whole lists only: at most three questions for a choice."""
    if escrito.conoce == "si":
        return await _por_codigo(escrito.codigo_postal, sesion, servicios)
    return await _por_estado(escrito, sesion, servicios) if escrito.conoce == "no" else Opciones()


async def _por_codigo(cp: str, sesion: Sesion, servicios: Servicios) -> Opciones:
    if not cp:
        return Opciones()
    if not _CP.fullmatch(cp):
        return Opciones(falla={"codigo_postal": "El código postal tiene 5 dígitos."})
    try:
        hallado = await servicios.catalogo.codigo_postal(sesion, cp)
    except ErrorDeServicio as error:
        if error.codigo != "codigo_postal_desconocido":
            raise
        return Opciones(falla={"codigo_postal": f"{error.detalle} {error.remedio}"})
    return Opciones(colonias=hallado.colonias, estado=hallado.estado, municipio=hallado.municipio)


async def _por_estado(escrito: DomicilioEscrito, sesion: Sesion, servicios: Servicios) -> Opciones:
    catalogo = servicios.catalogo
    opciones = Opciones(estados=await catalogo.estados(sesion))
    opciones.estado = _nombre(opciones.estados, escrito.estado)
    if opciones.estado and _CLAVE.fullmatch(escrito.estado):
        opciones.municipios = await catalogo.municipios(sesion, escrito.estado)
        opciones.municipio = _nombre(opciones.municipios, escrito.municipio)
        if opciones.municipio and _CLAVE.fullmatch(escrito.municipio):
            opciones.colonias = await catalogo.colonias(sesion, escrito.estado, escrito.municipio)
    return opciones


def _nombre(lugares: Sequence[vistas.LugarPostal], clave: str) -> str:
    return next((x.nombre for x in lugares if x.clave == clave), "")


def falta_en_lugar(escrito: DomicilioEscrito, opciones: Opciones) -> dict[str, str]:
    """What Paso 1 still lacks before ``Ubicar``: field → what to do, the topmost only."""
    if escrito.conoce not in ("si", "no"):
        return {"conoce": "Indica si conoces tu Código Postal."}
    if opciones.falla:
        return opciones.falla
    if escrito.conoce == "si" and not escrito.codigo_postal:
        return {"codigo_postal": "Escribe tu código postal."}
    if escrito.conoce == "no" and not opciones.estado:
        return {"estado": "Elige el estado."}
    if escrito.conoce == "no" and not opciones.municipio:
        return {"municipio": "Elige el municipio o alcaldía."}
    return {"colonia_id": "Elige la colonia de la lista."}


def leer_componentes(antes: DomicilioEscrito, datos: Mapping[str, str]) -> DomicilioEscrito:
    """Paso 2 as sent."""
    componentes = {c: datos[c][:1_000] for c in sorted(COMPONENTES) if datos.get(c, "").strip()}
    sin_numero = datos.get("sin_numero") == "si"
    return antes.model_copy(update={"componentes": componentes, "sin_numero": sin_numero})


def armar(escrito: DomicilioEscrito) -> tuple[Domicilio | None, dict[str, str]]:
    """The address as Paso 3 shows it, or what is wrong: component → Spanish text."""
    if escrito.lugar is None:
        return None, {}
    try:
        return Domicilio.leer(escrito.lugar, escrito.componentes, escrito.sin_numero), {}
    except DomicilioInvalido as error:
        return None, error.errores


def por_enviar(escrito: DomicilioEscrito) -> vistas.DomicilioEnviado:
    """What a service keeps: the colonia's id and the components, which it judges again itself."""
    colonia = escrito.lugar.colonia_id if escrito.lugar else ""
    return {"colonia_id": colonia, "sin_numero": escrito.sin_numero} | escrito.componentes
