"""Idempotency-Key: one key, one effect (design.md §6).

The answer is written by the command's last statement, under a unique key: a twin waits there and rolls back.
What was answered is looked for only when a transaction could not end well, so that the usual request pays one
insert and nothing else.
"""

from typing import Any

from .peticion import ClaveReutilizada, Peticion, Posicion, RespuestaRepetida
from .salida import Conexion

_SIN_EFECTO = frozenset({"GET", "HEAD", "OPTIONS"})
_RESPONDIDA = """
select body_hash, status, response, positions from idempotency
where subject = $1 and route = $2 and key = $3
"""


def valores(peticion: Peticion | None, respuesta: str | None) -> tuple[Any, ...] | None:
    """The row of ``idempotency`` but its positions; None without key, owner or answer."""
    llave = _llave(peticion)
    if peticion is None or llave is None or respuesta is None:
        return None
    ruta = peticion.scope.get("route")
    return (*llave, peticion.cuerpo_sha256, getattr(ruta, "status_code", None) or 200, respuesta)


async def exigir_sin_respuesta(conn: Conexion, peticion: Peticion | None) -> None:
    """Raises RespuestaRepetida when the key was answered before, ClaveReutilizada when to another body."""
    llave = _llave(peticion)
    if peticion is None or llave is None:
        return
    fila = await conn.fetchrow(_RESPONDIDA, *llave)
    if fila is None:
        return
    if fila["body_hash"] != peticion.cuerpo_sha256:
        raise ClaveReutilizada
    raise RespuestaRepetida(fila["status"], fila["response"], [Posicion.leer(p) for p in fila["positions"]])


def _llave(peticion: Peticion | None) -> tuple[Any, ...] | None:
    if peticion is None or not peticion.clave or peticion.sub is None or peticion.metodo in _SIN_EFECTO:
        return None
    return peticion.sub, peticion.ruta, peticion.clave
