"""The claims of CURPs as the help desk follows them: case, state and dates, and nothing of the person."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from .ports_actos import EstadoDeReclamo
from .ports_cuentas import Recepcion

POR_PAGINA = 50


class ReclamoVista(BaseModel):
    """``caso``: its number, which an unlock for it names; ``resuelto``: when its person made her password."""

    caso: UUID
    capturista_id: UUID
    estado: EstadoDeReclamo
    reclamado: datetime
    resuelto: datetime | None


async def reclamos(pagina: int, recepcion: Recepcion) -> tuple[list[ReclamoVista], bool]:
    """A page of 50, the newest first; whether there is another."""
    async with recepcion.uow() as t:
        desde, ahora = (pagina - 1) * POR_PAGINA, recepcion.reloj.ahora()
        filas = await t.reclamos.todos(desde, POR_PAGINA + 1, ahora)
    return [ReclamoVista(**asdict(fila)) for fila in filas[:POR_PAGINA]], len(filas) > POR_PAGINA
