"""The frozen return must be what its row, and so the signed text, says of it (threats T-58, T-61)."""

import hashlib
import json
from typing import Any

from icsoe_chassis.ports import AlmacenObjetos, ObjetoAlterado, ObjetoAusente

from ..domain.pendiente import Pendiente
from .ports import Contenido

FORMATO = "icsoe-contenido/1"


def tiene_la_huella(pendiente: Pendiente, contenido: Contenido) -> bool:
    """Guard 4 of §11.3: inline text has the frozen hash; a reference at least names it."""
    if contenido.texto is None:
        return contenido.ref is not None and contenido.ref.sha256 == pendiente.contenido_sha256
    return hashlib.sha256(contenido.texto.encode()).hexdigest() == pendiente.contenido_sha256


def dice_lo_mismo(pendiente: Pendiente, datos: str | bytes) -> bool:
    """Recounts: identity, period, type, contracts and workers stand in the content as in the row."""
    try:
        leido: dict[str, Any] = json.loads(datos)
        contratos: list[dict[str, Any]] = leido["contratos"]
        return (
            leido["formato"] == FORMATO
            and leido["informativa_id"] == str(pendiente.informativa_id)
            and leido["contratista"]["rfc"] == pendiente.rfc
            and leido["contratista"]["nombre"] == pendiente.nombre
            and (leido["ejercicio"], leido["cuatrimestre"])
            == (pendiente.periodo.ejercicio, pendiente.periodo.cuatrimestre)
            and (leido["tipo"], leido["complementaria"])
            == (pendiente.acto.tipo, pendiente.acto.complementaria)
            and len(contratos) == pendiente.contratos_relacionados
            and sum(len(c["trabajadores"]) for c in contratos) == pendiente.total_trabajadores
        )
    except (ValueError, KeyError, TypeError):
        return False


async def sigue_integro(pendiente: Pendiente, contenido: Contenido, objetos: AlmacenObjetos | None) -> bool:
    """At the signature: inline content was recounted when it came; an object is read and recounted now."""
    if not tiene_la_huella(pendiente, contenido):
        return False
    if contenido.ref is None:
        return True
    try:
        return objetos is not None and dice_lo_mismo(pendiente, await objetos.leer(contenido.ref))
    except (ObjetoAlterado, ObjetoAusente):
        return False
