"""The postal catalogue over HTTP (docs/architecture/plano.md §2), for contratistas and capturistas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from icsoe_chassis.http import exigir_rol

from ..application.catalogo_postal import CatalogoPostal, CodigoPostal, Colonia, Lugar, buscar_codigo_postal

Clave = Annotated[str, Path(pattern=r"^[0-9A-Z]{2,3}$")]
Cp = Annotated[str, Path(pattern=r"^\d{5}$")]


@dataclass(frozen=True)
class ApiCatalogo:
    """The routes; the chassis adds prefix, identity, limits and errors."""

    catalogo: CatalogoPostal

    def rutas(self) -> APIRouter:
        router = APIRouter(dependencies=[Depends(exigir_rol("contratista", "capturista"))])
        router.get("/codigos-postales/{cp}")(self.codigo_postal)
        router.get("/estados")(self.estados)
        router.get("/estados/{estado}/municipios")(self.municipios)
        router.get("/estados/{estado}/municipios/{municipio}/colonias")(self.colonias)
        return router

    async def codigo_postal(self, cp: Cp) -> CodigoPostal:
        """State, municipality and colonias of a postal code."""
        return await buscar_codigo_postal(cp, self.catalogo)

    async def estados(self) -> Sequence[Lugar]:
        """The states, by name."""
        return await self.catalogo.estados()

    async def municipios(self, estado: Clave) -> Sequence[Lugar]:
        """The municipalities of a state, by name; none for an unknown state."""
        return await self.catalogo.municipios(estado)

    async def colonias(self, estado: Clave, municipio: Clave) -> Sequence[Colonia]:
        """The colonias of a municipality, by name, each with its postal code."""
        return await self.catalogo.colonias(estado, municipio)
