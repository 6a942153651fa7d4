"""What signing reads outside transactions, on PostgreSQL: one statement a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from icsoe_chassis.base_datos import BaseDatos

from ..application.ports import Contenido, Evidencia, Expediente, Presentada
from ..domain.pendiente import Pendiente
from . import filas

_SELECT_PENDIENTE = f"select {filas.PENDIENTE} from pendiente p join periodo d on d.id = p.periodo_id"  # noqa: S608
_EXPEDIENTE = f"""
select {filas.PENDIENTE}, p.contenido, p.contenido_ref, c.id as cadena_id, c.informativa_id as cadena_de,
    c.envio as cadena_envio, c.texto, c.certificado_sha256, c.emitida, c.expira,
    exists (select 1 from presentacion r where r.informativa_id = p.informativa_id and r.firma_sha256 = $4)
        as repetida
from pendiente p join periodo d on d.id = p.periodo_id left join cadena c on c.id = $3
where p.informativa_id = $1 and p.contratista_id = $2
"""  # noqa: S608
_SELECT_PRESENTADA = f"select {filas.PRESENTADA} from {filas.DE_PRESENTADA}"  # noqa: S608
_PARA_ACUSE = f"""
select {filas.PRESENTADA}, r.firma_sha256, e.certificado, e.rfc_representante, e.cadena, e.firma,
    e.autoridades_sha256, e.conjunto, e.politica, e.ocsp_en, e.ocsp_estado, e.ocsp_pregunta, e.ocsp_respuesta,
    array(
        select u.der from unnest(e.autoridades_sha256) with ordinality h (sha256, n)
        join autoridad u using (sha256) order by h.n
    ) as autoridades, p.contenido, p.contenido_ref, p.enviada_por
from {filas.DE_PRESENTADA} join pendiente p using (informativa_id) where r.informativa_id = $1
"""  # noqa: S608


@dataclass
class LecturasPg:
    """``Lecturas`` on the service's own database."""

    base: BaseDatos

    async def pendiente(self, informativa_id: UUID, contratista_id: UUID) -> Pendiente | None:
        fila = await self.base.fetchrow(
            f"{_SELECT_PENDIENTE} where p.informativa_id = $1 and p.contratista_id = $2",
            informativa_id,
            contratista_id,
        )
        return filas.pendiente(fila) if fila else None

    async def pendientes(self, contratista_id: UUID) -> Sequence[Pendiente]:
        encontrados = await self.base.fetch(
            f"{_SELECT_PENDIENTE} where p.contratista_id = $1 and p.estado = 'POR_FIRMAR'"
            " order by p.enviada_en, p.informativa_id",
            contratista_id,
        )
        return [filas.pendiente(fila) for fila in encontrados]

    async def contenido(self, informativa_id: UUID, contratista_id: UUID) -> Contenido | None:
        fila = await self.base.fetchrow(
            "select contenido, contenido_ref from pendiente"
            " where informativa_id = $1 and contratista_id = $2",
            informativa_id,
            contratista_id,
        )
        return filas.contenido(fila) if fila else None

    async def expediente(
        self, informativa_id: UUID, contratista_id: UUID, cadena_id: UUID, firma_sha256: bytes
    ) -> Expediente | None:
        fila = await self.base.fetchrow(_EXPEDIENTE, informativa_id, contratista_id, cadena_id, firma_sha256)
        if fila is None:
            return None
        presentada = await self._de_informativa(informativa_id) if fila["repetida"] else None
        return Expediente(
            filas.pendiente(fila),
            filas.contenido(fila),
            filas.cadena_unida(fila) if fila["cadena_id"] else None,
            presentada,
        )

    async def presentada(self, folio: str, contratista_id: UUID | None) -> Presentada | None:
        fila = await self.base.fetchrow(
            f"{_SELECT_PRESENTADA} where r.folio = $1 and r.contratista_id = coalesce($2, r.contratista_id)",
            folio,
            contratista_id,
        )
        return filas.presentada(fila) if fila else None

    async def presentadas(self, contratista_id: UUID, desde: int, cuantas: int) -> Sequence[Presentada]:
        encontradas = await self.base.fetch(
            f"{_SELECT_PRESENTADA} where r.contratista_id = $1"
            " order by r.ejercicio, r.cuatrimestre, r.fecha_presentacion, r.folio offset $2 limit $3",
            contratista_id,
            desde,
            cuantas,
        )
        return [filas.presentada(fila) for fila in encontradas]

    async def para_acuse(self, informativa_id: UUID) -> tuple[Presentada, Evidencia, Contenido, str] | None:
        fila = await self.base.fetchrow(_PARA_ACUSE, informativa_id)
        if fila is None:
            return None
        return filas.presentada(fila), filas.evidencia(fila), filas.contenido(fila), fila["enviada_por"]

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool:
        """Whether a position was applied here. Of streams that signing does not read, nothing is awaited."""
        if not source.startswith("/icsoe/informativa/"):
            return True
        try:
            informativa_id = UUID(subject)
        except ValueError:
            return True
        return bool(
            await self.base.fetchval(
                "select true from pendiente"
                " where informativa_id = $1 and fuente = $2 and last_sequence >= $3",
                informativa_id,
                source,
                sequence,
            )
        )

    async def _de_informativa(self, informativa_id: UUID) -> Presentada | None:
        fila = await self.base.fetchrow(f"{_SELECT_PRESENTADA} where r.informativa_id = $1", informativa_id)
        return filas.presentada(fila) if fila else None
