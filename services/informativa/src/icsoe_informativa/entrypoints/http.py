"""The API of informativa, version 1 (docs/architecture/plano.md §2)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from icsoe_chassis.http import Ambito, ClaveIdempotencia, Cuerpo, DespuesDe, VersionEsperada, etiqueta
from icsoe_chassis.ports import Uow

from ..application.crear_informativa import CrearInformativa, crear_informativa
from ..application.eliminar_informativa import EliminarInformativa, eliminar_informativa
from ..application.enviar_a_firma import Enviada, EnviarAFirma, enviar_a_firma
from ..application.ports import Entorno, Lecturas, Trabajo
from ..application.queries import PeriodoVista, bandeja, periodos, ver_informativa
from ..application.vista import InformativaVista


class NuevaInformativa(Cuerpo):
    """``protesta``: the oath of a Sin información, accepted by the person."""

    ejercicio: int
    cuatrimestre: int
    tipo: Literal["NORMAL", "SIN_INFORMACION"]
    protesta: bool = False


@dataclass(frozen=True)
class Api:
    """The routes; the chassis adds prefix, identity, limits, positions and errors."""

    uow: Uow[Trabajo]
    lecturas: Lecturas
    entorno: Entorno

    def rutas(self) -> APIRouter:
        router = APIRouter()
        router.get("/periodos")(self.periodos)
        router.post("/informativas", status_code=201)(self.crear)
        router.get("/informativas")(self.bandeja)
        router.get("/informativas/{id}")(self.ver)
        router.delete("/informativas/{id}", status_code=204)(self.eliminar)
        router.post("/informativas/{id}/envio")(self.enviar)
        return router

    async def periodos(self, ambito: Ambito, despues: DespuesDe) -> list[PeriodoVista]:
        """Periods that have begun, newest first, each with what the contratista has in it."""
        return await periodos(ambito.contratista_id, self.entorno, self.lecturas)

    async def crear(
        self,
        cuerpo: NuevaInformativa,
        ambito: Ambito,
        response: Response,
        clave: ClaveIdempotencia,
        despues: DespuesDe,
    ) -> InformativaVista:
        """Nueva informativa."""
        orden = CrearInformativa(ambito.contratista_id, str(ambito.principal.sub), **cuerpo.model_dump())
        creada = await crear_informativa(orden, self.uow, self.entorno)
        etiqueta(response, creada.version)
        return creada

    async def bandeja(self, ambito: Ambito, despues: DespuesDe) -> list[InformativaVista]:
        """Drafts and sent returns."""
        return await bandeja(ambito.contratista_id, self.lecturas)

    async def ver(self, id: UUID, ambito: Ambito, response: Response, despues: DespuesDe) -> InformativaVista:
        """One return."""
        vista = await ver_informativa(id, ambito.contratista_id, self.lecturas)
        etiqueta(response, vista.version)
        return vista

    async def eliminar(self, id: UUID, ambito: Ambito, clave: ClaveIdempotencia) -> None:
        """Eliminar."""
        orden = EliminarInformativa(id, ambito.contratista_id, str(ambito.principal.sub))
        await eliminar_informativa(orden, self.uow, self.entorno)

    async def enviar(
        self,
        id: UUID,
        ambito: Ambito,
        version: VersionEsperada,
        clave: ClaveIdempotencia,
        despues: DespuesDe,
    ) -> Enviada:
        """Enviar a firma."""
        orden = EnviarAFirma(id, ambito.contratista_id, str(ambito.principal.sub), version)
        return await enviar_a_firma(orden, self.uow, self.entorno)
