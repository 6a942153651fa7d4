"""Look-ups of the address wizard (icsoe.md §7.5), each for a whole choice: none per keystroke."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from icsoe_dominio.negativas import Negativa


@dataclass(frozen=True)
class Colonia:
    """``id`` names the row of the catalogue: postal code and key. ``tipo_asentamiento``: if known (D94)."""

    id: str
    codigo_postal: str
    nombre: str
    tipo_asentamiento: str | None


@dataclass(frozen=True)
class Lugar:
    """A state or a municipality."""

    clave: str
    nombre: str


@dataclass(frozen=True)
class CodigoPostal:
    """What one postal code covers."""

    codigo_postal: str
    estado: str
    municipio: str
    colonias: Sequence[Colonia]


@dataclass(frozen=True)
class Ubicacion:
    """A colonia with the names of its municipality and state: what an address copies."""

    colonia: Colonia
    municipio: str
    estado: str


class CatalogoPostal(Protocol):
    """Reads of the loaded catalogue."""

    async def codigo_postal(self, cp: str) -> CodigoPostal | None: ...

    async def ubicacion(self, colonia_id: str) -> Ubicacion | None: ...

    async def estados(self) -> Sequence[Lugar]: ...

    async def municipios(self, estado: str) -> Sequence[Lugar]: ...

    async def colonias(self, estado: str, municipio: str) -> Sequence[Colonia]: ...


async def buscar_codigo_postal(cp: str, catalogo: CatalogoPostal) -> CodigoPostal:
    """Raises codigo_postal_desconocido."""
    hallado = await catalogo.codigo_postal(cp)
    if hallado is None:
        raise Negativa("codigo_postal_desconocido", codigo_postal=cp)
    return hallado
