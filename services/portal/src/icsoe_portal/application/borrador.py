"""What a contratista typed and did not save yet: Generales and addresses, kept by registry (D85, D95)."""

import hashlib
from datetime import datetime
from typing import Annotated

from icsoe_dominio.domicilio import Lugar
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from . import vistas
from .ports import Servicios
from .sesion import Sesion

Caja = Annotated[str, StringConstraints(max_length=4_000)]


class _Escrito(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class ActividadEscrita(_Escrito):
    folio: Caja = ""
    descripcion: Caja = ""


class GeneralesEscritos(_Escrito):
    """The boxes of Generales as typed. ``social_igual``: ``si``, ``no`` or empty; dates as ISO text.

    ``version``: of what was saved when they were shown, see ``guardados``. Of these boxes alone: registry's
    own version also moves with the receipt and the address, which the same page changes by itself.
    """

    version: Caja = ""
    correo: Caja = ""
    celular: Caja = ""
    telefono_fijo: Caja = ""
    social_igual: Caja = ""
    copias: list[Caja] = []
    repse_numero: Caja = ""
    repse_desde: Caja = ""
    repse_hasta: Caja = ""
    actividades: list[ActividadEscrita] = []

    @classmethod
    def guardados(cls, c: vistas.Contratista) -> "GeneralesEscritos":
        """The boxes as they stand when nothing was typed; two are equal when their versions are."""
        r = c.repse
        escrito = cls(
            correo=c.correo or "",
            celular=c.celular or "",
            telefono_fijo=c.telefono_fijo or "",
            social_igual={True: "si", False: "no", None: ""}[c.social_igual_fiscal],
            copias=c.copias_acuse,
            repse_numero=r.numero or "",
            repse_desde=r.vigencia_desde.isoformat() if r.vigencia_desde else "",
            repse_hasta=r.vigencia_hasta.isoformat() if r.vigencia_hasta else "",
            actividades=[ActividadEscrita(folio=a.folio, descripcion=a.descripcion) for a in r.actividades],
        )
        escrito.version = hashlib.sha256(escrito.model_dump_json().encode()).hexdigest()[:32]
        return escrito


class DomicilioEscrito(_Escrito):
    """The address wizard as far as it was filled.

    ``conoce``: ``si``, ``no`` or empty; ``estado`` and ``municipio`` are keys of the catalogue; ``lugar`` is
    the colonia that Paso 1 located; ``componentes`` by the names of ``icsoe_dominio.domicilio``.
    """

    conoce: Caja = ""
    codigo_postal: Caja = ""
    estado: Caja = ""
    municipio: Caja = ""
    colonia_id: Caja = ""
    lugar: Lugar | None = None
    sin_numero: bool = False
    componentes: dict[str, Caja] = {}


class Borrador(_Escrito):
    """All of it. ``domicilios``: by the target of the wizard (``social``); ``guardado``: when."""

    generales: GeneralesEscritos | None = None
    domicilios: dict[str, DomicilioEscrito] = {}
    guardado: datetime | None = None


async def leer_borrador(sesion: Sesion, servicios: Servicios) -> Borrador:
    """An empty one when there is none, or when an earlier version of the portal wrote it differently."""
    crudo = await servicios.registry.borrador(sesion)
    try:
        return Borrador.model_validate(crudo or {})
    except ValidationError:
        return Borrador()


async def guardar_borrador(borrador: Borrador, ahora: datetime, sesion: Sesion, servicios: Servicios) -> None:
    """Replaces what was kept."""
    borrador.guardado = ahora
    await servicios.registry.guardar_borrador(sesion, borrador.model_dump(mode="json"))
