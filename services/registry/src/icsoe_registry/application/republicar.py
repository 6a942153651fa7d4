"""Tells the present state of every contratista again, for a new consumer: the topic keeps 35 days
(design.md §5).
"""

from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.registry import ContratistaActualizado

from .ports import Lecturas, Trabajo
from .vista import hecho

LOTE = 200


async def republicar(lecturas: Lecturas, uow: Uow[Trabajo], reloj: Reloj) -> int:
    """How many were told. Each under its row's lock, so that no older state follows a newer one."""
    contados = 0
    ids = await lecturas.con_generales()
    for desde in range(0, len(ids), LOTE):
        async with uow() as t:
            for id in ids[desde : desde + LOTE]:
                contratista = await t.contratistas.para_editar(id)
                if contratista:
                    evento = hecho(ContratistaActualizado, contratista, reloj.ahora())
                    t.eventos.emitir(evento, sujeto=id)
                    contados += 1
    return contados
