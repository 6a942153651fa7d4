"""What a client sees of a return."""

from datetime import datetime
from uuid import UUID

from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa
from pydantic import BaseModel

from ..domain.informativa import Estado, Informativa


class InformativaVista(BaseModel):
    """A row of the tray. ``version`` is also the ETag."""

    id: UUID
    folio_provisional: str
    ejercicio: int
    cuatrimestre: int
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None
    estado: Estado
    contratos_relacionados: int
    total_trabajadores: int
    envio: int
    contenido_sha256: str | None
    folio_definitivo: str | None
    motivo_devolucion: str | None
    devolucion_solicitada: datetime | None
    version: int
    creada: datetime
    actualizada: datetime

    @classmethod
    def de(cls, i: Informativa) -> "InformativaVista":
        return cls(
            id=i.id,
            folio_provisional=i.folio_provisional,
            ejercicio=i.periodo.ejercicio,
            cuatrimestre=i.periodo.cuatrimestre,
            tipo=i.tipo,
            complementaria=i.complementaria,
            estado=i.estado,
            contratos_relacionados=i.contratos_relacionados,
            total_trabajadores=i.total_trabajadores,
            envio=i.envio,
            contenido_sha256=i.contenido_sha256,
            folio_definitivo=i.folio_definitivo,
            motivo_devolucion=i.motivo_devolucion,
            devolucion_solicitada=i.devolucion_solicitada,
            version=i.version,
            creada=i.creada,
            actualizada=i.actualizada,
        )
