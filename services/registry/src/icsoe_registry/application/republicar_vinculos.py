"""Tells every ACTIVO link again, for a new consumer: the topic keeps 35 days (design.md §5)."""

from .ports_capturistas import LecturasDeCapturistas, Oficina
from .vista_capturistas import hecho


async def republicar_vinculos(lecturas: LecturasDeCapturistas, oficina: Oficina) -> int:
    """How many links were told, each person's under its lock."""
    contados = 0
    for id in await lecturas.con_vinculo_activo():
        async with oficina.uow() as t:
            capturista = await t.capturistas.para_editar(id)
            activos = [v for v in capturista.vinculos if v.estado == "ACTIVO"] if capturista else []
            remitentes = await t.capturistas.remitentes([v.contratista_id for v in activos])
            for vinculo in activos:
                assert capturista is not None
                de = remitentes[vinculo.contratista_id]
                evento = hecho(None, vinculo, capturista, de, oficina.reloj.ahora())
                assert evento is not None
                t.eventos.emitir(evento, sujeto=id)
                contados += 1
    return contados
