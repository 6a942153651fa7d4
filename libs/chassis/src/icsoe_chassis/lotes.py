"""Deleting what is over: as much as one statement may take, so that no backlog can end the cleaning."""

from .salida import Conexion

LOTE = 5_000


async def borrar_lote(conn: Conexion, tabla: str, cual: str, *valores: object) -> bool:
    """Deletes up to ``LOTE`` rows ``e`` of ``tabla`` for which ``cual`` holds; True when there may be more.

    ``tabla`` and ``cual`` are SQL of ours. ``cual`` is asked of the row as it is when it goes: one that was
    renewed meanwhile stays.
    """
    borradas = await conn.execute(
        f"delete from {tabla} e where {cual} and e.ctid = any("  # noqa: S608
        f"array(select e.ctid from {tabla} e where {cual} limit {LOTE}))",
        *valores,
    )
    return borradas == f"DELETE {LOTE}"
