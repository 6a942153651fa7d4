"""What the background check and the verificador read, on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.base_datos import BaseDatos

from ..application.ports import Observada, PorConfirmar
from . import filas

_POR_CONFIRMAR = f"""
select {filas.PRESENTADA}, e.certificado from {filas.DE_PRESENTADA}
where r.revocacion = 'POR_CONFIRMAR' and ($1::uuid is null or r.informativa_id > $1)
order by r.informativa_id limit $2
"""  # noqa: S608
_OBSERVADAS = """
select r.folio, r.informativa_id, r.rfc, r.fecha_presentacion, e.certificado_numero,
    v.revocado_desde as revocado_en, v.motivo
from presentacion r join evidencia e using (informativa_id) join revision v using (informativa_id)
where r.observada order by r.fecha_presentacion desc, r.folio offset $1 limit $2
"""


@dataclass
class LecturasDeRevocacionPg:
    """``LecturasDeRevocacion`` on the service's own database."""

    base: BaseDatos

    async def por_confirmar(self, despues_de: UUID | None, cuantas: int) -> Sequence[PorConfirmar]:
        encontradas = await self.base.fetch(_POR_CONFIRMAR, despues_de, cuantas)
        return [PorConfirmar(filas.presentada(fila), fila["certificado"]) for fila in encontradas]

    async def observadas(self, desde: int, cuantas: int) -> Sequence[Observada]:
        return [Observada(**dict(fila)) for fila in await self.base.fetch(_OBSERVADAS, desde, cuantas)]
