"""M13: what matters changed, said to every address it had and has (icsoe.md §13, threats.md T-35)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from icsoe_chassis.ports import Reloj
from pydantic import JsonValue

from ..domain.correo import huella_de_direccion
from .ports import Direccion, Trabajo
from .preparar_correo import PrepararCorreo, preparar_correo


@dataclass(frozen=True)
class AvisarCambio:
    """``cambios``: of registry's event; none, no mail. ``nombre``: of a contratista, None of a capturista."""

    causa: UUID
    titular: UUID
    direcciones: Sequence[str | None] = field(repr=False)
    cambios: list[JsonValue]
    nombre: str | None = field(repr=False)


async def avisar_cambio(orden: AvisarCambio, t: Trabajo, reloj: Reloj) -> None:
    """One mail for each address, so that none learns another."""
    if not orden.cambios:
        return
    datos: dict[str, JsonValue] = {"nombre": orden.nombre, "cambios": orden.cambios}
    unicas = {huella_de_direccion(d): d for d in orden.direcciones if d}
    for direccion in unicas.values():
        destino = Direccion(orden.titular, direccion)
        aviso = PrepararCorreo(orden.causa, "M13", destino, datos, ejemplar=direccion)
        await preparar_correo(aviso, t, reloj)
