"""What the help desk reads of auth (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from icsoe_chassis.http import Principal, exigir_rol, paginada
from icsoe_chassis.registro import registro

from ..application.ports_cuentas import Recepcion
from ..application.reclamos import ReclamoVista, reclamos

Mesa = Annotated[Principal, Depends(exigir_rol("mesa_ayuda"))]
Pagina = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class ApiDeMesaDeAyuda:
    """Below ``/internos``, which the gateway closes to the outside."""

    recepcion: Recepcion

    def rutas(self) -> APIRouter:
        router = APIRouter(prefix="/internos")
        router.get("/reclamos")(self.reclamos)
        return router

    async def reclamos(self, principal: Mesa, response: Response, pagina: Pagina = 1) -> list[ReclamoVista]:
        """The claims of CURPs, newest first; ``Link: <?pagina=n>; rel="next"`` while there are more. Every
        reading is logged (D7).
        """
        registro().info("lectura_interna", rol=principal.rol, sub=str(principal.sub), bandeja="reclamos")
        return paginada(response, pagina, await reclamos(pagina, self.recepcion))
