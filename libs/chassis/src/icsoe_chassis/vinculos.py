"""The links of capturistas as a service's own database knows them: one projection of ``registry.capturista``
for every service that asks on each request whom a capturista may work for.
"""

from dataclasses import dataclass
from uuid import UUID

from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    CorreoDeCapturistaCambiado,
)
from icsoe_contracts.sobre import Sobre

from .base_datos import BaseDatos, Transaccion
from .consumo import Proyeccion

_AVANZAR = """
insert into flujo_de_capturista as f (source, subject, last_sequence) values ($1, $2, $3)
on conflict (source, subject) do update set last_sequence = greatest(f.last_sequence, excluded.last_sequence)
"""
_APLICAR = """
with avance as (
    insert into flujo_de_capturista as f (source, subject, last_sequence) values ($1, $2, $3)
    on conflict (source, subject) do update
        set last_sequence = greatest(f.last_sequence, excluded.last_sequence)
)
insert into vinculo_de_capturista as v values ($4, $5, $6, $7, $8, $9)
on conflict (vinculo_id) do update
    set activo = excluded.activo, puede_acuses = excluded.puede_acuses, orden = excluded.orden
    where v.orden < excluded.orden
"""
_PUEDE_ACUSES = """
select puede_acuses from vinculo_de_capturista
where (capturista_id, contratista_id) = ($1, $2) and activo
"""

DeVinculo = CapturistaInvitado | CapturistaVinculado | CapturistaDadoDeBaja


async def _de_vinculo(evento: DeVinculo, sobre: Sobre, tx: Transaccion) -> None:
    """The newest word on each link stays, in whatever order and however often they come: a baja that was put
    aside and applied by hand later still ends its link.
    """
    vinculado = isinstance(evento, CapturistaVinculado)
    await tx.conn.execute(
        _APLICAR, sobre.source, sobre.subject, sobre.sequence,
        evento.vinculo_id, evento.capturista_id, evento.contratista_id,
        vinculado, vinculado and evento.puede_acuses, sobre.orden,
    )  # fmt: skip


async def _de_otro(_: CorreoDeCapturistaCambiado, sobre: Sobre, tx: Transaccion) -> None:
    await tx.conn.execute(_AVANZAR, sobre.source, sobre.subject, sobre.sequence)


DE_VINCULO = Proyeccion(_de_vinculo)
"""The handler of the three events about a link."""
DE_OTRO = Proyeccion(_de_otro)
"""The handler of what changes no link: it only moves the position."""


@dataclass(frozen=True)
class VinculosPg:
    """``Vinculos`` on tables of the chassis."""

    base: BaseDatos

    async def puede_acuses(self, capturista_id: UUID, contratista_id: UUID) -> bool | None:
        return await self.base.fetchval(_PUEDE_ACUSES, capturista_id, contratista_id)

    async def alcanzada(self, source: str, subject: str, sequence: int) -> bool | None:
        """Whether a position of ``registry.capturista`` was applied; None for a stream never seen here."""
        return await self.base.fetchval(
            "select last_sequence >= $3 from flujo_de_capturista where (source, subject) = ($1, $2)",
            source,
            subject,
            sequence,
        )
