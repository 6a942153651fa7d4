"""Reads: the account, what is being typed, and the receipt's bytes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.domicilio import Vialidad
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from .cargar_acuse_repse import BUCKET
from .ports import Lecturas
from .vista import ContratistaVista


async def ver_contratista(id: UUID, lecturas: Lecturas) -> ContratistaVista:
    """Raises no_encontrado."""
    contratista = await lecturas.contratista(id)
    if contratista is None:
        raise Negativa("no_encontrado")
    return ContratistaVista.de(contratista)


class BorradorVista(BaseModel):
    """What was typed and not saved yet; None when there is nothing."""

    borrador: dict[str, Any] | None


async def ver_borrador(id: UUID, lecturas: Lecturas) -> BorradorVista:
    """Autosaved Generales and address, as the client sent them."""
    hallado = await lecturas.borrador(id)
    return BorradorVista(borrador=None if hallado is None else dict(hallado))


async def calles_usadas(id: UUID, lecturas: Lecturas) -> Sequence[Vialidad]:
    """Streets of its own earlier addresses, by name (D93)."""
    return await lecturas.calles(id)


async def leer_acuse_repse(id: UUID, lecturas: Lecturas, objetos: AlmacenObjetos) -> tuple[str, bytes]:
    """(display name, PDF), its hash checked. Raises no_encontrado."""
    contratista = await lecturas.contratista(id)
    if contratista is None or contratista.acuse_repse is None:
        raise Negativa("no_encontrado")
    acuse = contratista.acuse_repse
    referencia = ReferenciaObjeto(
        bucket=BUCKET, key=acuse.key, version_id=acuse.version_id, sha256=acuse.sha256, bytes=acuse.bytes
    )
    return acuse.nombre, await objetos.leer(referencia)
