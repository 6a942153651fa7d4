"""Lists by pages."""

from typing import TypeVar

from starlette.responses import Response

V = TypeVar("V")


def paginada(respuesta: Response, pagina: int, hallada: tuple[list[V], bool]) -> list[V]:
    """The rows; ``Link: <?pagina=n>; rel="next"`` (RFC 8288) when ``hallada`` says that more follow."""
    filas, hay_otra = hallada
    if hay_otra:
        respuesta.headers["Link"] = f'<?pagina={pagina + 1}>; rel="next"'
    return filas
